// A session as presence knows it: its streams, and the leases of its clients.
import type { Caller } from "../../core/service.ts";
import type { Off } from "../../core/topics.ts";

/** So many clients of a session are told apart; the others are taken for one. */
const maxClients = 50;

/** The client of a session in which none says which it is. */
export const onlyClient = "";

/** Stands among the clients for streams: it is not known whose they are. */
export const streamsAlone = undefined;

/** A session that somebody is in, or was a moment ago. */
export interface LiveSession {
  readonly caller: Caller;
  streams: number;
  /** Other nodes at which it has streams, as far as they said so. */
  streamsAt: Set<string> | undefined;
  /** Somebody beats in it: then a stream alone is no proof for ever. */
  hasBeaten: boolean;
  ended: boolean;
  readonly leases: Map<string | typeof streamsAlone, Lease>;
  /** Stops listening for what happens to it. */
  readonly off: Off[];
}

/** That one client of a session is there for a while. */
export interface Lease {
  readonly session: LiveSession;
  readonly client: string | typeof streamsAlone;
  /** The number of the last beat, so that what an earlier one still has to say changes nothing. */
  beat: number;
  /** When that was. */
  beatMs: number;
  /** Infinity: a stream lasts, and nobody beats. */
  endMs: number;
  /** When the queue looks at it next; Infinity: not at all. */
  queuedMs: number;
  alive: boolean;
  /** Channels that the client has open. */
  readonly open: Set<string>;
}

/** A session of which nothing is known yet. */
export function newSession(caller: Caller): LiveSession {
  return { caller, streams: 0, streamsAt: undefined, hasBeaten: false, ended: false, leases: new Map(), off: [] };
}

/** The lease of a client, made if there is none: it is over until it is extended. */
export function leaseOf(session: LiveSession, client: Lease["client"]): Lease {
  const known = session.leases.get(client);
  if (known) return known;
  if (client && session.leases.size >= maxClients) return leaseOf(session, onlyClient);
  const never = Number.POSITIVE_INFINITY;
  const lease: Lease = {
    session,
    client,
    beat: 0,
    beatMs: 0,
    endMs: 0,
    queuedMs: never,
    alive: false,
    open: new Set(),
  };
  session.leases.set(client, lease);
  return lease;
}

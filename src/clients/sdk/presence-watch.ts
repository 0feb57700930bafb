// Watches who is there: keeps the picture that the server's changes draw.

import type { ChatError } from "../../core/errors.ts";
import type { Off } from "../../core/topics.ts";
import {
  HeartbeatService,
  type WatchPresenceResponse,
  type Presence as WirePresence,
} from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { CallParts } from "./calls.ts";
import { KeptStream } from "./kept-stream.ts";
import type { Person } from "./person-from-wire.ts";

/** Whether a person is there. */
export interface Presence extends Person {
  /** A session of theirs is alive. */
  readonly online: boolean;
  /** They have the watched channel open. */
  readonly here: boolean;
}

/** Who is there. */
export interface PresencePicture {
  readonly people: readonly Presence[];
  /** How many people have the watched channel open; there may be more than are named. */
  readonly hereCount: number;
  /** Why no more is heard; undefined while the watch goes on. */
  readonly error: ChatError | undefined;
}

/** Whom to watch: a channel of ours, or people by id. */
export type Watched = { readonly channelId: string } | { readonly userIds: readonly string[] };

/** A presence of the wire as a plain one. */
export function presenceFromWire({ userId, name, online, here }: WirePresence): Presence {
  return { id: userId, name, online, here };
}

/** Calls the listener with the whole picture after every change, until it is switched off or the server refuses. */
export function watchPresence(watched: Watched, listener: (picture: PresencePicture) => void, parts: CallParts): Off {
  const known = new Map<string, WirePresence>();
  let hereCount = 0;
  const tell = (error?: ChatError) => listener({ people: [...known.values()].map(presenceFromWire), hereCount, error });
  const stream = new KeptStream(parts, {
    method: HeartbeatService.method.watchPresence,
    silenceMs: undefined,
    request: () => ("channelId" in watched ? watched : { userIds: [...watched.userIds] }),
    message: (change: WatchPresenceResponse) => {
      if (change.snapshot) known.clear();
      for (const presence of change.changes) note(known, presence);
      // While people come back to a server that was started anew, it counts fewer than were there a moment ago.
      hereCount = Math.max(change.hereCount, [...known.values()].filter(({ here }) => here).length);
      tell();
    },
    lost: (error, last) => {
      if (last) tell(error);
    },
  });
  return stream.openUntil(parts.lifetime);
}

// A change that was overtaken on its way must not win.
function note(known: Map<string, WirePresence>, presence: WirePresence): void {
  const before = known.get(presence.userId);
  if (before && before.version > presence.version) return;
  known.set(presence.userId, presence);
}

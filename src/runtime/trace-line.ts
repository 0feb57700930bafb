// A hop of a message as a line for people and for grep.
import { kinds } from "../core/event.ts";
import { isId } from "../core/ids.ts";
import type { Hop } from "../core/trace.ts";

const kindNames = new Map<number, string>(Object.entries(kinds).map(([name, kind]) => [kind, name]));

/** What the hop was, without its place and its time: hops of one kind between the same parties read the same. */
export function describeHop(hop: Hop): string {
  switch (hop.at) {
    case "call": {
      const refusal = hop.refusal === undefined ? "" : ` refused ${hop.refusal}`;
      return `${hop.door === undefined ? "" : `${hop.door} `}${hop.method}${by(hop.userId)}${refusal}`;
    }
    case "stored":
    case "repeat":
      return `${kindNames.get(hop.kind) ?? `kind ${hop.kind}`}${by(hop.userId)}`;
    case "told":
      return `${count(hop.followers, "follower")}${hop.behind === 0 ? "" : `, ${hop.behind} behind`}`;
    case "door":
      return `${hop.door} ${count(hop.listeners, "listener")}`;
  }
}

/** Where it was: lobby/17, lobby/17-48, or lobby/- if nothing was stored there. */
function placeOfHop({ span }: Hop, through?: number): string {
  if (!span) return "-";
  const channel = shown(span.channelId);
  if (!("from" in span)) return `${channel}/-`;
  const last = through ?? span.through;
  return `${channel}/${span.from}${last === span.from ? "" : `-${last}`}`;
}

/** The columns of a line; times are UTC. */
export function toTraceLine(hop: Hop, { atMs, tookMs, through }: Timing): string {
  const time = new Date(atMs).toISOString().slice(11, 23);
  const took = `${tookMs.toFixed(1)} ms`.padStart(10);
  return `${time}  ${placeOfHop(hop, through).padEnd(22)}  ${hop.at.padEnd(6)} ${took}  ${describeHop(hop)}`;
}

/** When a hop began by the wall clock, how long it took, and how far hops like it went on. */
export interface Timing {
  readonly atMs: number;
  readonly tookMs: number;
  readonly through: number | undefined;
}

function by(userId: string | undefined): string {
  return userId === undefined ? "" : ` by ${shown(userId)}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

// What a refused call named as an id may be any text at all.
function shown(id: string): string {
  return isId(id) ? id : "?";
}

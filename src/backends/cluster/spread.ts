// How things are spread: the same answer in every process and every release.
import { hash } from "node:crypto";

/** Events of one part of a channel: some tens of megabytes, which the store likes. */
const eventsInPart = 20_000;

/** One of `count` places for an id, the same for ever: the first 32 bits of its SHA-256. */
export function placeOfId(id: string, count: number): number {
  return hash("sha256", id, "buffer").readUInt32BE(0) % count;
}

/** The part of a channel's events that a seq is in. */
export function partOf(seq: number): number {
  return Math.floor((seq - 1) / eventsInPart);
}

/** The last seq of a part. */
export function lastOfPart(part: number): number {
  return (part + 1) * eventsInPart;
}

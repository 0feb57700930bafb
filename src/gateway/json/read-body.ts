// Takes in the body of a request, as much as is allowed and as long as is bearable.
import type { IncomingMessage } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { type BodyRoom, smallBodyBytes } from "./body-room.ts";

/** The body is larger than is allowed. */
export class BodyTooLarge extends Error {}

/** The body did not come in time, or not to its end. */
export class BodyBroken extends Error {}

/** All that is being taken in is too much at this moment. */
export class NoRoom extends Error {}

/** What a body may be. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly withinMs: number;
  readonly room: BodyRoom;
  readonly clock: Clock;
}

/** Resolves to the whole body; rejects with BodyTooLarge, BodyBroken or NoRoom, and then lets the rest pass by. */
export function readBody(request: IncomingMessage, { maxBytes, withinMs, room, clock }: BodyLimits): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  let taken = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    const large = Math.max(0, bytes - smallBodyBytes) - taken;
    if (bytes > maxBytes) return reject(new BodyTooLarge());
    if (!room.take(large)) return reject(new NoRoom());
    taken += large;
    chunks.push(chunk);
  };
  const broken = () => reject(new BodyBroken());
  if (request.destroyed) broken();
  const cancel = clock.after(withinMs, broken);
  request
    .on("data", take)
    .once("end", () => resolve(Buffer.concat(chunks, bytes)))
    .once("error", broken)
    .once("close", broken);
  return promise.finally(() => {
    cancel();
    room.give(taken);
    request.off("data", take).resume();
  });
}

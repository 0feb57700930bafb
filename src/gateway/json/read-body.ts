// Takes in the body of a request, as much as is allowed and as long as is bearable.
import type { IncomingMessage } from "node:http";
import type { Clock } from "../../core/clock.ts";

/** The body is larger than is allowed. */
export class BodyTooLarge extends Error {}

/** The body did not come in time, or not to its end. */
export class BodyBroken extends Error {}

/** What a body may be. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly withinMs: number;
  readonly clock: Clock;
}

/** Resolves to the whole body; rejects with BodyTooLarge or BodyBroken, and then lets the rest pass by. */
export function readBody(request: IncomingMessage, { maxBytes, withinMs, clock }: BodyLimits): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) reject(new BodyTooLarge());
    else chunks.push(chunk);
  };
  const broken = () => reject(new BodyBroken());
  const cancel = clock.after(withinMs, broken);
  request
    .on("data", take)
    .once("end", () => resolve(Buffer.concat(chunks, bytes)))
    .once("error", broken)
    .once("close", broken);
  return promise.finally(() => {
    cancel();
    request.off("data", take).resume();
  });
}

// What every refusal must be: the documented code and reason, and a sentence that helps and gives nothing away.
import assert from "node:assert/strict";
import type { ChatError } from "../../src/clients/sdk/index.ts";
import { refusalOf } from "./wire-session.ts";

/** What people have no business to see: code, libraries, files, and values that were not there. */
const internal =
  /undefined|null|NaN|\[object|Error:|\bat \S+:\d|\/src\/|\.ts\b|node_modules|sqlite|SQL|grpc-js|protobuf/i;

/** Resolves to the refusal when the call fails as it must. */
export async function expectRefusal(asked: Promise<unknown>, expected: `${string} ${string}`): Promise<ChatError> {
  const refusal = await refusalOf(asked);
  assert.equal(`${refusal.code} ${refusal.reason}`, expected, refusal.message);
  expectSentence(refusal.message);
  return refusal;
}

/** Fails unless this is a sentence for people. */
export function expectSentence(message: string): void {
  // The one that lists allowed characters ends with them.
  assert.match(message, /^\S.+\.$/);
  assert.doesNotMatch(message, internal);
}

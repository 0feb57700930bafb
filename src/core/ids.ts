// Short ids: base62 text that sorts, travels in URLs and stays below 25 characters.
import { sha256 } from "@noble/hashes/sha2.js";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Fills an array with random bytes: `crypto.getRandomValues` everywhere but in tests. */
export type Randomness = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;

const random: Randomness = (bytes) => crypto.getRandomValues(bytes);

/** Bytes as base62, padded to `length` digits, so that equal lengths sort as the bytes do. */
export function toBase62(bytes: Uint8Array, length: number): string {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  let text = "";
  for (; value > 0n; value /= 62n) text = digits[Number(value % 62n)] + text;
  return text.padStart(length, "0").slice(-length);
}

/** A new id for a user, channel or session: 95 random bits in 16 digits. */
export function createId(fill: Randomness = random): string {
  return toBase62(fill(new Uint8Array(12)), 16);
}

/** A secret of 256 bits in 43 digits. */
export function createSecret(fill: Randomness = random): string {
  return toBase62(fill(new Uint8Array(32)), 43);
}

/** A UUIDv7 (RFC 9562) in base62, 22 digits: later ones sort after earlier ones. */
export function createMessageId(nowMs: number, fill: Randomness = random): string {
  const bytes = fill(new Uint8Array(16));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(nowMs / 2 ** (8 * (5 - i))) & 0xff;
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  return toBase62(bytes, 22);
}

/** The id of the direct channel of two users: the same whoever asks, so that there is only one. */
export function directChannelId(one: string, other: string): string {
  const [low, high] = one < other ? [one, other] : [other, one];
  const hash = sha256(new TextEncoder().encode(`direct:${low}:${high}`));
  return `d${toBase62(hash.slice(0, 16), 22)}`;
}

/** The channel that everybody is in. */
export const lobbyId = "lobby";

/** The built-in member: it makes the lobby and answers commands. */
export const builtInUser = { userId: "madang", name: "madang" } as const;

const idPattern = /^[A-Za-z0-9._:-]{1,64}$/;

/** Whether a client may use this text as an id. */
export function isId(text: string): boolean {
  return idPattern.test(text);
}

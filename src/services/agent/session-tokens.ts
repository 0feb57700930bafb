// The secrets of a session: the client holds them, the store only what they hash to.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { createSecret } from "../../core/ids.ts";
import type { NextTokens } from "../../core/ports.ts";

/** How long tokens are good for. */
export interface TokenLifetimes {
  readonly accessTokenMs: number;
  readonly refreshTokenMs: number;
}

/** New tokens: for the client, and for the store. */
export interface SessionTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly stored: NextTokens;
}

/** Makes a pair of tokens. */
export function createTokens(nowMs: number, { accessTokenMs, refreshTokenMs }: TokenLifetimes): SessionTokens {
  const accessToken = createSecret();
  const refreshToken = createSecret();
  const stored = {
    accessHash: hashSecret(accessToken),
    accessExpiresAtMs: nowMs + accessTokenMs,
    refreshHash: hashSecret(refreshToken),
    refreshExpiresAtMs: nowMs + refreshTokenMs,
  };
  return { accessToken, refreshToken, stored };
}

/** SHA-256 in hex: enough for secrets that are random already. */
export function hashSecret(secret: string): string {
  return bytesToHex(sha256(new TextEncoder().encode(secret)));
}

/** Whether this can be one of our tokens at all. */
export function isToken(text: string): boolean {
  return /^[0-9A-Za-z]{43}$/.test(text);
}

// What a host program signs so that one of its users can come in: a JWT with HS256, made without a library.
import { createHmac } from "node:crypto";

/** A user of the host program. */
export interface HostUser {
  /** The host's own id of the user, which never changes: 1 to 255 characters. */
  readonly id: string;
  /** The name that they wish for; the id if left out. */
  readonly name?: string | undefined;
  /** How long one can sign in with the token; 10 minutes if left out. The session that it opens lasts longer. */
  readonly ttlMs?: number | undefined;
}

const usualTtlMs = 10 * 60_000;

/** Signs the user's token with the secret that Madang was given. The id must never come from the user. */
export function signUserToken(
  secret: string | Uint8Array,
  { id, name, ttlMs = usualTtlMs }: HostUser,
  nowMs = Date.now(),
): string {
  const nowS = Math.floor(nowMs / 1000);
  const claims = { sub: id, name, iat: nowS, exp: nowS + Math.ceil(ttlMs / 1000) };
  const signed = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

// The keys of a host program: what its tokens may be signed with.
import type { KeyObject } from "node:crypto";
import type { JWTVerifyGetKey } from "jose";

/** A signature algorithm that is accepted. */
export type Algorithm = "HS256" | "EdDSA" | "ES256" | "RS256";

/** Where the keys come from; each kind of key goes with its own algorithms and with no other. */
export interface HostKeys {
  readonly algorithms: readonly Algorithm[];
  /** What to try, in this order: more than one only where a file can be read in more than one way. */
  candidates(): Promise<readonly (Uint8Array | KeyObject | JWTVerifyGetKey)[]>;
}

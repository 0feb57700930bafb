// The file behind --auth-jwks: public keys that are read again when the file changes.
import { readFile, stat } from "node:fs/promises";
import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { HostKeys } from "./host-keys.ts";

/** Reads the file; rejects with one sentence if it is no JWKS of public keys. Later, a file that is broken changes nothing. */
export async function openHostJwksFile(path: string): Promise<HostKeys> {
  let version = await versionOf(path);
  let keys = await readKeys(path);

  const candidates = async (): Promise<JWTVerifyGetKey[]> => {
    try {
      const present = await versionOf(path);
      if (present !== version) {
        keys = await readKeys(path);
        version = present;
      }
    } catch {
      // It may be half written: the last good keys stand until it can be read.
    }
    return [keys];
  };
  return { algorithms: ["EdDSA", "ES256", "RS256"], candidates };
}

/** Differs whenever the file was written or replaced. */
async function versionOf(path: string): Promise<string> {
  const { mtimeNs, size, ino } = await stat(path, { bigint: true });
  return `${mtimeNs} ${size} ${ino}`;
}

async function readKeys(path: string): Promise<JWTVerifyGetKey> {
  const text = await readFile(path, "utf8");
  try {
    const set = JSON.parse(text) as JSONWebKeySet;
    const keys = createLocalJWKSet(set);
    if (set.keys.length === 0) throw new Error("It holds no keys.");
    // "d" is the private part, "k" a shared secret: neither is for a file of public keys.
    if (set.keys.some((key) => "d" in key || "k" in key)) throw new Error("It holds a secret.");
    return keys;
  } catch (cause) {
    throw new Error(`${path} must be a JSON Web Key Set with at least one key, public ones only.`, { cause });
  }
}

// The file behind --auth-key: a shared secret or one public key.
import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Algorithm, HostKeys } from "./host-keys.ts";

/** RFC 7518: as long as the hash. */
const minSecretBytes = 32;
const minRsaBits = 2_048;

/** Reads the file; rejects with one sentence if it holds no key that is good enough. */
export async function openHostKeyFile(path: string): Promise<HostKeys> {
  const bytes = await readFile(path);
  const isPem = bytes.includes("-----BEGIN ");
  const candidates = isPem ? [readPublicKey(bytes, path)] : readSecrets(bytes, path);
  const algorithms = isPem ? [algorithmOf(candidates[0] as KeyObject, path)] : (["HS256"] as const);
  return { algorithms, candidates: () => Promise.resolve(candidates) };
}

function readPublicKey(pem: Buffer, path: string): KeyObject {
  // The server only checks signatures; a key that could make them does not belong here.
  if (pem.includes("PRIVATE KEY-----")) throw new Error(`${path} holds a private key: give the public one.`);
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new Error(`${path} holds no public key that can be read.`, { cause });
  }
}

function algorithmOf(key: KeyObject, path: string): Algorithm {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
  if (key.asymmetricKeyType === "ed25519") return "EdDSA";
  if (key.asymmetricKeyType === "ec" && namedCurve === "prime256v1") return "ES256";
  if (key.asymmetricKeyType === "rsa" && modulusLength >= minRsaBits) return "RS256";
  throw new Error(`${path} must hold an Ed25519 key, a P-256 key or an RSA key of at least ${minRsaBits} bits.`);
}

// Programs differ in what they take for the secret: the file as it is, its text, or what the text says in base64.
// All come from the same secret, so all are accepted.
function readSecrets(bytes: Buffer, path: string): Uint8Array[] {
  const text = bytes.toString("latin1").trim();
  const readings = [bytes, Buffer.from(text, "latin1")];
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) readings.push(Buffer.from(text, "base64"));
  const secrets = readings.filter(({ length }) => length >= minSecretBytes);
  if (secrets.length === 0) {
    throw new Error(`${path} holds ${bytes.length} bytes: a secret has at least ${minSecretBytes}.`);
  }
  return secrets.filter((secret, i) => secrets.findIndex((other) => secret.equals(other)) === i);
}

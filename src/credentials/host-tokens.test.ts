import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { exportJWK, type JWTPayload, SignJWT } from "jose";
import { openHostTokens } from "./host-tokens.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-host-tokens-"));
after(() => rmSync(folder, { recursive: true }));

const nowMs = Date.UTC(2026, 0, 1);
const nowS = nowMs / 1000;
const now = () => nowMs;
const ann = { iss: "shop", sub: "42", name: "Ann", exp: nowS + 60 };

let files = 0;
function file(content: string | Buffer): string {
  const path = join(folder, `key-${files++}`);
  writeFileSync(path, content);
  return path;
}

function sign(key: KeyObject | Uint8Array, alg: string, claims: JWTPayload = ann, header: { kid?: string } = {}) {
  return new SignJWT(claims).setProtectedHeader({ alg, ...header }).sign(key);
}

async function open(options: { keyFile?: string; jwksFile?: string }) {
  const tokens = await openHostTokens({ ...options, now });
  assert.ok(tokens);
  return tokens;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function keyPair(type: "EdDSA" | "ES256" | "RS256") {
  if (type === "EdDSA") return generateKeyPairSync("ed25519");
  if (type === "ES256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

function pem(key: KeyObject): string {
  return key.export({ format: "pem", type: key.type === "private" ? "pkcs8" : "spki" }).toString();
}

const secret = randomBytes(32);
const ed = keyPair("EdDSA");
const es = keyPair("ES256");
const rs = keyPair("RS256");

test("a token signed with the shared secret says who it is at the host", async () => {
  const tokens = await open({ keyFile: file(secret) });
  assert.deepEqual(await tokens.verify(await sign(secret, "HS256")), { hostedId: "shop|42", name: "Ann" });
});

test("without a name the subject is the wish, and without an issuer the id still stands", async () => {
  const tokens = await open({ keyFile: file(secret) });
  const token = await sign(secret, "HS256", { sub: "42", exp: nowS + 60 });
  assert.deepEqual(await tokens.verify(token), { hostedId: "|42", name: "42" });
});

test("a secret in base64 is accepted as its text and as what the text says", async () => {
  const text = secret.toString("base64");
  const tokens = await open({ keyFile: file(`${text}\n`) });
  for (const reading of [secret, Buffer.from(text), Buffer.from(`${text}\n`)]) {
    assert.equal((await tokens.verify(await sign(reading, "HS256"))).hostedId, "shop|42");
  }
  await assert.rejects(tokens.verify(await sign(randomBytes(32), "HS256")), /signature does not match/);
});

for (const [alg, { publicKey, privateKey }] of [
  ["EdDSA", ed],
  ["ES256", es],
  ["RS256", rs],
] as const) {
  test(`a public key in PEM checks ${alg}`, async () => {
    const tokens = await open({ keyFile: file(pem(publicKey)) });
    assert.equal((await tokens.verify(await sign(privateKey, alg))).hostedId, "shop|42");
  });
}

test("a public key is never taken for a shared secret", async () => {
  const text = pem(rs.publicKey);
  const tokens = await open({ keyFile: file(text) });
  await assert.rejects(tokens.verify(await sign(Buffer.from(text), "HS256")), { reason: "TOKEN_INVALID" });
});

test("a token without a signature is refused", async () => {
  const tokens = await open({ keyFile: file(secret) });
  await assert.rejects(tokens.verify(`${part({ alg: "none" })}.${part(ann)}.`), /alg does not go with the key/);
});

const refused: [what: string, claims: JWTPayload, why: RegExp][] = [
  ["without exp", { sub: "42" }, /its exp is not valid/],
  ["that expired six seconds ago", { ...ann, exp: nowS - 6 }, /it has expired/],
  ["that is not valid yet", { ...ann, nbf: nowS + 60 }, /its nbf is not valid/],
  ["without a subject", { exp: nowS + 60 }, /its sub/],
  ["with an empty subject", { ...ann, sub: "" }, /its sub/],
  ["whose subject is a number", { ...ann, sub: 42 as unknown as string }, /its sub/],
  ["whose issuer could be mistaken for part of a subject", { ...ann, iss: "shop|4" }, /its iss/],
];
for (const [what, claims, why] of refused) {
  test(`a token ${what} is refused`, async () => {
    const tokens = await open({ keyFile: file(secret) });
    await assert.rejects(tokens.verify(await sign(secret, "HS256", claims)), (error: Error & { reason: string }) => {
      assert.equal(error.reason, "TOKEN_INVALID");
      assert.match(error.message, why);
      return true;
    });
  });
}

test("clocks may differ by a few seconds", async () => {
  const tokens = await open({ keyFile: file(secret) });
  assert.ok(await tokens.verify(await sign(secret, "HS256", { ...ann, exp: nowS - 4 })));
});

for (const garbage of ["", "x", "a.b.c", "x".repeat(20_000)]) {
  test(`garbage of ${garbage.length} characters is refused as a token`, async () => {
    const tokens = await open({ keyFile: file(secret) });
    await assert.rejects(tokens.verify(garbage), { reason: "TOKEN_INVALID" });
  });
}

const unusable: [what: string, content: () => string | Buffer, why: RegExp][] = [
  ["a short secret", () => "hunter2", /holds 7 bytes: a secret has at least 32/],
  ["a private key", () => pem(ed.privateKey), /private key: give the public one/],
  ["a key that is cut off", () => pem(ed.publicKey).slice(0, 60), /no public key/],
  ["a key of another curve", () => pem(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey), /P-256/],
  ["a short RSA key", () => pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey), /2048 bits/],
];
for (const [what, content, why] of unusable) {
  test(`${what} is refused at the start`, async () => {
    await assert.rejects(openHostTokens({ keyFile: file(content()), now }), why);
  });
}

async function jwks(keys: Record<string, KeyObject>): Promise<string> {
  const members = Object.entries(keys).map(async ([kid, key]) => ({ ...(await exportJWK(key)), kid }));
  return JSON.stringify({ keys: await Promise.all(members) });
}

test("a key set is searched by kid and algorithm", async () => {
  const other = keyPair("EdDSA");
  const path = file(await jwks({ one: ed.publicKey, two: other.publicKey, three: es.publicKey }));
  const tokens = await open({ jwksFile: path });
  assert.ok(await tokens.verify(await sign(other.privateKey, "EdDSA", ann, { kid: "two" })));
  assert.ok(await tokens.verify(await sign(es.privateKey, "ES256")));
  await assert.rejects(tokens.verify(await sign(ed.privateKey, "EdDSA")), /needs a kid/);
  await assert.rejects(tokens.verify(await sign(ed.privateKey, "EdDSA", ann, { kid: "two" })), /signature/);
  await assert.rejects(tokens.verify(await sign(ed.privateKey, "EdDSA", ann, { kid: "nine" })), /no key goes/);
  await assert.rejects(tokens.verify(await sign(secret, "HS256")), { reason: "TOKEN_INVALID" });
});

test("a key set is read again when its file changes, and a broken file changes nothing", async () => {
  const path = file(await jwks({ one: ed.publicKey }));
  const tokens = await open({ jwksFile: path });
  const token = await sign(es.privateKey, "ES256");
  await assert.rejects(tokens.verify(token), { reason: "TOKEN_INVALID" });
  writeFileSync(path, await jwks({ one: ed.publicKey, two: es.publicKey }));
  assert.ok(await tokens.verify(token));
  writeFileSync(path, '{"keys": [');
  assert.ok(await tokens.verify(token));
});

test("a key set with a private key in it, or none at all, is refused at the start", async () => {
  for (const content of [await jwks({ one: ed.privateKey }), '{"keys":[]}', "{}", "no"]) {
    await assert.rejects(openHostTokens({ jwksFile: file(content), now }), /public ones only/);
  }
});

test("both kinds of keys at once are refused, and none means that tokens are off", async () => {
  const path = file(secret);
  await assert.rejects(openHostTokens({ keyFile: path, jwksFile: path, now }), /not both/);
  assert.equal(await openHostTokens({ now }), undefined);
});

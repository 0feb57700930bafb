import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openHostTokens } from "./host-tokens.ts";
import { signUserToken } from "./user-token.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-user-token-"));
after(() => rmSync(folder, { recursive: true }));

const nowMs = Date.UTC(2026, 0, 1);

async function verifierFor(secret: string, atMs = nowMs) {
  const keyFile = join(folder, "secret");
  writeFileSync(keyFile, secret);
  const tokens = await openHostTokens({ keyFile, now: () => atMs });
  assert.ok(tokens);
  return tokens;
}

const secrets = {
  "plain words": "a secret of more than thirty-two bytes, with spaces ",
  "what looks like base64": "QmFzZTY0IG9mIHNvbWUgdGV4dCB0aGF0IGlzIGxvbmcgZW5vdWdo",
  Korean: "마당에는 아무도 모르는 비밀이 하나 있다",
};

for (const [kind, secret] of Object.entries(secrets)) {
  test(`a token signed with a secret of ${kind} says who it is`, async () => {
    const tokens = await verifierFor(secret);
    const token = signUserToken(secret, { id: "42", name: "안나" }, nowMs);
    assert.deepEqual(await tokens.verify(token), { hostedId: "|42", name: "안나" });
  });
}

test("without a name the id is the wish", async () => {
  const secret = secrets["plain words"];
  const tokens = await verifierFor(secret);
  assert.deepEqual(await tokens.verify(signUserToken(secret, { id: "42" }, nowMs)), { hostedId: "|42", name: "42" });
});

test("a token is good for ten minutes, or for as long as it says", async () => {
  const secret = secrets["plain words"];
  const usual = signUserToken(secret, { id: "42" }, nowMs);
  const short = signUserToken(secret, { id: "42", ttlMs: 1_000 }, nowMs);
  await (await verifierFor(secret, nowMs + 599_000)).verify(usual);
  const late = await verifierFor(secret, nowMs + 606_000);
  await assert.rejects(late.verify(usual), { reason: "TOKEN_INVALID", message: /expired/ });
  await assert.rejects((await verifierFor(secret, nowMs + 7_000)).verify(short), { message: /expired/ });
});

test("a token signed with another secret is refused", async () => {
  const tokens = await verifierFor(secrets["plain words"]);
  const token = signUserToken(secrets.Korean, { id: "42" }, nowMs);
  await assert.rejects(tokens.verify(token), { reason: "TOKEN_INVALID", message: /signature/ });
});

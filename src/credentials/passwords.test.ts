import assert from "node:assert/strict";
import { test } from "node:test";
import { Passwords } from "./passwords.ts";

const passwords = new Passwords();

test("a password fits its own hash and no other one does", async () => {
  const encoded = await passwords.hash("맛있는 김치찌개");
  assert.match(encoded, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await passwords.verify(encoded, "맛있는 김치찌개"), true);
  assert.equal(await passwords.verify(encoded, "맛있는 김치찌게"), false);
});

test("the same password has another hash each time", async () => {
  assert.notEqual(await passwords.hash("correct horse"), await passwords.hash("correct horse"));
});

test("checking without a hash says no, and takes as long as checking with one", async () => {
  const encoded = await passwords.hash("correct horse");
  const known = await fastestMs(() => passwords.verify(encoded, "wrong horse"));
  const unknown = await fastestMs(async () => assert.equal(await passwords.verify(undefined, "wrong horse"), false));
  // A decoy that costs nothing would be a hundred times faster.
  assert.ok(unknown > known / 3, `unknown ${unknown} ms, known ${known} ms`);
});

test("a check that is called off in its turn costs nothing and says why", async () => {
  await assert.rejects(passwords.verify(undefined, "correct horse", refuse), /not now/);
});

test("a crowd is served a few at a time, and turned away beyond the line", async () => {
  const small = new Passwords({ atOnce: 1, maxWaiting: 1 });
  const tries = await Promise.allSettled(Array.from({ length: 4 }, () => small.verify(undefined, "correct horse")));
  assert.deepEqual(
    tries.map(({ status }) => status),
    ["fulfilled", "fulfilled", "rejected", "rejected"],
  );
});

function refuse(): never {
  throw new Error("not now");
}

/** The fastest of a few runs: what else the machine does only adds to it. */
async function fastestMs(act: () => Promise<unknown>): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5; run++) {
    const startedAt = performance.now();
    await act();
    fastest = Math.min(fastest, performance.now() - startedAt);
  }
  return fastest;
}

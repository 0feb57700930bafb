import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { readPassword } from "./password.ts";

const input = (isTTY: boolean, ...chunks: (string | Buffer)[]) => Object.assign(Readable.from(chunks), { isTTY });

test("a password is the first line, in whatever pieces it comes", async () => {
  const hangul = Buffer.from("비밀번호입니다\n");
  const pieces = Array.from(hangul, (byte) => Buffer.from([byte]));
  assert.equal(await readPassword(input(false, ...pieces)), "비밀번호입니다");
  assert.equal(await readPassword(input(false, "one\r\ntwo\n")), "one");
  assert.equal(await readPassword(input(false, "without an end")), "without an end");
});

test("a password that is missing, or would be seen while it is typed, is refused", async () => {
  for (const chunks of [[], ["\n"]])
    await assert.rejects(readPassword(input(false, ...chunks)), { reason: "PASSWORD_MISSING" });
  await assert.rejects(readPassword(input(true, "secret\n")), { reason: "PASSWORD_VISIBLE" });
});

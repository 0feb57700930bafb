import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  createOperatorToken,
  isSameToken,
  readOperatorFile,
  removeOperatorFile,
  writeOperatorFile,
} from "./operator-token.ts";

const data = mkdtempSync(join(tmpdir(), "madang-operator-"));
after(() => rmSync(data, { recursive: true, force: true }));
const file = { address: "127.0.0.1:1", token: createOperatorToken(), pid: 1 };

test("every key is another one, and no other text is the same", () => {
  const other = createOperatorToken();
  assert.match(other, /^[\w-]{43}$/);
  assert.ok(isSameToken(other, other));
  for (const wrong of [file.token, "", other.slice(1), `${other}x`]) assert.ok(!isSameToken(wrong, other));
});

test("the file is for its owner alone, also in place of one that others could read", () => {
  writeFileSync(join(data, "operator.json"), "{}", { mode: 0o644 });
  writeFileSync(join(data, "operator.json.next"), "left by a crash", { mode: 0o644 });
  writeOperatorFile(data, file);
  assert.deepEqual(readOperatorFile(data), file);
  assert.equal(statSync(join(data, "operator.json")).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(data), ["operator.json"]);
  removeOperatorFile(data);
  assert.equal(readOperatorFile(data), undefined);
  removeOperatorFile(data);
});

test("what cannot be read as a whole is no key", () => {
  for (const text of ["", "{", "null", "[]", '{"address":"127.0.0.1:1","token":5,"pid":1}', '{"token":"x"}']) {
    writeFileSync(join(data, "operator.json"), text);
    assert.equal(readOperatorFile(data), undefined, text);
  }
});

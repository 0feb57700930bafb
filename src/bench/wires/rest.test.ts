import assert from "node:assert/strict";
import { test } from "node:test";
import { askMadang, askPlainRest } from "./rest.ts";

const shelf = { channelId: "lobby", token: "secret", seqs: [4, 5, 6] };

test("a plain REST server is asked for one object by its path", () => {
  const { method, path, body, read } = askPlainRest(shelf, 2, 1);
  assert.deepEqual([method, path, body], ["GET", "/objects/2", undefined]);
  assert.deepEqual(read('{"seq":3,"text":"three"}'), ["three"]);
});

test("Madang is asked for what follows the message before, with the token", () => {
  const { method, headers, body = "", read } = askMadang(shelf, 1, 2);
  assert.deepEqual([method, headers["authorization"]], ["POST", "Bearer secret"]);
  assert.deepEqual(JSON.parse(body), { channelId: "lobby", afterSeq: 4, pageSize: 2 });
  assert.deepEqual(read('{"messages":[{"text":"five"},{"text":"six"}]}'), ["five", "six"]);
});

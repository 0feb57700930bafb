import assert from "node:assert/strict";
import { test } from "node:test";
import { SessionCache } from "./session-cache.ts";

const session = (sessionId: string) => ({
  caller: { sessionId, userId: "u", name: "ann" },
  checkedAtMs: 0,
  expiresAtMs: 100,
  replaced: false,
});

test("the cache holds no more than it may, and forgets the oldest", () => {
  const cache = new SessionCache(2);
  for (const id of ["a", "b", "c"]) cache.put(`token-${id}`, session(id));
  assert.equal(cache.size, 2);
  assert.equal(cache.get("token-a"), undefined);
  assert.equal(cache.get("token-c")?.caller.sessionId, "c");
});

test("a token that is put again counts as new", () => {
  const cache = new SessionCache(2);
  for (const id of ["a", "b", "a", "c"]) cache.put(`token-${id}`, session(id));
  assert.equal(cache.get("token-b"), undefined);
  assert.equal(cache.get("token-a")?.caller.sessionId, "a");
});

test("all tokens of a session are forgotten together", () => {
  const cache = new SessionCache();
  cache.put("old", session("a"));
  cache.put("new", session("a"));
  cache.put("other", session("b"));
  cache.dropSession("a");
  assert.equal(cache.size, 1);
  assert.equal(cache.get("other")?.caller.sessionId, "b");
});

test("of replaced tokens only the last stays", () => {
  const cache = new SessionCache();
  cache.put("first", session("a"));
  cache.replace("a", 50);
  cache.put("second", session("a"));
  cache.replace("a", 200);
  assert.equal(cache.get("first"), undefined);
  assert.deepEqual(cache.get("second"), { ...session("a"), replaced: true });
});

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { configFolder, guestTokenFile, outboxFile } from "./config-folder.ts";
import { guestToken } from "./guest-token.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-guest-"));
after(() => rmSync(folder, { recursive: true }));

test("the token is made once, and only its owner can read it", async () => {
  const path = join(folder, "a", "localhost-1");
  const first = await guestToken(path);
  assert.match(first, /^[A-Za-z0-9._-]{16,128}$/);
  assert.equal(await guestToken(path), first);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("terminals that start together are one person", async () => {
  const path = join(folder, "b", "localhost-1");
  const [one, other] = await Promise.all([guestToken(path), guestToken(path)]);
  assert.equal(one, other);
});

test("a file that holds no token gets one", async () => {
  const path = join(folder, "c");
  writeFileSync(path, "");
  const token = await guestToken(path);
  assert.equal(await guestToken(path), token);
});

test("XDG_CONFIG_HOME says where, else the home folder", () => {
  assert.equal(configFolder({ XDG_CONFIG_HOME: "/x", HOME: "/h" }), join("/x", "madang"));
  assert.equal(configFolder({ HOME: "/h" }), join("/h", ".config", "madang"));
});

test("all names of this machine share a token; servers and people do not", () => {
  const files = ["localhost", "127.0.0.1", "::1"].map((host) => guestTokenFile("/c", { host, port: 1 }));
  assert.equal(new Set(files).size, 1);
  assert.notEqual(guestTokenFile("/c", { host: "a", port: 1 }), guestTokenFile("/c", { host: "a", port: 2 }));
  const server = { host: "a", port: 1 };
  assert.notEqual(outboxFile("/c", server, "ann"), outboxFile("/c", server, "bob"));
  assert.equal(outboxFile("/c", server, "../x/y"), join("/c", "outbox", "a-1-.._x_y.jsonl"));
});

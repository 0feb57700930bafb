import assert from "node:assert/strict";
import { test } from "node:test";
import { isLoopbackHost, readServerAddress, writeServerAddress } from "./server-address.ts";

test("a host alone has the default port", () => {
  assert.deepEqual(readServerAddress("chat.example.org"), { host: "chat.example.org", port: 50_051 });
});

test("an IPv6 address stands in brackets, coming and going", () => {
  const address = readServerAddress("[::1]:7000");
  assert.deepEqual(address, { host: "::1", port: 7000 });
  assert.equal(address && writeServerAddress(address), "[::1]:7000");
});

test("what is no address is refused", () => {
  for (const wrong of ["", "a b", "host:", "host:0", "host:70000", "http://host:1", "::1", "[host]:1"])
    assert.equal(readServerAddress(wrong), undefined, wrong);
});

test("all names of this machine are known", () => {
  assert.deepEqual(["localhost", "127.0.0.1", "127.1.2.3", "::1"].map(isLoopbackHost), [true, true, true, true]);
  assert.equal(isLoopbackHost("127.example.org"), false);
});

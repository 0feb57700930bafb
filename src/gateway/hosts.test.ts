// By which names the server may be called.
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { allowHosts } from "./hosts.ts";

const mayBeCalled = allowHosts(["https://chat.example", "https://Other.Example:8443"]);
const isAllowed = (host: string | undefined, localAddress: string) =>
  mayBeCalled({ headers: { host }, socket: { localAddress } } as IncomingMessage);

const hosts: [host: string | undefined, isAllowed: boolean][] = [
  [undefined, true],
  ["localhost", true],
  ["localhost:8080", true],
  ["LOCALHOST:8080", true],
  ["chat.localhost:8080", true],
  ["127.0.0.1:8080", true],
  ["192.168.1.5:8080", true],
  ["[::1]:8080", true],
  ["[::1]", true],
  ["chat.example", true],
  ["Chat.Example:8080", true],
  ["other.example:8443", true],
  ["evil.example", false],
  ["evil.example:8080", false],
  ["localhost.evil.example:8080", false],
  ["notlocalhost:8080", false],
  ["127.0.0.1.evil.example:8080", false],
  ["chat.example.evil.example", false],
  ["evil.example@localhost", false],
  ["[evil.example]:8080", false],
  ["", false],
  [":8080", false],
];

for (const [host, expected] of hosts) {
  test(`this machine ${expected ? "may" : "may not"} be called ${host === undefined ? "nothing" : `"${host}"`}`, () => {
    for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) assert.equal(isAllowed(host, address), expected);
  });
}

test("where other machines come in, any name may lead", () => {
  assert.equal(isAllowed("anything.example", "192.168.1.5"), true);
});

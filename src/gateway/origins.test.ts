// Which pages may use the server.
import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { test } from "node:test";
import { allowOrigins } from "./origins.ts";

const mayUse = allowOrigins(["https://chat.example", "https://Other.Example:8443"]);

const requests: [origin: string | undefined, host: string | undefined, isAllowed: boolean][] = [
  [undefined, "localhost:8080", true],
  ["http://localhost:8080", "localhost:8080", true],
  ["http://LOCALHOST:8080", "localhost:8080", true],
  ["https://here.example", "here.example", true],
  ["http://[::1]:8080", "[::1]:8080", true],
  ["https://chat.example", "10.0.0.1:8080", true],
  ["https://other.example:8443", "10.0.0.1:8080", true],
  ["http://chat.example", "10.0.0.1:8080", false],
  ["http://localhost:3000", "localhost:8080", false],
  ["http://localhost", "localhost:8080", false],
  ["https://evil.example", "localhost:8080", false],
  ["https://chat.example.evil.example", "localhost:8080", false],
  ["null", "localhost:8080", false],
  ["", "localhost:8080", false],
  ["localhost:8080", "localhost:8080", false],
  ["http://localhost:8080", undefined, false],
];

for (const [origin, host, isAllowed] of requests) {
  test(`a page of ${origin ?? "nowhere"} at ${host ?? "no host"} ${isAllowed ? "may" : "may not"}`, () => {
    assert.equal(mayUse({ headers: { origin, host } } as IncomingMessage), isAllowed);
  });
}

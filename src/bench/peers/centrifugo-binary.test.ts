import assert from "node:assert/strict";
import { test } from "node:test";
import { peersFolder } from "./centrifugo-binary.ts";

test("peers stand in the person's cache, or where they say", () => {
  assert.equal(peersFolder({ XDG_CACHE_HOME: "/cache" }), "/cache/madang-peers");
  assert.equal(peersFolder({ XDG_CACHE_HOME: "/cache", MADANG_PEERS: "/elsewhere" }), "/elsewhere");
  assert.match(peersFolder({}), /\.cache\/madang-peers$/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, placeIn } from "./address.ts";

const hashOf = (address: string) => new URL(address, "http://madang.example").hash;

test("every channel and every message has an address that leads back to it", () => {
  for (const place of [{ channelId: "lobby" }, { channelId: "4Kx9", seq: 99_999 }, { channelId: "a/b 한#?", seq: 1 }])
    assert.deepEqual(placeIn(hashOf(addressOf(place))), place);
  assert.equal(addressOf({ channelId: "lobby", seq: 12 }), "/#/c/lobby/12");
});

test("what names no place is none, and a number that no message can have is left out", () => {
  for (const hash of ["", "#", "#/c/", "#/c/%", "#/c/a/b", "#/c/a/1/2", "#top", `#/c/${"x".repeat(129)}`])
    assert.equal(placeIn(hash), undefined, hash);
  assert.deepEqual(placeIn("#/c/lobby/0"), { channelId: "lobby" });
});

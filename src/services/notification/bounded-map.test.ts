import assert from "node:assert/strict";
import { test } from "node:test";
import { BoundedMap } from "./bounded-map.ts";

function keysOf(map: BoundedMap<number, string>, upTo: number): number[] {
  return Array.from({ length: upTo }, (_, key) => key).filter((key) => map.delete(key) !== undefined);
}

test("what was put or asked for longest ago goes first", () => {
  const map = new BoundedMap<number, string>(3);
  for (const key of [0, 1, 2]) map.set(key, "");
  map.get(0);
  map.set(1, "again");
  map.set(3, "");
  assert.deepEqual(keysOf(map, 10), [0, 1, 3]);
});

test("it goes on forgetting the oldest, also after it was emptied", () => {
  const map = new BoundedMap<number, string>(2);
  for (let key = 0; key < 100; key++) map.set(key, "");
  assert.deepEqual(keysOf(map, 100), [98, 99]);
  for (let key = 0; key < 5; key++) map.set(key, "");
  map.set(9, "");
  assert.equal(map.size, 2);
  assert.deepEqual(keysOf(map, 10), [4, 9]);
});

test("what is larger than the whole map is not kept, and takes nothing's place for good", () => {
  const map = new BoundedMap<number, string>(4);
  map.set(0, "", 2);
  map.set(1, "", 5);
  assert.equal(map.size, 0);
  map.set(2, "", 4);
  map.set(3, "", 1);
  assert.deepEqual(keysOf(map, 10), [3]);
});

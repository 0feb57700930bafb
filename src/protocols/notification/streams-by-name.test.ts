import assert from "node:assert/strict";
import { test } from "node:test";
import { StreamsByName } from "./streams-by-name.ts";

test("a stream belongs to the one it named last, and to nobody after it was taken", () => {
  const streams = new StreamsByName<string>();
  streams.give("one", "ann");
  streams.give("two", "ann");
  streams.give("two", "ann");
  assert.deepEqual(streams.of("ann"), ["one", "two"]);
  streams.give("one", "bob");
  assert.deepEqual(streams.of("ann"), ["two"]);
  assert.deepEqual(streams.of("bob"), ["one"]);
  streams.take("one");
  streams.take("one");
  assert.deepEqual(streams.of("bob"), []);
});

test("a stream that names nobody belongs to nobody any more", () => {
  const streams = new StreamsByName<string>();
  for (const nobody of ["", "x".repeat(257)]) {
    streams.give("one", "ann");
    streams.give("one", nobody);
    assert.deepEqual(streams.of("ann"), []);
    assert.deepEqual(streams.of(nobody), []);
  }
});

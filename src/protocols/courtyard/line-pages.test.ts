import assert from "node:assert/strict";
import { test } from "node:test";
import { LinePages } from "./line-pages.ts";
import { share } from "./line-ring.ts";

/** Pages of one line each, of so many bytes; `reads` notes each look into the store. */
function open({ bytes = 10, failures = 0 } = {}) {
  const reads: number[] = [];
  const pages = new LinePages(async (after) => {
    reads.push(after);
    if (reads.length <= failures) throw new Error("no store");
    const lines = bytes === 0 ? [] : [{ seq: after + 1, authorId: "ann", bytes: new Uint8Array(bytes) }];
    return share(lines, after + 1);
  });
  return { pages, reads };
}

test("many who ask for a page read it once", async () => {
  const { pages, reads } = open();
  const [one, two] = await Promise.all([pages.get(5), pages.get(5)]);
  assert.equal(one, two);
  assert.equal(await pages.get(5), one);
  assert.deepEqual(reads, [5]);
});

test("a page that could not be read is asked for again, and so is one without lines", async () => {
  const failing = open({ failures: 1 });
  await assert.rejects(failing.pages.get(5));
  await failing.pages.get(5);
  assert.deepEqual(failing.reads, [5, 5]);
  const empty = open({ bytes: 0 });
  await empty.pages.get(5);
  await empty.pages.get(5);
  assert.deepEqual(empty.reads, [5, 5]);
});

test("what was forgotten is read again, also if it was on its way", async () => {
  const { pages, reads } = open();
  const onItsWay = pages.get(5);
  pages.forget();
  await onItsWay;
  await pages.get(5);
  assert.deepEqual(reads, [5, 5]);
});

test("a few pages are kept and a few megabytes: the oldest go", async () => {
  const many = open();
  for (let after = 0; after <= 64; after++) await many.pages.get(after);
  await many.pages.get(64);
  assert.equal(many.reads.length, 65);
  await many.pages.get(0);
  assert.equal(many.reads.length, 66);
  const large = open({ bytes: 3 * 1024 * 1024 });
  for (const after of [0, 1, 1, 0]) await large.pages.get(after);
  assert.deepEqual(large.reads, [0, 1, 0]);
});

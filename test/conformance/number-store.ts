// Suite: numbers of people and other counts, each given once and for good.
import assert from "node:assert/strict";
import { seqsFrom } from "../support/following-client.ts";
import { type SuiteOptions, tests } from "./harness.ts";

/** Tests of a NumberStore. */
export function numberStoreSuite(options: SuiteOptions): void {
  const test = tests(options);

  test("a counter gives each number once, from 1, also to many at once and after a restart", async (store) => {
    const given = await Promise.all(seqsFrom(1, 50).map(() => store.numbers.next("rooms")));
    assert.deepEqual(given.toSorted(byValue), seqsFrom(1, 50));
    await store.reopen();
    assert.equal(await store.numbers.next("rooms"), 51);
    assert.equal(await store.numbers.next("others"), 1);
  });

  test("a person's number is given at the first ask and theirs for good", async (store) => {
    assert.equal(await store.numbers.next("people"), 1);
    const [one, two] = await Promise.all([store.numbers.numberOf("ann"), store.numbers.numberOf("ann")]);
    assert.deepEqual([one, two], [2, 2]);
    assert.equal(await store.numbers.numberOf("bob"), 3);
    await store.reopen();
    assert.equal(await store.numbers.numberOf("ann"), 2);
    assert.deepEqual([await store.numbers.holderOf(2), await store.numbers.holderOf(9)], ["ann", undefined]);
  });

  test("a number is claimed by one person, any 32 bits of it, and the counter passes it by", async ({ numbers }) => {
    assert.equal(await numbers.claim(2, "ann"), "ann");
    assert.equal(await numbers.claim(2, "bob"), "ann");
    assert.equal(await numbers.claim(2, "ann"), "ann");
    for (const edge of [0, -2_147_483_648, 2_147_483_647])
      assert.equal(await numbers.claim(edge, `${edge}`), `${edge}`);
    assert.deepEqual([await numbers.next("people"), await numbers.next("people")], [1, 3]);
    assert.equal(await numbers.numberOf("carl"), 4);
  });

  test("places are kept for many at once, also over a restart, until they are forgotten", async (store) => {
    await store.numbers.keepPlaces(
      new Map([
        ["ann", 5],
        ["bob", 0],
        ["carl", 7],
      ]),
    );
    await store.numbers.keepPlaces(
      new Map([
        ["ann", 9],
        ["carl", undefined],
        ["nobody", undefined],
      ]),
    );
    await store.reopen();
    const places = await Promise.all(["ann", "bob", "carl"].map((reader) => store.numbers.placeOf(reader)));
    assert.deepEqual(places, [9, 0, undefined]);
  });

  test("who has a number cannot claim another", async ({ numbers }) => {
    await numbers.claim(7, "ann");
    assert.equal(await numbers.claim(8, "ann"), undefined);
    assert.equal(await numbers.numberOf("ann"), 7);
  });
}

function byValue(a: number, b: number): number {
  return a - b;
}

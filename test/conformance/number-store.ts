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

  test("a place is kept over a restart until it is forgotten; who was live has come to where it is said", async (store) => {
    const { numbers } = store;
    await Promise.all([numbers.keepPlace("a 1", 5), numbers.keepPlace("a 2", 0), numbers.keepPlace("a 3", 7)]);
    await Promise.all([numbers.keepPlace("a 1", 9), numbers.keepPlace("a 3", undefined)]);
    await Promise.all(["a 4", "b 4"].map((reader) => numbers.keepPlace(reader, "live")));
    await store.reopen();
    const places = () => Promise.all(["a 1", "a 2", "a 3", "a 4", "b 4"].map((each) => store.numbers.placeOf(each)));
    assert.deepEqual(await places(), [9, 0, undefined, undefined, undefined]);
    assert.deepEqual(await store.numbers.readersLike("a "), ["a 1", "a 2", "a 4"]);
    await store.numbers.settlePlaces("a ", 20);
    assert.deepEqual(await places(), [9, 0, undefined, 20, undefined]);
  });

  test("of places that are kept one right after the other, the last stays", async ({ numbers }) => {
    const readers = Array.from({ length: 100 }, (_, i) => `c ${i}`);
    const places = [3, "live", undefined, 7, "live", 20] as const;
    await Promise.all(readers.flatMap((reader) => places.map((place) => numbers.keepPlace(reader, place))));
    const kept = await Promise.all(readers.map((reader) => numbers.placeOf(reader)));
    assert.deepEqual(new Set(kept), new Set([20]));
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

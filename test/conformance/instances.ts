// Suite: one store has one truth, however many want to own it.
import assert from "node:assert/strict";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type SuiteOptions, tests } from "./harness.ts";
import { wholeLog } from "./whole-log.ts";

/** Tests of a backend that refuses a second instance. */
export function singleInstanceSuite(
  options: SuiteOptions & { readonly isRefusal: (failure: unknown) => boolean },
): void {
  const test = tests(options);

  test("a second instance over the same store is refused, and the first goes on", async (store) => {
    const ann = new Drafts("c", "ann");
    await store.log.append(ann.created());
    const sends = seqsFrom(1, 100).map(() => store.log.append(ann.posted("in the meantime")));
    await assert.rejects(async () => store.second(), options.isRefusal);
    await Promise.all(sends);
    await assert.rejects(async () => store.second(), options.isRefusal);
    assert.deepEqual(
      (await wholeLog(store.log, "c")).map(({ seq }) => seq),
      seqsFrom(1, 101),
    );
  });

  test("a second instance in another process is refused, and the first goes on", async (store) => {
    const ann = new Drafts("c", "ann");
    await store.log.append(ann.created());
    await assert.rejects(store.secondProcess(), options.isRefusal);
    assert.equal((await store.log.append(ann.posted("still here"))).seq, 2);
  });
}

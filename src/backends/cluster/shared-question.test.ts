import assert from "node:assert/strict";
import { test } from "node:test";
import { SharedQuestion } from "./shared-question.ts";

test("who asks while an answer is awaited shares the next question, which is put after they asked", async () => {
  let now = 0;
  let put = 0;
  const question = new SharedQuestion(async () => {
    put++;
    const asOf = now;
    await new Promise((resolve) => setImmediate(resolve));
    return asOf;
  });
  const first = question.ask();
  now = 1;
  const later = [question.ask(), question.ask(), question.ask()];
  assert.equal(await first, 0);
  assert.deepEqual(await Promise.all(later), [1, 1, 1]);
  assert.equal(put, 2);
});

test("a question that failed is put again to who asked meanwhile", async () => {
  let put = 0;
  const question = new SharedQuestion(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (++put === 1) throw new Error("no");
    return "yes";
  });
  const first = question.ask();
  const second = question.ask();
  await assert.rejects(first, /no/);
  assert.equal(await second, "yes");
  assert.equal(await question.ask(), "yes");
});

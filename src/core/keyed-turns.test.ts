import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyedTurns } from "./keyed-turns.ts";

test("acts of one key run one after the other, also after one that failed; other keys do not wait", async () => {
  const turns = new KeyedTurns();
  const done: string[] = [];
  const ends: (() => void)[] = [];
  const act = (name: string) => () =>
    new Promise<void>((resolve) => {
      done.push(`${name} begins`);
      ends.push(resolve);
    });
  const first = turns.run("a", act("first"));
  const failed = turns.run("a", () => Promise.reject(new Error("no")));
  const third = turns.run("a", act("third"));
  const other = turns.run("b", act("other"));
  await new Promise(setImmediate);
  assert.deepEqual(done, ["first begins", "other begins"]);
  for (const end of ends) end();
  await Promise.all([first, other]);
  await assert.rejects(failed, /no/);
  await new Promise(setImmediate);
  assert.equal(done.at(-1), "third begins");
  ends.at(-1)?.();
  await third;
  assert.equal(turns.size, 0, "nothing is kept of keys that nobody waits for");
});

test("a line that is too long takes no more, until it has moved on", async () => {
  const turns = new KeyedTurns();
  let end = () => {};
  const waiting = [turns.run("a", () => new Promise<void>((resolve) => (end = resolve)))];
  for (let i = 1; i < 100; i++) waiting.push(turns.run("a", async () => undefined));
  await assert.rejects(
    turns.run("a", async () => undefined),
    { reason: "BACKLOG" },
  );
  await new Promise(setImmediate);
  end();
  await Promise.all(waiting);
  assert.equal(await turns.run("a", async () => "again"), "again");
});

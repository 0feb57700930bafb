import assert from "node:assert/strict";
import { test } from "node:test";
import { PortPool } from "./port-pool.ts";

/** A pool over ports of which some are taken. */
function open(ports: readonly number[], ...taken: number[]) {
  const listening = new Set(taken);
  let any = 60_000;
  const pool = new PortPool(
    {
      async open(asked) {
        const port = asked === 0 ? any++ : asked;
        if (listening.has(port)) throw new Error("EADDRINUSE");
        listening.add(port);
        return { port, close: async () => void listening.delete(port) };
      },
    },
    ports,
  );
  return { pool, listening };
}

test("the lowest port is lent first, and one that was given back before it", async () => {
  const { pool, listening } = open([9, 7, 8]);
  const lent = [await pool.lend(), await pool.lend(), await pool.lend()];
  assert.deepEqual(
    lent.map((place) => place?.port),
    [7, 8, 9],
  );
  assert.equal(await pool.lend(), undefined);
  await lent[2]?.giveBack(0);
  await lent[0]?.giveBack(0);
  await lent[0]?.giveBack(0);
  assert.deepEqual([...listening], [8]);
  assert.deepEqual([(await pool.lend())?.port, (await pool.lend())?.port, await pool.lend()], [7, 9, undefined]);
});

test("two who ask at once get two ports", async () => {
  const { pool } = open([7, 8]);
  const both = await Promise.all([pool.lend(), pool.lend()]);
  assert.deepEqual(
    both.map((place) => place?.port),
    [7, 8],
  );
});

test("a port that another program has is passed over and tried again the next time", async () => {
  const { pool, listening } = open([7, 8], 7);
  assert.equal((await pool.lend())?.port, 8);
  assert.equal(await pool.lend(), undefined);
  listening.delete(7);
  assert.equal((await pool.lend())?.port, 7);
});

test("where any port will do, one that was given back is lent again, unless somebody has it meanwhile", async () => {
  const { pool, listening } = open([0, 0]);
  const first = await pool.lend();
  assert.equal(first?.port, 60_000);
  await first?.giveBack(0);
  const again = await pool.lend();
  assert.equal(again?.port, 60_000);
  await again?.giveBack(0);
  listening.add(60_000);
  assert.equal((await pool.lend())?.port, 60_001);
});

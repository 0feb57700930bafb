// Suite: who follows gets everything after their cursors, each seq once, whatever happens in between.
import assert from "node:assert/strict";
import { mock } from "node:test";
import { encodePart } from "../../src/core/frame.ts";
import type { MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";
import { FollowingClient, headPart, seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";

/** Tests of MessageLog.follow over a store. */
export function followSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("from any cursor, attached at any moment of a write burst, every seq comes once", async ({ log }) => {
    const channelIds = ["a", "b", "c"];
    for (const channelId of channelIds) await makeChannel(log, channelId);
    const sends: Promise<unknown>[] = [];
    const clients: { client: FollowingClient; from: Map<string, number> }[] = [];
    for (let n = 0; n < 900; n++) {
      sends.push(log.append(new Drafts(channelIds[n % 3] as string, "ann").posted(`${n}`)));
      if (n % 20 === 0) clients.push(await attach(log, await cursorsNear(log, channelIds, n)));
      if (n % 7 === 0) await turn();
    }
    await Promise.all(sends);
    for (const { client, from } of clients) {
      for (const channelId of channelIds) {
        await client.reaches(channelId, 301);
        assert.deepEqual(client.seqs.get(channelId), seqsFrom((from.get(channelId) as number) + 1, 301));
      }
      assert.deepEqual(client.faults, []);
    }
  });

  test("a cursor beyond the head waits for what comes after it", async ({ log }) => {
    await makeChannel(log, "a", 5);
    const { client } = await attach(log, [{ channelId: "a", seq: 9 }]);
    await say(log, "a", 10);
    await client.reaches("a", 16);
    assert.deepEqual([client.seqs.get("a"), client.faults], [seqsFrom(10, 16), []]);
  });

  test("caught up is told once, after every channel has reached its first head, whatever is said meanwhile", async ({
    log,
  }) => {
    for (const channelId of ["a", "b"]) await makeChannel(log, channelId, 400);
    const cursors = ["a", "b", "none"].map((channelId) => ({ channelId, seq: 0 }));
    const client = new FollowingClient(cursors);
    const following = log.follow({
      cursors: await withHeads(log, cursors),
      sink: client,
      onCaughtUp: () => following.push(encodePart({ caughtUp: true })),
    });
    following.start();
    await Promise.all([say(log, "a", 50), say(log, "b", 50)]);
    await client.reaches("a", 451);
    await client.reaches("b", 451);
    await client.until(() => client.frames.some((frame) => frame.caughtUp), "to hear that it caught up");
    const told = client.frames.findIndex((frame) => frame.caughtUp);
    const throughs = (id: string) =>
      client.frames.slice(0, told).flatMap(({ ranges }) => ranges.filter(({ channelId }) => channelId === id));
    for (const id of ["a", "b"]) assert.ok(Number(throughs(id).at(-1)?.through) >= 401);
    assert.equal(client.frames.filter((frame) => frame.caughtUp).length, 1);
    assert.deepEqual(client.faults, []);
  });

  test("a channel that is added or left while it is written to is followed from and to the seq named", async ({
    log,
  }) => {
    await makeChannel(log, "a", 20);
    await makeChannel(log, "b", 20);
    const { client, following } = await attach(log, [{ channelId: "a", seq: 21 }]);
    const sends = [say(log, "a", 60), say(log, "b", 60)];
    await turn();
    following.add("b", 10, headPart("b", 10));
    following.remove("a", 50, encodePart({ signals: [{ kind: { case: "left", value: { channelId: "a" } } }] }));
    await Promise.all(sends);
    await client.reaches("b", 81);
    await client.until(() => client.frames.some(({ signals }) => signals.length > 0), "for the farewell");
    assert.deepEqual([client.seqs.get("a"), client.seqs.get("b")], [seqsFrom(22, 50), seqsFrom(11, 81)]);
    assert.deepEqual([following.follows("a"), client.faults], [false, []]);
  });

  test("a reader that stalls falls behind alone, and catches up when it reads again", async ({ log }) => {
    await makeChannel(log, "a");
    const [stalled, other] = [
      await attach(log, [{ channelId: "a", seq: 1 }]),
      await attach(log, [{ channelId: "a", seq: 1 }]),
    ];
    stalled.client.stall();
    const text = "x".repeat(3_000);
    for (let n = 0; n < 40; n++) await say(log, "a", 50, text);
    await other.client.reaches("a", 2_001);
    const held = stalled.client.frameBytes.reduce((sum, bytes) => sum + bytes, 0);
    assert.ok(held < 256 * 1024, `${held} bytes were handed to a reader that takes nothing`);
    stalled.client.read();
    await stalled.client.reaches("a", 2_001);
    assert.deepEqual(stalled.client.seqs.get("a"), seqsFrom(2, 2_001));
    assert.deepEqual([stalled.client.faults, other.client.faults], [[], []]);
  });

  test("a reader that takes nothing for 30 s is ended with its cursors, and resumes from them without loss", async ({
    log,
    clock,
  }) => {
    await makeChannel(log, "a");
    const [stalled, other] = [
      await attach(log, [{ channelId: "a", seq: 1 }]),
      await attach(log, [{ channelId: "a", seq: 1 }]),
    ];
    stalled.client.stall();
    await say(log, "a", 100, "x".repeat(3_000));
    await other.client.reaches("a", 101);
    clock.advance(29_000);
    assert.equal(endOf(stalled.client), undefined);
    clock.advance(2_000);
    assert.equal(endOf(stalled.client), "SLOW_CONSUMER");
    const closing = stalled.client.frames.at(-1)?.closing;
    const seq = Number(closing?.cursors.find(({ channelId }) => channelId === "a")?.seq);
    assert.deepEqual(stalled.client.seqs.get("a"), seqsFrom(2, seq));
    const again = await attach(log, [{ channelId: "a", seq }]);
    await say(log, "a", 5);
    await Promise.all([again.client.reaches("a", 106), other.client.reaches("a", 106)]);
    assert.deepEqual(again.client.seqs.get("a"), seqsFrom(seq + 1, 106));
    assert.equal(endOf(other.client), undefined);
  });

  test("10,000 channels: only what moved is read, and the first one named comes first", async ({ log }) => {
    const channelIds = seqsFrom(1, 10_000).map((n) => `c${n}`);
    // Not all at once: how many are made in the time that a send may take is not what this is about.
    for (let at = 0; at < channelIds.length; at += 500) {
      const some = channelIds.slice(at, at + 500);
      await Promise.all(some.map((channelId) => log.append(new Drafts(channelId, "ann").created())));
    }
    const moved = ["c9000", "c5", ...seqsFrom(100, 117).map((n) => `c${n}`)];
    await Promise.all(moved.map((channelId) => say(log, channelId, 10)));
    const heads = await log.heads(channelIds);
    assert.equal(heads.filter(({ seq }) => seq > 1).length, 20);
    const order = [...moved, ...channelIds.filter((channelId) => !moved.includes(channelId))];
    const read = mock.method(log, "read");
    const { client, caughtUp } = await attach(
      log,
      order.map((channelId) => ({ channelId, seq: 1 })),
    );
    await caughtUp;
    await client.reaches(moved.at(-1) as string, 11);
    assert.equal(read.mock.callCount(), 20);
    assert.deepEqual([...client.seqs.keys()].slice(0, 20), moved);
    assert.ok(moved.every((channelId) => client.seqs.get(channelId)?.length === 10));
    await say(log, "c7777", 1);
    await client.reaches("c7777", 2);
    assert.deepEqual([read.mock.callCount(), client.faults], [20, []]);
  });

  test("what was missed beyond 500 events of a channel is a gap, and nothing after the gap is missing", async ({
    log,
  }) => {
    await makeChannel(log, "a", 3_000);
    const { client, caughtUp } = await attach(log, [{ channelId: "a", seq: 0 }]);
    await say(log, "a", 10);
    await Promise.all([caughtUp, client.reaches("a", 3_011)]);
    const gaps = client.frames.flatMap((frame) => frame.gaps);
    assert.equal(gaps.length, 1);
    const [after, through] = [Number(gaps[0]?.after), Number(gaps[0]?.through)];
    assert.ok(after > 0 && after <= 500, `the gap begins after ${after}`);
    assert.deepEqual(client.seqs.get("a"), [...seqsFrom(1, after), ...seqsFrom(through + 1, 3_011)]);
    assert.deepEqual(client.faults, []);
  });

  test("a store that cannot be read ends the stream that needs it with its cursors, and no other", async (store) => {
    const { log } = store;
    await makeChannel(log, "a", 50);
    const live = await attach(log, [{ channelId: "a", seq: 51 }]);
    const { client, following } = await attach(log, [{ channelId: "a", seq: 51 }]);
    const mend = store.breakStore();
    following.add("a", 20, headPart("a", 20));
    await client.until(() => client.ended !== undefined, "for the end");
    assert.equal(endOf(client), "STORE_FAILED");
    assert.deepEqual(
      client.frames.at(-1)?.closing?.cursors.map(({ seq }) => Number(seq)),
      [20],
    );
    await mend();
    await say(log, "a", 1);
    await live.client.reaches("a", 52);
    assert.equal(endOf(live.client), undefined);
  });

  test("closing the backend ends every stream as draining, with cursors up to all that was acknowledged", async (store) => {
    await makeChannel(store.log, "a");
    const { client } = await attach(store.log, [{ channelId: "a", seq: 1 }]);
    const said = say(store.log, "a", 100);
    await turn();
    await Promise.all([said, store.reopen()]);
    assert.equal(endOf(client), "DRAINING");
    const seq = Number(client.frames.at(-1)?.closing?.cursors[0]?.seq);
    assert.deepEqual([client.seqs.get("a"), client.faults], [seqsFrom(2, seq), []]);
    const again = await attach(store.log, [{ channelId: "a", seq }]);
    await again.client.reaches("a", 101);
  });
}

/** A client that follows from these cursors. */
async function attach(log: MessageLog, cursors: readonly { channelId: string; seq: number }[]) {
  const known = await withHeads(log, cursors);
  const client = new FollowingClient(cursors);
  const { promise: caughtUp, resolve: onCaughtUp } = Promise.withResolvers<void>();
  const following = log.follow({ cursors: known, sink: client, onCaughtUp });
  following.start();
  return { client, following, caughtUp, from: new Map(cursors.map(({ channelId, seq }) => [channelId, seq])) };
}

/** As whoever subscribes does: heads first. */
async function withHeads(log: MessageLog, cursors: readonly { channelId: string; seq: number }[]) {
  const heads = await log.heads(cursors.map(({ channelId }) => channelId));
  return cursors.map((cursor, i) => ({ ...cursor, head: heads[i]?.seq ?? 0 }));
}

function endOf({ ended }: FollowingClient): string | undefined {
  return ended && (ended.reason?.reason ?? "no reason");
}

async function makeChannel(log: MessageLog, channelId: string, messages = 0): Promise<void> {
  await log.append(new Drafts(channelId, "ann").created());
  await say(log, channelId, messages);
}

async function say(log: MessageLog, channelId: string, count: number, text = "something"): Promise<void> {
  await Promise.all(seqsFrom(1, count).map(() => log.append(new Drafts(channelId, "ann").posted(text))));
}

/** Cursors at the head and at different distances before it. */
async function cursorsNear(log: MessageLog, channelIds: readonly string[], n: number) {
  const heads = await log.heads(channelIds);
  return heads.map(({ channelId, seq }, i) => ({ channelId, seq: Math.max(0, seq - ((n * (i + 3)) % 90)) }));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

// One follower by hand: catching up, falling behind, leaving, and being left.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FollowingClient, headPart, seqsFrom } from "../../test/support/following-client.ts";
import { HandTurnedHub } from "../../test/support/hand-turned-hub.ts";
import { errors } from "./errors.ts";
import { encodePart } from "./frame.ts";

const farewell = encodePart({ signals: [{ kind: { case: "left", value: { channelId: "a" } } }] });
const saidFarewell = (client: FollowingClient) => client.frames.filter(({ signals }) => signals.length > 0).length;

test("before the start nothing is sent but what is pushed after it", async () => {
  const store = new HandTurnedHub();
  store.say("a", 3);
  const client = new FollowingClient();
  const following = store.hub.follow({ cursors: [{ channelId: "a", seq: 0 }], sink: client });
  following.push(encodePart({ epoch: 7n }));
  following.start();
  await store.settle();
  assert.deepEqual([client.frames[0]?.epoch, client.seqs.get("a"), client.faults], [7n, [1, 2, 3], []]);
});

test("what was missed is read in turns of at most 500 events and about 32 KB, channel by channel", async () => {
  const store = new HandTurnedHub();
  store.say("a", 300, 1_000);
  store.say("b", 300, 1_000);
  const { client } = store.follow({ a: 0, b: 0 });
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), client.seqs.get("b")], [seqsFrom(1, 300), seqsFrom(1, 300)]);
  assert.ok(Math.max(...client.frameBytes) < 70_000);
  assert.deepEqual(store.reads.slice(0, 6), ["a", "b", "a", "b", "a", "b"]);
  assert.deepEqual(client.faults, []);
});

test("of one channel no more than 500 missed events are sent, then a gap is told", async () => {
  const store = new HandTurnedHub();
  store.say("a", 2_000, 100);
  const { client } = store.follow({ a: 0 });
  store.say("a", 5);
  await store.settle();
  const gaps = client.frames.flatMap((frame) => frame.gaps.map(({ after, through }) => [after, through]));
  assert.deepEqual(gaps, [[500n, 2_000n]]);
  assert.deepEqual(client.seqs.get("a"), [...seqsFrom(1, 500), ...seqsFrom(2_001, 2_005)]);
  assert.deepEqual(client.faults, []);
});

test("of all channels no more than 20,000 missed events are sent, in the client's order", async () => {
  const store = new HandTurnedHub();
  const names = seqsFrom(1, 50).map((n) => `c${n}`);
  for (const name of names) store.say(name, 450);
  const { client } = store.follow(Object.fromEntries(names.map((name) => [name, 0])));
  await store.settle();
  const sent = [...client.seqs.values()].reduce((sum, seqs) => sum + seqs.length, 0);
  assert.equal(sent, 20_000);
  assert.deepEqual(client.seqs.get("c1"), seqsFrom(1, 450));
  for (const name of names) assert.equal(client.cursors.get(name), 450);
  assert.deepEqual(client.faults, []);
});

test("caught up is told once, when the last channel has what it had at the start", async () => {
  const store = new HandTurnedHub();
  store.say("a", 100, 1_000);
  store.say("b", 10);
  let times = 0;
  const { client, following } = store.follow({ a: 0, b: 0, c: 0, d: 9 }, () => {
    times++;
    following.push(encodePart({ caughtUp: true }));
  });
  for (let turns = 0; turns < 200; turns++) {
    store.say("b", 1);
    await store.turn();
    if (client.frames.some((frame) => frame.caughtUp)) break;
    assert.ok((client.cursors.get("a") ?? 0) <= 100);
  }
  await store.settle();
  assert.deepEqual([times, client.cursors.get("a"), client.faults], [1, 100, []]);
});

test("with nothing to catch up with it is told at once", async () => {
  const store = new HandTurnedHub();
  let times = 0;
  store.follow({ a: 0 }, () => times++);
  store.follow({}, () => times++);
  assert.equal(times, 2);
});

test("a reader that stalls is handed no more than about 64 KB, and gets the rest when it reads again", async () => {
  const store = new HandTurnedHub();
  const { client } = store.follow({ a: 0, b: 0 });
  client.stall();
  for (let n = 0; n < 50; n++) {
    store.say("a", 100, 500);
    store.say("b", 1);
    await store.settle();
  }
  const held = client.frameBytes.reduce((sum, bytes) => sum + bytes, 0);
  assert.ok(held < 64 * 1024 + 33 * 1024, `${held} bytes`);
  client.read();
  await store.settle();
  assert.deepEqual([client.cursors.get("a"), client.cursors.get("b"), client.faults], [5_000, 50, []]);
});

test("a reader that takes nothing for 30 s is ended with its cursors, one that takes a little is not", async () => {
  const store = new HandTurnedHub();
  const [stalled, slow] = [store.follow({ a: 0 }).client, store.follow({ a: 0 }).client];
  stalled.stall();
  slow.stall();
  await store.settle();
  for (let second = 0; second < 31; second++) {
    store.say("a", 10, 3_000);
    await store.settle();
    if (second % 10 === 9) slow.readOne();
    store.clock.advance(1_000);
    await store.settle();
  }
  assert.equal(stalled.ended?.reason?.reason, "SLOW_CONSUMER");
  const closing = stalled.frames.at(-1)?.closing;
  assert.deepEqual(
    closing?.cursors.map(({ seq }) => Number(seq)),
    [stalled.seqs.get("a")?.at(-1)],
  );
  assert.deepEqual([slow.ended, stalled.faults, slow.faults], [undefined, [], []]);
});

test("a slow reader of one hot channel is not slow in the other 99", async () => {
  const store = new HandTurnedHub();
  const quiet = seqsFrom(1, 99).map((n) => `q${n}`);
  const { client } = store.follow(Object.fromEntries([["hot", 0], ...quiet.map((name) => [name, 0])]));
  client.stall();
  const said = new Map<string, number>();
  const late: number[] = [];
  for (let step = 0; step < 600; step++) {
    // More than the reader takes: a frame in every second step.
    store.say("hot", 60, 1_000);
    const name = quiet[step % 99] as string;
    store.say(name);
    said.set(`${name} ${client.cursors.get(name) ?? 0}`, step);
    if (step % 2 === 0) client.readOne();
    await store.turn();
    for (const [key, at] of said) {
      const [channelId = "", before] = key.split(" ");
      if ((client.cursors.get(channelId) ?? 0) <= Number(before)) continue;
      late.push(step - at);
      said.delete(key);
    }
  }
  assert.ok(late.length > 580, `${late.length} of 600 came`);
  assert.ok(Math.max(...late) <= 10, `the latest came ${Math.max(...late)} steps late`);
  assert.ok((client.cursors.get("hot") ?? 0) < 36_000, "the hot channel is the one that is late");
  assert.deepEqual(client.faults, []);
});

test("a channel that is left is followed to its last seq, then the farewell comes, then nothing", async () => {
  const store = new HandTurnedHub();
  store.say("a", 10);
  const { client, following } = store.follow({ a: 5, b: 0 });
  store.say("a", 10);
  following.remove("a", 15, farewell);
  assert.equal(following.follows("a"), false);
  store.say("a", 5);
  await store.settle();
  store.say("a", 5);
  store.say("b", 1);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), saidFarewell(client), client.seqs.get("b")], [seqsFrom(6, 15), 1, [1]]);
  assert.deepEqual(client.faults, []);
});

test("a channel that is left while its events wait in memory is followed to its last seq", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  await store.settle();
  store.say("a", 10);
  following.remove("a", 6, farewell);
  store.say("a", 10);
  await store.settle();
  assert.deepEqual(
    [client.seqs.get("a"), saidFarewell(client), store.reads, client.faults],
    [seqsFrom(1, 6), 1, [], []],
  );
});

test("a channel that was read to its last seq says farewell at once", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  store.say("a", 3);
  await store.settle();
  following.remove("a", 3, farewell);
  await store.settle();
  assert.deepEqual([saidFarewell(client), store.hub.measure().channels], [1, 0]);
});

test("nothing after the last seq slips in, though the store was asked before the channel was left", async () => {
  const store = new HandTurnedHub();
  store.say("a", 20);
  const answer = Promise.withResolvers<void>();
  store.beforeRead = () => answer.promise;
  const { client, following } = store.follow({ a: 5 });
  await store.turn();
  following.remove("a", 10, farewell);
  answer.resolve();
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), saidFarewell(client), client.faults], [seqsFrom(6, 10), 1, []]);
});

test("the gap of a channel that is left ends with its last seq", async () => {
  const store = new HandTurnedHub();
  store.say("a", 2_000);
  const { client, following } = store.follow({ a: 0 });
  following.remove("a", 1_000, farewell);
  await store.settle();
  const gaps = client.frames.flatMap((frame) => frame.gaps.map(({ through }) => through));
  assert.deepEqual([gaps, saidFarewell(client)], [[1_000n], 1]);
});

test("a channel that is joined while events flow is followed from the seq given", async () => {
  const store = new HandTurnedHub();
  store.say("a", 10);
  const { client, following } = store.follow({});
  following.add("a", 4, headPart("a", 4));
  store.say("a", 3);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), client.faults], [seqsFrom(5, 13), []]);
});

test("who leaves and is back at once gets what was owed, the farewell, and then the channel anew", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  store.say("a", 8);
  following.remove("a", 8, farewell);
  following.add("a", 11, headPart("a", 11));
  store.say("a", 6);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), client.faults], [[...seqsFrom(1, 8), 12, 13, 14], []]);
  const parts = client.frames.flatMap(({ ranges, signals, heads }) => [
    ...ranges.map(({ through }) => Number(through)),
    ...signals.map(() => "farewell"),
    ...heads.map(() => "head"),
  ]);
  assert.deepEqual(parts, [8, "farewell", "head", 14]);
});

test("who leaves, is back and leaves again before the farewell is out for good", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  store.say("a", 8);
  following.remove("a", 8, farewell);
  following.add("a", 9, headPart("a", 9));
  following.remove("a", 12, farewell);
  store.say("a", 10);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), saidFarewell(client), following.follows("a")], [seqsFrom(1, 8), 1, false]);
});

test("a channel that is joined while its store cannot be read ends the stream instead of staying away", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ b: 0 });
  store.failure = errors.storeFailed();
  following.add("a", 0, headPart("a", 0));
  assert.equal(client.ended?.reason?.reason, "STORE_FAILED");
});

test("back from the store to the live events nothing is missing and nothing comes twice", async () => {
  const store = new HandTurnedHub({ ring: { maxEvents: 10, maxBytes: 100_000 } });
  const { client } = store.follow({ a: 0 });
  for (let n = 0; n < 300; n++) {
    if (n % 50 === 10) client.stall();
    if (n % 50 === 40) client.read();
    store.say("a", (n % 13) + 1, 2_000);
    await (n % 3 === 0 ? store.turn() : undefined);
  }
  client.read();
  await store.settle();
  const last = client.seqs.get("a")?.at(-1) ?? 0;
  assert.deepEqual([client.seqs.get("a"), client.faults], [seqsFrom(1, last), []]);
  assert.equal(last, store.headOf("a"));
  const reads = store.reads.length;
  assert.ok(reads > 0);
  store.say("a");
  await store.settle();
  assert.deepEqual([client.cursors.get("a"), store.reads.length], [last + 1, reads]);
});

test("what may be lost is sent only to those who read", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  following.pushEphemeral(encodePart({ signals: [{ kind: { case: "typing", value: { channelId: "a" } } }] }));
  await store.settle();
  client.stall();
  for (let n = 0; n < 4; n++) {
    store.say("a", 50, 1_000);
    await store.settle();
  }
  following.pushEphemeral(encodePart({ signals: [{ kind: { case: "typing", value: { channelId: "a" } } }] }));
  client.read();
  await store.settle();
  assert.equal(client.frames.filter(({ signals }) => signals.length > 0).length, 1);
});

test("control parts that nobody takes are bounded", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  client.stall();
  store.say("a", 200, 1_000);
  await store.settle();
  for (let n = 0; n < 1_001; n++) following.push(farewell);
  assert.equal(client.ended?.reason?.reason, "SLOW_CONSUMER");
});

test("control parts come in frames of their own, after what was owed before them", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  store.say("a", 3);
  await store.turn();
  following.push(farewell);
  store.say("a", 2);
  await store.settle();
  const told = client.frames.map(
    ({ ranges, signals }) => ranges.map(({ through }) => Number(through)).join() + signals.length,
  );
  assert.deepEqual(told, ["30", "1", "50"]);
});

test("who has gone gets nothing, and closing twice says one last word", async () => {
  const store = new HandTurnedHub();
  const [gone, closed] = [store.follow({ a: 0 }), store.follow({ a: 0 })];
  await store.settle();
  gone.following.abandon();
  closed.following.close(errors.draining());
  closed.following.close(errors.slowConsumer());
  closed.following.push(farewell);
  closed.following.add("b", 0, headPart("b", 0));
  store.say("a", 3);
  await store.settle();
  assert.deepEqual([gone.client.frames.length, gone.client.ended], [0, undefined]);
  assert.deepEqual([closed.client.frames.length, closed.client.ended?.reason?.reason], [1, "DRAINING"]);
});

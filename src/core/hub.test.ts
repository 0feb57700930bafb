// Fan-out by hand: what each turn gives to whom, and what is kept for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../test/support/drafts.ts";
import { FollowingClient, seqsFrom } from "../../test/support/following-client.ts";
import { HandTurnedHub } from "../../test/support/hand-turned-hub.ts";
import { errors } from "./errors.ts";

test("what is published in one turn reaches each follower as one frame", async () => {
  const store = new HandTurnedHub();
  const clients = [1, 2, 3].map(() => store.follow({ a: 0, b: 0 }).client);
  await store.settle();
  store.say("a", 5);
  store.say("b", 3);
  store.say("a", 2);
  assert.equal(await store.settle(), 1);
  for (const client of clients) {
    assert.deepEqual([client.seqs.get("a"), client.seqs.get("b")], [seqsFrom(1, 7), seqsFrom(1, 3)]);
    assert.deepEqual([client.frames.length, client.faults], [1, []]);
  }
});

test("followers at the same place share the same bytes, encoded once", async () => {
  const store = new HandTurnedHub();
  const frames: Uint8Array[] = [];
  for (let n = 0; n < 3; n++) {
    const sink = { write: (frame: Uint8Array) => void frames.push(frame), end: () => undefined };
    store.hub.follow({ cursors: [{ channelId: "a", seq: 0 }], sink }).start();
  }
  await store.settle();
  store.say("a", 4);
  await store.settle();
  assert.equal(frames.length, 3);
  assert.equal(new Set(frames).size, 1);
});

test("only followers of a channel hear it, and nobody's events are kept for nobody", async () => {
  const store = new HandTurnedHub();
  const { client, following } = store.follow({ a: 0 });
  store.say("b", 10);
  await store.settle();
  assert.deepEqual([client.seqs.size, store.hub.measure().ringBytes], [0, 0]);
  store.say("a", 10);
  await store.settle();
  assert.ok(store.hub.measure().ringBytes > 0);
  following.abandon();
  assert.deepEqual(store.hub.measure(), { followings: 0, channels: 0, ringBytes: 0, waitingBytes: 0 });
});

test("an event that is not the next sends followers to the store, and nothing is missing", async () => {
  const store = new HandTurnedHub();
  const { client } = store.follow({ a: 0 });
  await store.settle();
  const publish = store.hub.publish.bind(store.hub);
  store.hub.publish = () => undefined;
  store.say("a", 3);
  store.hub.publish = publish;
  store.say("a", 2);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), client.faults], [seqsFrom(1, 5), []]);
  assert.deepEqual(store.reads, ["a"]);
});

test("an event that is published again is told once", async () => {
  const store = new HandTurnedHub();
  store.say("a", 2);
  const { client } = store.follow({ a: 0 });
  const page = await store.read("a", { after: 0, maxEvents: 9, maxBytes: 9_999 });
  for (const event of page.events) store.hub.publish(event);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), client.faults], [[1, 2], []]);
});

test("rings stay within their bounds, and live followers need no store", async () => {
  const ring = { maxEvents: 100, maxBytes: 8_000 };
  const store = new HandTurnedHub({ ring });
  const { client } = store.follow({ a: 0 });
  for (let n = 0; n < 50; n++) {
    store.say("a", 10, n % 2 === 0 ? 10 : 500);
    await store.settle();
    assert.ok(store.hub.measure().ringBytes <= ring.maxBytes);
  }
  assert.deepEqual([client.seqs.get("a")?.length, client.faults, store.reads], [500, [], []]);
});

test("all rings together are bounded: the channel that was quiet longest gives way, and live followers need no store", async () => {
  const store = new HandTurnedHub({ ring: { maxEvents: 1_000, maxBytes: 10_000 }, ringTotalBytes: 50_000 });
  const names = seqsFrom(1, 40).map((n) => `c${n}`);
  const { client } = store.follow(Object.fromEntries(names.map((name) => [name, 0])));
  for (let round = 0; round < 5; round++) {
    for (const name of names) {
      store.say(name, 10, 500);
      await store.settle();
      assert.ok(store.hub.measure().ringBytes <= 50_000);
    }
  }
  for (const name of names) assert.deepEqual(client.seqs.get(name), seqsFrom(1, 50));
  assert.deepEqual([client.faults, store.reads], [[], []]);
});

test("what was deleted is not in memory for those who come later", async () => {
  const store = new HandTurnedHub();
  store.follow({ a: 0 });
  store.commit(new Drafts("a", "ann").posted("a secret"));
  await store.settle();
  store.commit(new Drafts("a", "ann").deleted(1));
  assert.equal(store.hub.channel("a").ringAfter >= 1, true);
  const { client } = store.follow({ a: 0 });
  await store.settle();
  assert.deepEqual([store.reads, client.seqs.get("a")], [["a"], [1, 2]]);
});

test("whoever asks learns how many follow a channel, and how many were not handed a seq yet", async () => {
  const store = new HandTurnedHub();
  store.follow({ a: 0 });
  store.follow({ a: 0, b: 0 });
  store.hub.tail({ channelId: "a", after: 0, onEvents: () => undefined, onEnd: () => undefined });
  await store.settle();
  store.say("a", 2);
  assert.deepEqual(store.hub.reach("a", 2), { followers: 2, behind: 2 });
  await store.settle();
  assert.deepEqual(store.hub.reach("a", 2), { followers: 2, behind: 0 });
  assert.deepEqual(store.hub.reach("nowhere", 1), { followers: 0, behind: 0 });
});

test("closing ends every stream with reason and cursors, and stops the hub's timer", async () => {
  const store = new HandTurnedHub();
  const clients = [1, 2].map(() => store.follow({ a: 0 }).client);
  store.say("a", 3);
  await store.settle();
  store.hub.close(errors.draining());
  for (const client of clients) {
    assert.equal(client.ended?.reason?.reason, "DRAINING");
    assert.deepEqual(
      client.frames.at(-1)?.closing?.cursors.map(({ seq }) => seq),
      [3n],
    );
  }
  assert.equal(store.clock.timers, 0);
});

test("a follower whose store cannot be read leaves nothing behind", () => {
  const store = new HandTurnedHub();
  store.headOf = (channelId) => {
    if (channelId === "b") throw errors.storeFailed();
    return 0;
  };
  const cursors = ["a", "b"].map((channelId) => ({ channelId, seq: 0 }));
  assert.throws(() => store.hub.follow({ cursors, sink: new FollowingClient() }), { reason: "STORE_FAILED" });
  assert.deepEqual(store.hub.measure(), { followings: 0, channels: 0, ringBytes: 0, waitingBytes: 0 });
});

test("an idle stream is kept warm, a busy one needs no heartbeat", async () => {
  const store = new HandTurnedHub();
  const { client: idle } = store.follow({ a: 0 });
  const { client: busy } = store.follow({ b: 0 });
  await store.settle();
  for (let second = 0; second < 31; second++) {
    store.say("b");
    await store.settle();
    store.clock.advance(1_000);
  }
  await store.settle();
  const beats = (client: FollowingClient) => client.frames.filter((frame) => frame.heartbeat).length;
  assert.deepEqual([beats(idle), beats(busy)], [2, 0]);
});

test("a head that is raised without its events sends followers to the store, each event once", async () => {
  const store = new HandTurnedHub();
  const { client } = store.follow({ a: 0 });
  await store.settle();
  const publish = store.hub.publish.bind(store.hub);
  store.hub.publish = () => undefined;
  store.say("a", 700);
  store.hub.publish = publish;
  store.hub.raise("a", 700);
  store.hub.raise("a", 3);
  store.say("a", 1);
  await store.settle();
  assert.deepEqual([client.seqs.get("a"), client.faults], [seqsFrom(1, 701), []]);
});

test("a log whose channels are elsewhere hears which ones are followed, from the first follower to the last", async () => {
  const store = new HandTurnedHub();
  const heard: string[] = [];
  const watch = {
    opened: (channelId: string) => void heard.push(`opened ${channelId}`),
    closed: (channelId: string) => void heard.push(`closed ${channelId}`),
  };
  store.hub.attach(store, watch);
  const [first, second] = [store.follow({ a: 0 }), store.follow({ a: 0 })];
  first.following.abandon();
  assert.deepEqual(heard, ["opened a"]);
  second.following.abandon();
  assert.deepEqual(heard, ["opened a", "closed a"]);
});

// Suite: two nodes over one store have one truth, whichever of them owns what, and while both believe that they do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { ChatError } from "../../src/core/errors.ts";
import type { Draft } from "../../src/core/event.ts";
import { Drafts } from "../support/drafts.ts";
import { FollowingClient, seqsFrom } from "../support/following-client.ts";
import { eventually } from "../support/running-command.ts";
import { LinkedNode } from "./cluster-linked-node.ts";
import { allPartitions, dropStore, freshStore, partitions } from "./cluster-store.ts";
import { idOf, wholeLog } from "./whole-log.ts";

const ownedWithinMs = 20_000;
const channelIds = ["a", "b", "c", "d"];
const half = { first: [0, 1], second: [2, 3] };

/** Tests of what nodes promise together. */
export function twoNodesSuite(): void {
  define("what is sent at one node is read at the other at once, whoever owns the channel", async ([one, two]) => {
    await makeChannels(one);
    for (let n = 1; n <= 20; n++)
      for (const channelId of channelIds) {
        const [here, there] = n % 2 === 0 ? [one, two] : [two, one];
        const { seq } = await here.log.append(new Drafts(channelId, "ann").posted(`message ${n}`));
        assert.deepEqual(await there.log.heads([channelId]), [{ channelId, seq, messages: n, firstSeq: 1 }]);
        const page = await there.log.read(channelId, { after: seq - 1, maxEvents: 1, maxBytes: 1 });
        assert.equal(page.through, seq);
        assert.equal((await there.channels.channelOf("bob", channelId))?.unread, n);
      }
  });

  define("the same draft sent at both nodes at once stands once, and both get its answer", async ([one, two]) => {
    await makeChannels(one);
    for (const channelId of channelIds) {
      const draft = new Drafts(channelId, "ann").posted("once");
      const answers = await Promise.all([one, two, one, two].map((node) => node.log.append(draft)));
      assert.deepEqual(new Set(answers.map(({ seq }) => seq)), new Set([2]));
      assert.equal((await wholeLog(two.log, channelId)).length, 2);
    }
  });

  define("who follows at either node gets every seq once, of what is sent at both", async ([one, two]) => {
    await makeChannels(one);
    const followers = [one, two].map(follow);
    const sends = seqsFrom(1, 400).map((n) => (n % 2 === 0 ? one : two).log.append(post(n)));
    await Promise.all(sends);
    await allReach(followers, 101);
  });

  define(
    "channels that move while they are written to lose nothing, repeat nothing and keep their order",
    async (nodes) => {
      const [one, two] = nodes;
      await makeChannels(one);
      const followers = nodes.map(follow);
      const people = new Senders(nodes);
      for (const turn of [1, 2, 3, 4]) {
        await wait(400);
        one.membership.assign(turn % 2 === 1 ? half.second : half.first);
        two.membership.assign(turn % 2 === 1 ? half.first : half.second);
      }
      await people.stop();
      await agree(nodes, followers, people);
    },
  );

  define("two that both believe to own everything never contradict each other", async (nodes) => {
    const [one, two] = nodes;
    await makeChannels(one);
    const followers = nodes.map(follow);
    const people = new Senders(nodes);
    for (const node of nodes) node.membership.assign(allPartitions);
    await wait(5_000);
    two.membership.assign([]);
    await eventually(
      () => one.partitions.length === partitions,
      ownedWithinMs,
      () => `one owns ${one.partitions.join(", ")}`,
    );
    await people.stop();
    await agree(nodes, followers, people);
  });

  define("a node that leaves flushes what it accepted, and the other takes over", async (nodes) => {
    const [one, two] = nodes;
    await makeChannels(one);
    const sends = seqsFrom(1, 200).map((n) => two.log.append(post(n)).then(({ seq }) => seq, reasonOf));
    await wait(20);
    await one.close();
    two.membership.assign(allPartitions);
    const outcomes = await Promise.all(sends);
    assert.ok(
      outcomes.every((outcome) => typeof outcome === "number"),
      outcomes.join(", "),
    );
    for (const channelId of channelIds) assert.equal((await wholeLog(two.log, channelId)).length, 51);
  });
}

type Nodes = readonly [LinkedNode, LinkedNode];

function define(name: string, body: (nodes: Nodes) => Promise<void>): void {
  test(name, { timeout: 90_000 }, async () => {
    const place = await freshStore();
    const nodes: Nodes = [await LinkedNode.open(place, half.first), await LinkedNode.open(place, half.second)];
    try {
      const owned = () => nodes.reduce((sum, node) => sum + node.partitions.length, 0);
      await eventually(
        () => owned() === partitions,
        ownedWithinMs,
        () => `${owned()} are owned`,
      );
      await body(nodes);
    } finally {
      for (const node of nodes) await node.close();
      await dropStore(place);
    }
  });
}

/** People who send at both nodes, and send the same again until it is answered. */
class Senders {
  readonly acknowledged = new Map<string, { channelId: string; seq: number }>();
  readonly #all: Promise<void>[];
  #stopped = false;

  constructor(nodes: Nodes) {
    this.#all = seqsFrom(0, 7).map((person) => this.#send(nodes, person));
  }

  /** Resolves when everybody has the answer to their last send. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#all);
  }

  async #send(nodes: Nodes, person: number): Promise<void> {
    for (let n = person; !this.#stopped; n += 8) {
      const draft = post(n);
      const seq = await this.#insist(nodes, draft, n);
      this.acknowledged.set(draft.clientMessageId, { channelId: draft.channelId, seq });
    }
  }

  async #insist(nodes: Nodes, draft: Draft, n: number): Promise<number> {
    for (let attempt = n; ; attempt++) {
      const outcome = await nodes[attempt % 2]?.log.append(draft).then(({ seq }) => seq, reasonOf);
      if (typeof outcome === "number") return outcome;
      assert.match(`${outcome}`, /^(NOT_OWNER|NODE_GONE|STORE_FAILED|BACKLOG)$/);
      await wait(50);
    }
  }
}

async function agree([one, two]: Nodes, followers: readonly FollowingClient[], { acknowledged }: Senders) {
  assert.ok(acknowledged.size > 50, `${acknowledged.size} were acknowledged`);
  for (const channelId of channelIds) {
    const log = await wholeLog(one.log, channelId);
    const ids = log.map(idOf);
    assert.deepEqual(
      log.map(({ seq }) => seq),
      seqsFrom(1, log.length),
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual((await wholeLog(two.log, channelId)).map(idOf), ids);
    for (const [id, at] of acknowledged) if (at.channelId === channelId) assert.equal(ids[at.seq - 1], id);
    for (const follower of followers) {
      await follower.reaches(channelId, log.length);
      assert.deepEqual(follower.seqs.get(channelId), seqsFrom(2, log.length));
    }
  }
  for (const { faults } of followers) assert.deepEqual(faults, []);
}

async function allReach(followers: readonly FollowingClient[], head: number): Promise<void> {
  for (const follower of followers)
    for (const channelId of channelIds) {
      await follower.reaches(channelId, head);
      assert.deepEqual([follower.seqs.get(channelId), follower.faults], [seqsFrom(2, head), []]);
    }
}

function follow({ log }: LinkedNode): FollowingClient {
  const cursors = channelIds.map((channelId) => ({ channelId, seq: 1, head: 1 }));
  const client = new FollowingClient(cursors);
  log.follow({ cursors, sink: client }).start();
  return client;
}

function post(n: number): Draft {
  return new Drafts(channelIds[n % 4] as string, n % 3 === 0 ? "bob" : "ann").posted(`${n}`);
}

async function makeChannels({ log }: LinkedNode): Promise<void> {
  for (const channelId of channelIds) await log.append(new Drafts(channelId, "ann").created({ members: ["bob"] }));
}

function reasonOf(failure: unknown): string {
  return (failure as ChatError).reason;
}

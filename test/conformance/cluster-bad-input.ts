// Suite: what others put into the topic stops nothing, and a topic that is not the store's is refused.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { KafkaError, KafkaTopic } from "../../src/backends/cluster/kafka.ts";
import { encodeClaim } from "../../src/backends/cluster/log-record.ts";
import { makeTopic, requireTopic } from "../../src/backends/cluster/topic-settings.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { Drafts } from "../support/drafts.ts";
import { ownName } from "../support/engines.ts";
import { seqsFrom } from "../support/following-client.ts";
import { eventually } from "../support/running-command.ts";
import { LinkedNode } from "./cluster-linked-node.ts";
import { allPartitions, type ClusterPlace, connect, dropStore, freshStore, partitions } from "./cluster-store.ts";
import { textOf, wholeLog } from "./whole-log.ts";

const testMs = 60_000;
const ownedWithinMs = 20_000;
const claim = encodeClaim({ gen: 1, nodeId: "somebody", address: "127.0.0.1:1" });

const poison: readonly Uint8Array[] = [
  new Uint8Array(),
  randomBytes(40),
  randomBytes(900_000),
  // Of an owner whose gen is long over.
  claim,
  claim.subarray(0, claim.length - 3),
  // A record of a later release: a field that this one does not know.
  new Uint8Array([0xfa, 0x01, 0x03, 1, 2, 3]),
];

/** Tests of what may stand in a topic. */
export function badInputSuite(): void {
  test("records that nobody can read, or that count no more, stop no partition, also not for who reads them later", {
    timeout: testMs,
  }, async () => {
    const place = await freshStore();
    const ann = new Drafts("c", "ann");
    const node = await opened(place);
    await node.log.append(ann.created());
    for (const [n, record] of poison.entries()) {
      await poisonAll(place, record);
      assert.equal((await node.log.append(ann.posted(`${n}`))).seq, n + 2);
    }
    await node.close();
    const next = await opened(place);
    assert.equal((await next.log.append(ann.posted("after"))).seq, poison.length + 2);
    const texts = (await wholeLog(next.log, "c")).map(textOf);
    assert.deepEqual(texts, [undefined, ...poison.map((_, n) => `${n}`), "after"]);
    const stop = new AbortController();
    const seqs: number[] = [];
    for await (const batch of next.log.feed("search", stop.signal)) {
      seqs.push(...batch.map(({ seq }) => seq));
      if (seqs.length >= poison.length + 2) stop.abort();
    }
    assert.deepEqual(seqs, seqsFrom(1, poison.length + 2));
    await next.close();
    await dropStore(place);
  });

  test("a topic with another number of partitions than the store knows is refused", { timeout: testMs }, async () => {
    const place = await freshStore();
    const cql = await connect(place);
    const own = { brokers: [place.kafka], topic: place.topic };
    await makeTopic(cql, own, { partitions, copies: 1 });
    assert.equal((await requireTopic(cql, own)).partitions, partitions);
    const other = { ...own, topic: ownName("other") };
    await makeTopic(cql, other, { partitions: partitions - 1, copies: 1 });
    await assert.rejects(
      requireTopic(cql, other),
      (failure) => failure instanceof KafkaError && /partitions/.test(failure.message),
    );
    await cql.close();
    await dropStore({ ...place, topic: other.topic });
    await dropStore(place);
  });
}

async function opened(place: ClusterPlace): Promise<LinkedNode> {
  const node = await LinkedNode.open(place, allPartitions);
  const isOwner = () => node.partitions.length === partitions;
  await eventually(isOwner, ownedWithinMs, () => `the node owns ${node.partitions.join(", ")}`);
  return node;
}

async function poisonAll({ kafka, topic }: ClusterPlace, record: Uint8Array): Promise<void> {
  const log = new KafkaTopic({ brokers: [kafka], topic }, partitions, systemClock);
  await Promise.all(allPartitions.map((partition) => log.log(partition).produce(record)));
  await log.close();
}

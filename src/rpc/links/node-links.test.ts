// Links between nodes over real gRPC; what is behind the answering node is in the test's hand.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { Drafts } from "../../../test/support/drafts.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { eventually } from "../../../test/support/running-command.ts";
import { errors } from "../../core/errors.ts";
import { type Draft, encodeEvent, type LoggedEvent } from "../../core/event.ts";
import type { AnsweringNode, NodeAsker, NodeListener } from "../../core/nodes.ts";
import type { LaneAnswer } from "../../core/ports.ts";
import { NodeService as NodeDesc } from "../../gen/madang/cluster/v1/link_pb.ts";
import { createListener } from "../listen.ts";
import { NodeService } from "./answering-link.ts";
import { NodeLinks } from "./node-links.ts";
import { silenceMs } from "./pulse.ts";

const drafts = new Drafts("den", "ann");

/** A node that answers: what it was asked, and the way back. */
class Answering implements AnsweringNode {
  readonly asked: string[] = [];
  readonly drafts: Draft[] = [];
  asker: NodeAsker | undefined;
  answer: (drafts: readonly Draft[]) => Promise<LaneAnswer> = async (many) => ({
    appended: many.map((_, index) => ({ seq: index + 1, atMs: 5, appended: true })),
    failure: undefined,
  });

  append(many: readonly Draft[]): Promise<LaneAnswer> {
    this.drafts.push(...many);
    return this.answer(many);
  }
  follow(channelIds: readonly string[]): void {
    this.asked.push(`follow ${channelIds.join()}`);
  }
  unfollow(channelIds: readonly string[]): void {
    this.asked.push(`unfollow ${channelIds.join()}`);
  }
  signal(signal: Uint8Array): void {
    this.asked.push(`signal ${Buffer.from(signal).toString()}`);
  }
  gone(): void {
    this.asked.push("gone");
  }
}

async function openLink(t: TestContext, clock = new FakeClock()) {
  const answering = new Answering();
  const service = new NodeService({
    clock,
    answer({ address, asker }) {
      answering.asked.push(`opened by ${address}`);
      answering.asker = asker;
      return answering;
    },
  });
  const listener = createListener({
    services: [{ desc: NodeDesc, service }],
    connectionsPerAddress: 0,
    authenticate: () => Promise.reject(new Error("nobody signs in here")),
    onUnexpected: (failure) => assert.fail(String(failure)),
  });
  const { port } = await listener.open("127.0.0.1", 0);
  const heard: string[] = [];
  const hearing: NodeListener = {
    onHead: (channelId, head) => void heard.push(`head ${channelId} ${head}`),
    onEvents: (channelId, events) => void heard.push(`events ${channelId} ${events.map(({ seq }) => seq).join()}`),
    onLeft: (channelId, owner) => void heard.push(`left ${channelId} ${owner}`),
    onSignal: (signal) => void heard.push(`signal ${Buffer.from(signal).toString()}`),
    onEnd: (reason) => void heard.push(`end ${reason.reason}`),
  };
  const link = new NodeLinks({ own: "127.0.0.1:1", clock }).open(`127.0.0.1:${port}`, hearing);
  t.after(async () => {
    link.close();
    await listener.close(0);
  });
  const hears = (wanted: string[]) =>
    eventually(
      () => heard.length >= wanted.length,
      5_000,
      () => heard.join("; "),
    ).then(() => assert.deepEqual(heard, wanted));
  return { answering, service, link, heard, hears, clock };
}

function event(seq: number, text = "hi"): LoggedEvent {
  const draft = drafts.posted(text);
  const place = { seq, atMs: 5, messages: seq };
  return { ...place, channelId: "den", kind: draft.kind, bytes: encodeEvent(draft, place) };
}

test("drafts come as they were sent, in their order, and every call gets its own answer", async (t) => {
  const { link, answering } = await openLink(t);
  const sent = [drafts.posted("one", { mentions: ["bob"] }), drafts.edited(3, "two"), drafts.posted("셋")];
  const answers = await Promise.all([link.append(sent.slice(0, 2)), link.append(sent.slice(2))]);
  assert.deepEqual(
    answers.map(({ appended }) => appended.map(({ seq }) => seq)),
    [[1, 2], [1]],
  );
  const plain = (draft: Draft) => ({ ...draft, body: Buffer.from(draft.body) });
  assert.deepEqual(answering.drafts.map(plain), sent.map(plain));
  assert.equal(answering.asked[0], "opened by 127.0.0.1:1");
});

test("a refusal keeps its code, reason, sentence, wait and facts", async (t) => {
  const { link, answering } = await openLink(t);
  const refusal = errors.notOwner("127.0.0.1:9");
  answering.answer = async () => ({ appended: [{ seq: 7, atMs: 5, appended: false }], failure: refusal });
  const { appended, failure } = await link.append([drafts.posted("a"), drafts.posted("b")]);
  assert.deepEqual(appended, [{ seq: 7, atMs: 5, appended: false }]);
  assert.ok(failure);
  const { code, reason, message, retryAfterMs, metadata } = failure;
  assert.deepEqual(
    { code, reason, message, retryAfterMs, metadata },
    {
      code: refusal.code,
      reason: refusal.reason,
      message: refusal.message,
      retryAfterMs: refusal.retryAfterMs,
      metadata: refusal.metadata,
    },
  );
});

test("heads come before the events after them, and signals in both directions as they are", async (t) => {
  const { link, answering, hears } = await openLink(t);
  link.follow(["den", "attic"]);
  link.signal(Buffer.from("over here"));
  await eventually(
    () => answering.asked.length === 3,
    5_000,
    () => answering.asked.join("; "),
  );
  assert.deepEqual(answering.asked, ["opened by 127.0.0.1:1", "follow den,attic", "signal over here"]);
  answering.asker?.onHead("den", 4);
  answering.asker?.onEvents("den", [event(5), event(6)]);
  answering.asker?.onEvents("den", [event(7)]);
  answering.asker?.onLeft("attic", "127.0.0.1:9");
  answering.asker?.onSignal(Buffer.from("there"));
  await hears(["head den 4", "events den 5,6,7", "left attic 127.0.0.1:9", "signal there"]);
});

test("what is more than a node takes falls behind as a head, and memory stays bounded", async (t) => {
  const { link, answering, heard } = await openLink(t);
  link.follow(["den"]);
  await eventually(
    () => answering.asker !== undefined,
    5_000,
    () => "not open",
  );
  const text = "x".repeat(4_000);
  const count = 10_000;
  // In one turn: nothing can go out meanwhile.
  for (let seq = 1; seq <= count; seq++) answering.asker?.onEvents("den", [event(seq, text)]);
  const reached = () => Number(/\d+$/.exec(heard.at(-1) ?? "")?.[0] ?? 0);
  await eventually(
    () => reached() === count,
    10_000,
    () => heard.at(-1) ?? "",
  );
  let at = 0;
  for (const line of heard) {
    const [what, , seqs = ""] = line.split(" ");
    const numbers = seqs.split(",").map(Number);
    if (what === "events") assert.equal(numbers[0], at + 1);
    at = numbers.at(-1) ?? 0;
  }
  assert.ok(heard.some((line) => line.startsWith("head")));
});

test("when the other node ends, what waits for an answer is unknown, and the end is told once", async (t) => {
  const { link, answering, service, hears } = await openLink(t);
  answering.answer = () => new Promise(() => undefined);
  const waiting = link.append([drafts.posted("one")]);
  await eventually(
    () => answering.drafts.length === 1,
    5_000,
    () => "not asked",
  );
  service.close();
  assert.equal((await waiting).failure?.reason, "NODE_GONE");
  await hears(["end NODE_GONE"]);
  assert.equal((await link.append([drafts.posted("two")])).failure?.reason, "NODE_GONE");
  assert.equal(answering.asked.at(-1), "gone");
});

test("a node that says nothing is gone after three seconds, and one that pulses is not", async (t) => {
  const { clock, heard, hears, link } = await openLink(t);
  await link.append([drafts.posted("one")]);
  for (let second = 0; second < 10; second++) {
    clock.advance(1_000);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  assert.deepEqual(heard, []);
  const silent = createServer((socket) => t.after(() => void socket.destroy()));
  silent.listen(0, "127.0.0.1");
  await once(silent, "listening");
  t.after(() => silent.close());
  const { port } = silent.address() as { port: number };
  const ended = Promise.withResolvers<string>();
  const nothing = () => undefined;
  const quiet = { onHead: nothing, onEvents: nothing, onLeft: nothing, onSignal: nothing };
  const onEnd = ({ reason }: { reason: string }) => ended.resolve(reason);
  const lost = new NodeLinks({ own: "127.0.0.1:1", clock }).open(`127.0.0.1:${port}`, { ...quiet, onEnd });
  const waiting = lost.append([drafts.posted("two")]);
  clock.advance(silenceMs + 2_000);
  assert.equal(await ended.promise, "NODE_GONE");
  assert.equal((await waiting).failure?.reason, "NODE_GONE");
  await hears(heard);
});

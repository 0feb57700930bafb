// Suite: a store that fails, waits or dies never contradicts what it answered.
import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type DoomedRecord, toDraft } from "./doomed-people.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { outcome, refusal } from "./refusal.ts";
import { idOf, logged, textOf, wholeLog } from "./whole-log.ts";

const ann = new Drafts("c", "ann");
const people = ["ann", "bob", "cleo", "dan"];

/** Tests of a MessageLog: what a failure leaves behind, and what it never is. */
export function logFailuresSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  for (const how of ["statement", "transaction"] as const) {
    test(`a ${how} that fails in the middle leaves no hole, and what is asked again is there once`, async (store) => {
      await store.log.append(ann.created());
      const mend = store.failAt("c", 40, how);
      const sends = seqsFrom(1, 100).map((n) => ann.posted(`${n}`));
      const outcomes = await Promise.all(sends.map((draft) => outcome(store.log.append(draft))));
      assert.ok(outcomes.includes("STORE_FAILED"));
      assert.ok(outcomes.every((one) => one === "done" || one === "STORE_FAILED"));
      assertThere(store, (await wholeLog(store.log, "c")).length - 1, outcomes);
      await mend();
      for (const draft of sends) await store.log.append(draft);
      const log = await wholeLog(store.log, "c");
      assert.deepEqual(
        log.map(({ seq }) => seq),
        seqsFrom(1, 101),
      );
      assert.deepEqual(new Set(log.slice(1).map(idOf)), new Set(sends.map((draft) => draft.clientMessageId)));
      assert.deepEqual(await store.log.heads(["c"]), [{ channelId: "c", seq: 101, messages: 100, firstSeq: 1 }]);
    });
  }

  test("while the store is paused appends wait, later ones are refused, and what waited is there once", async (store) => {
    await store.log.append(ann.created());
    const mend = store.pauseStore();
    const waiting = [store.log.append(ann.posted("one")), store.log.append(ann.posted("two"))];
    await wait(50);
    assert.deepEqual((await wholeLog(store.log, "c")).length, 1);
    store.clock.advance(2_001);
    await assert.rejects(store.log.append(ann.posted("three")), refusal("BACKLOG"));
    await assert.rejects(store.channels.markRead("ann", "c", 1), refusal("BACKLOG", "STORE_FAILED"));
    await mend();
    assert.deepEqual(
      (await Promise.all(waiting)).map(({ seq }) => seq),
      [2, 3],
    );
    assert.equal((await store.log.append(ann.posted("four"))).seq, 4);
    assert.deepEqual((await wholeLog(store.log, "c")).map(logged).slice(1), [
      { seq: 2, text: "one" },
      { seq: 3, text: "two" },
      { seq: 4, text: "four" },
    ]);
  });

  test("what waits for a paused store is bounded", async (store) => {
    await store.log.append(ann.created());
    const mend = store.pauseStore();
    const text = "x".repeat(4_000);
    const sends = seqsFrom(1, 5_000).map(() => store.log.append(ann.posted(text)));
    const outcomes = Promise.all(sends.map(outcome));
    await wait(50);
    await mend();
    const settled = await outcomes;
    const refused = settled.filter((one) => one === "BACKLOG").length;
    assert.ok(refused > 500, `${refused} refused`);
    assertThere(store, (await wholeLog(store.log, "c")).length - 1, settled);
  });

  test("a store that is paused for too long fails what waits, and what is asked again is there once", async (store) => {
    await store.log.append(ann.created());
    const mend = store.pauseStore();
    const [one, two] = [ann.posted("one"), ann.posted("two")];
    await assert.rejects(store.log.append(one), refusal("STORE_FAILED", "BACKLOG"));
    await mend();
    if (store.failedIsUndone) assert.equal((await wholeLog(store.log, "c")).length, 1);
    const seqs = [(await store.log.append(two)).seq, (await store.log.append(one)).seq];
    assert.deepEqual(seqs, store.failedIsUndone ? [2, 3] : [3, 2]);
    assert.equal((await wholeLog(store.log, "c")).length, 3);
  });

  test("a store that cannot be read is UNAVAILABLE: never absent, never empty, never seq 1", async (store) => {
    const { log, channels, sessions, clock } = store;
    await log.append(ann.created({ members: ["bob"] }));
    await log.append(ann.posted("hello"));
    const mend = store.breakStore();
    const asked = [
      log.append(ann.posted("into the void")),
      log.append(new Drafts("d", "ann").created()),
      log.read("c", { after: 0, maxEvents: 10, maxBytes: 1_000 }),
      log.heads(["c"]),
      channels.channel("c"),
      channels.channelNamed("c"),
      channels.member("c", "bob"),
      channels.members("c", { size: 10 }),
      channels.channelOf("bob", "c"),
      channels.channelsOf("bob", { size: 10 }),
      channels.directory("bob", { size: 10 }),
      channels.history("c", { size: 10 }),
      channels.claimName("c", "c"),
      sessions.user("ann"),
      sessions.userNamed("ann"),
      sessions.sessionByAccess("hash"),
      sessions.sessionsOf("ann"),
      sessions.endSession("s"),
    ];
    const outcomes = await Promise.all(asked.map(outcome));
    await mend();
    assert.deepEqual(
      outcomes,
      outcomes.map(() => "STORE_FAILED"),
    );
    const page = await log.read("c", { after: 0, maxEvents: 10, maxBytes: 1_000 });
    assert.ok(page.through >= 2, "the first read after it is well");
    const { seq } = await log.append(ann.posted("here again"));
    if (store.failedIsUndone) assert.equal(seq, 3);
    assert.deepEqual(
      (await wholeLog(log, "c")).map(textOf),
      [undefined, "hello", ...(seq === 4 ? ["into the void"] : []), "here again"],
      "what failed is there once or not at all",
    );
    assert.deepEqual(
      (await log.heads(["c", "d"])).map((head) => head.seq),
      [seq, 0],
    );
    assert.ok(clock.now() > 0);
  });

  test("a killed backend has everything that it acknowledged, nothing twice and no hole", async (store) => {
    for (const round of [1, 2]) {
      const channelIds = ["a", "b"];
      for (const channelId of channelIds) await makeChannel(store.log, channelId);
      const until = { acknowledged: round * 150 };
      const record = await store.crash({ channelIds, people, prefix: `round${round}`, until });
      await settle(store.log, record);
    }
  });

  test("a full disk loses nothing that was acknowledged, and leaves no hole", async (store) => {
    await makeChannel(store.log, "a");
    const record = await store.crash({ channelIds: ["a"], people, prefix: "full", until: "disk full" });
    assert.ok(record.acknowledged.length > 100, `${record.acknowledged.length} were acknowledged before`);
    await settle(store.log, record);
  });
}

/** What was acknowledged is there; what was refused is not; what failed is not, where that is promised. */
function assertThere({ failedIsUndone }: LogHarness, there: number, outcomes: readonly string[]): void {
  const done = outcomes.filter((one) => one === "done").length;
  const unknown = failedIsUndone ? 0 : outcomes.filter((one) => one === "STORE_FAILED").length;
  assert.ok(there >= done && there <= done + unknown, `${there} are there: ${done} done, ${unknown} unknown`);
}

async function makeChannel(log: MessageLog, channelId: string): Promise<void> {
  await log.append(new Drafts(channelId, "owner").created({ members: people }));
}

/** Checks what is there against what its senders know; then everything is sent again, and must be there once. */
async function settle(log: MessageLog, { sent, acknowledged }: DoomedRecord): Promise<void> {
  for (const { channelId, id, seq, text } of acknowledged) {
    const { events } = await log.read(channelId, { after: seq - 1, maxEvents: 1, maxBytes: 1 });
    assert.deepEqual(
      events.map((event) => [...Object.values(logged(event)), idOf(event)]),
      [[seq, text, id]],
    );
  }
  const retried = await Promise.all(sent.map((send) => log.append(toDraft(send))));
  const seqs = new Map(sent.map(({ id }, i) => [id, retried[i]?.seq]));
  for (const { id, seq } of acknowledged) assert.equal(seqs.get(id), seq);
  for (const channelId of new Set(sent.map((send) => send.channelId))) {
    const log1 = await wholeLog(log, channelId);
    assert.deepEqual(
      log1.map(({ seq }) => seq),
      seqsFrom(1, log1.length),
    );
    const ids = log1.map(idOf);
    assert.equal(new Set(ids).size, ids.length);
    for (const send of sent) if (send.channelId === channelId) assert.ok(ids.includes(send.id));
  }
}

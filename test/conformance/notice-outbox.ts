// Suite: what is on its way to devices is told once, waits while it must, and is taken back when it is over.
import assert from "node:assert/strict";
import type { OutboxEntry } from "../../src/core/notices.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type Harness, type SuiteOptions, tests } from "./harness.ts";
import { decision, device, due, noon, outcome, sendAll, theEntry } from "./notice-made.ts";

/** Tests of the outbox of a NoticeStore. */
export function noticeOutboxSuite(options: SuiteOptions): void {
  const test = tests(options);

  test("each device of each person told has an entry, also after a restart, and nobody else's", async (store) => {
    for (const [id, userId] of [
      ["phone", "ann"],
      ["hook", "ann"],
      ["pc", "bob"],
    ] as const)
      await store.notices.putDevice(device(id, userId), 20);
    await store.notices.decide([decision("c", 2, ["ann"], { reason: "reply", dueAtMs: noon + 7_000 })]);
    await store.reopen();
    const { entries } = await store.notices.due(noon + 7_000, 10);
    const entry = { userId: "ann", sourceId: "c", seq: 2, atMs: noon + 2_000, reason: "reply", act: "tell" };
    assert.deepEqual(
      entries.sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
      ["hook", "phone"].map((deviceId) => ({ deviceId, ...entry, dueAtMs: noon + 7_000, attempts: 0 })),
    );
  });

  test("what is due comes in the order of its time, no more than asked, with when the next one is due", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([3, 1, 2].map((n) => decision(`c${n}`, 1, ["ann"], { dueAtMs: noon + n * 1_000 })));
    const at = async (nowMs: number, most: number) => {
      const { entries, nextDueMs } = await notices.due(nowMs, most);
      return [entries.map(({ sourceId }) => sourceId), nextDueMs];
    };
    assert.deepEqual(await at(noon, 10), [[], noon + 1_000]);
    assert.deepEqual(await at(noon + 2_000, 10), [["c1", "c2"], noon + 3_000]);
    assert.deepEqual(await at(noon + 9_000, 2), [["c1", "c2"], noon + 3_000]);
    assert.deepEqual(await at(noon + 9_000, 10), [["c1", "c2", "c3"], undefined]);
  });

  test("an entry that a wrong clock put off for more than a day is due", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 1, ["ann"], { dueAtMs: noon + 30 * 3_600_000 })]);
    assert.equal((await notices.due(noon, 10)).entries.length, 1);
    assert.equal((await notices.due(noon + 7 * 3_600_000, 10)).entries.length, 0);
  });

  test("a later message of a channel takes the place of an earlier one, and of each channel one waits", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"], { reason: "mention" }), decision("d", 2, ["ann"])]);
    await notices.decide([decision("c", 5, ["ann"]), decision("c", 4, ["ann"])]);
    assert.deepEqual(await due(notices), ["phone c 5 tell", "phone d 2 tell"]);
    const { entries } = await notices.due(noon + 60_000, 10);
    const entry = entries.find(({ sourceId }) => sourceId === "c");
    assert.deepEqual([entry?.seq, entry?.atMs, entry?.dueAtMs], [5, noon + 5_000, noon + 2_000]);
    assert.equal((await notices.devicesOf("ann"))[0]?.waiting, 2);
  });

  test("what is urgent stays so when a later message takes its place, until it was told", async (store) => {
    const { notices } = await withPhone(store);
    const reasonAfter = async (seq: number, reason: "all" | "mention" | "reply") => {
      await notices.decide([decision("c", seq, ["ann"], { reason })]);
      return (await theEntry(notices)).reason;
    };
    assert.deepEqual([await reasonAfter(2, "all"), await reasonAfter(3, "mention")], ["all", "mention"]);
    assert.deepEqual([await reasonAfter(4, "all"), await reasonAfter(5, "reply")], ["mention", "reply"]);
    await sendAll(notices);
    assert.equal(await reasonAfter(6, "all"), "all");
    await sendAll(notices);
    await notices.withdraw("c", 6, "ann");
    assert.equal(await reasonAfter(7, "all"), "all");
  });

  test("what was sent is done, the trail says when, and settled again it stays so", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"]), decision("c", 3, ["ann"])]);
    const entry = await theEntry(notices);
    const sent = outcome(entry, "sent", { detail: "202" });
    await notices.settle([sent]);
    await notices.settle([sent]);
    await store.reopen();
    assert.deepEqual(await due(store.notices), []);
    const delivery = { deviceId: "phone", deviceLabel: "ann's phone", sourceId: "c", seq: 3 };
    for (const seq of [2, 3]) {
      const { deliveries, waiting, notice } = await store.notices.trail("ann", decision("c", seq, []));
      assert.deepEqual(deliveries, [{ ...delivery, atMs: sent.atMs, result: "sent", detail: "202" }]);
      assert.deepEqual([waiting, notice?.seq], [[], seq]);
    }
    const phone = await store.notices.device("phone");
    assert.deepEqual([phone?.lastTakenAtMs, phone?.lastFailure], [sent.atMs, ""]);
  });

  test("what failed waits until it is tried again, and a later message waits with it", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"])]);
    const retryAtMs = noon + 600_000;
    await notices.settle([outcome(await theEntry(notices), "retry", { detail: "503", retryAtMs })]);
    await notices.decide([decision("c", 3, ["ann"])]);
    assert.deepEqual((await notices.due(noon + 599_999, 10)).entries, []);
    const again = await theEntry(notices);
    assert.deepEqual([again.seq, again.attempts, again.dueAtMs], [3, 1, retryAtMs]);
    assert.equal((await notices.device("phone"))?.lastFailure, "503");
    const { deliveries, waiting } = await notices.trail("ann", decision("c", 2, []));
    assert.deepEqual(
      deliveries.map(({ result, detail, seq }) => [result, detail, seq]),
      [["retry", "503", 2]],
    );
    assert.deepEqual(waiting, [again]);
    await notices.settle([outcome(again, "sent")]);
    assert.deepEqual([await due(notices), (await notices.device("phone"))?.lastFailure], [[], ""]);
  });

  test("what came while an earlier message was sent goes on waiting, at the time that its fate gives it", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"])]);
    const first = await theEntry(notices);
    await notices.decide([decision("c", 3, ["ann"])]);
    await notices.settle([outcome(first, "retry", { retryAtMs: noon + 60_000 })]);
    const put = await theEntry(notices);
    assert.deepEqual([put.seq, put.attempts, put.dueAtMs], [3, 1, noon + 60_000]);
    await notices.settle([outcome(first, "sent", { atMs: noon + 4_000 })]);
    const after = await theEntry(notices);
    assert.deepEqual([after.seq, after.attempts, after.dueAtMs], [3, 0, noon + 4_000]);
    await notices.settle([outcome(first, "expired"), outcome({ ...first, seq: 1 }, "refused")]);
    assert.deepEqual(await due(notices), ["phone c 3 tell"]);
  });

  test("who is online waits without a failure", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"])]);
    await notices.settle([outcome(await theEntry(notices), "waits", { retryAtMs: noon + 59_999.5 })]);
    const entry = await theEntry(notices);
    assert.deepEqual([entry.attempts, entry.dueAtMs], [0, noon + 60_000]);
    assert.equal((await notices.device("phone"))?.lastFailure, "");
  });

  test("reading withdraws what waits and what is shown, up to there, of this person and channel only", async (store) => {
    const { notices } = store;
    for (const userId of ["ann", "bob"]) await notices.putDevice(device(`${userId}-pc`, userId), 20);
    await notices.decide([decision("c", 2, ["ann", "bob"]), decision("d", 2, ["ann"]), decision("e", 2, ["ann"])]);
    await sendAll(notices);
    await notices.decide([decision("e", 3, ["ann"]), decision("f", 3, ["ann"]), decision("g", 5, ["ann"])]);
    for (const channelId of ["c", "e", "f", "g"]) await notices.withdraw(channelId, 3, "ann");
    assert.deepEqual(await due(notices), ["ann-pc c 2 withdraw", "ann-pc e 2 withdraw", "ann-pc g 5 tell"]);
    // In the same moment: what came first is told first.
    await sendAll(notices);
    assert.deepEqual(await due(notices), []);
    await notices.withdraw("c", 3, "ann");
    assert.deepEqual(await due(notices), [], "what was taken back is not taken back again");
    const results = async (channelId: string, seq: number) =>
      (await notices.trail("ann", decision(channelId, seq, []))).deliveries.map(({ result }) => result);
    assert.deepEqual([await results("c", 2), await results("f", 3)], [["sent", "read"], ["read"]]);
  });

  test("a later message that waits takes the place of what is shown, so that is not taken back", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"])]);
    await sendAll(notices);
    await notices.decide([decision("c", 3, ["ann"])]);
    await notices.withdraw("c", 2, "ann");
    assert.deepEqual(await due(notices), ["phone c 3 tell"]);
    await notices.withdraw("c", 3, "ann");
    assert.deepEqual(await due(notices), ["phone c 2 withdraw"]);
    await notices.decide([decision("c", 4, ["ann"])]);
    assert.deepEqual(await due(notices), ["phone c 4 tell"]);
  });

  test("what was read while it was sent is taken back at once", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"])]);
    const entry = await theEntry(notices);
    await notices.withdraw("c", 2, "ann");
    await notices.settle([outcome(entry, "sent")]);
    const withdrawal = await theEntry(notices);
    assert.deepEqual([withdrawal.act, withdrawal.seq], ["withdraw", 2]);
    await notices.settle([outcome(entry, "sent")]);
    assert.deepEqual(await due(notices), ["phone c 2 withdraw"]);
  });

  test("a withdrawal that nobody takes is given up, and not made again", async (store) => {
    const { notices, channels } = await withPhone(store);
    await talk(store, 3);
    await notices.decide([decision("c", 2, ["ann"])]);
    await sendAll(notices);
    await channels.markRead("ann", "c", 2);
    await notices.withdraw("c", 2, "ann");
    await notices.settle([outcome(await theEntry(notices), "expired")]);
    assert.deepEqual([await due(notices), await notices.withdrawRead()], [[], 0]);
  });

  test("a deletion withdraws this message from everybody, and what was to be told with it still is", async (store) => {
    const { notices } = store;
    const people = seqsFrom(1, 300).map((n) => `p${n}`);
    await Promise.all(people.map((userId) => notices.putDevice(device(`pc-${userId}`, userId), 20)));
    await notices.decide([decision("c", 2, ["p1", "p2"]), decision("c", 3, people, { reason: "mention" })]);
    await notices.decide([decision("c", 4, ["p2"]), decision("d", 3, ["p1"])]);
    await notices.withdraw("c", 3, undefined);
    assert.deepEqual(await due(notices), ["pc-p1 c 2 tell", "pc-p1 d 3 tell", "pc-p2 c 4 tell"]);
    const { deliveries } = await notices.trail("p7", decision("c", 3, []));
    assert.deepEqual(
      deliveries.map(({ result }) => result),
      ["deleted"],
    );
    await sendAll(notices);
    await notices.withdraw("c", 4, undefined);
    assert.deepEqual(await due(notices), ["pc-p2 c 4 withdraw"]);
  });

  test("a message that turns out to be deleted gives its place to the earlier one", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide([decision("c", 2, ["ann"]), decision("c", 3, ["ann"])]);
    await notices.settle([outcome(await theEntry(notices), "deleted")]);
    assert.deepEqual(await due(notices), ["phone c 2 tell"]);
    await notices.settle([outcome(await theEntry(notices), "deleted")]);
    assert.deepEqual(await due(notices), []);
  });

  test("acknowledging withdraws what waits and what is shown of these items, or of all up to a time", async (store) => {
    const { notices } = await withPhone(store);
    await notices.decide(["c", "d", "e"].map((channelId) => decision(channelId, 2, ["ann"], { reason: "mention" })));
    await notices.decide([decision("c", 3, ["ann"])]);
    await notices.acknowledge("ann", [decision("c", 3, []), decision("d", 2, [])], 0);
    assert.deepEqual(await due(notices), ["phone c 2 tell", "phone e 2 tell"]);
    await sendAll(notices);
    await notices.decide([decision("f", 2, ["ann"]), decision("g", 9, ["ann"])]);
    await notices.acknowledge("ann", [], noon + 5_000);
    assert.deepEqual(await due(notices), ["phone c 2 withdraw", "phone e 2 withdraw", "phone g 9 tell"]);
  });

  test("what was read while nobody looked is withdrawn afterwards, in as many calls as it takes", async (store) => {
    const { notices } = await withPhone(store);
    await talk(store, 1);
    const ids = seqsFrom(1, 1_200).map((n) => `c${n}`);
    await Promise.all(ids.map((id) => store.log.append(new Drafts(id, "cho").created({ members: ["ann"] }))));
    await notices.decide(ids.map((id) => decision(id, 1, ["ann"])));
    await notices.decide([decision("c", 2, ["ann"])]);
    await sendAll(notices);
    await notices.decide([decision("open", 1, ["ann"])]);
    await store.reopen();
    await Promise.all([...ids, "c"].map((id) => store.channels.markRead("ann", id, 2)));
    let withdrawn = 0;
    for (let count = -1; count !== 0; withdrawn += count) {
      count = await store.notices.withdrawRead();
      assert.ok(count <= 1_000, `${count} in one call`);
    }
    assert.equal(withdrawn, 1_201);
    assert.equal((await store.notices.due(noon + 60_000, 5_000)).entries.length, 1_202);
  });

  test("people are handed over in place of their devices until it is taken, each person once", async (store) => {
    const { notices } = await withPhone(store);
    const people = ["ann", ...seqsFrom(1, 1_200).map((n) => `p${n}`)];
    const handed = decision("c", 2, people, { handOverTo: "127.0.0.1:9", dueAtMs: noon });
    await notices.decide([handed, handed]);
    await store.reopen();
    const all = await store.notices.handOversDue(noon, 100);
    assert.deepEqual(all.entries.flatMap(({ userIds }) => userIds).sort(), people.sort());
    assert.ok(all.entries.every(({ userIds, target }) => userIds.length <= 1_000 && target === "127.0.0.1:9"));
    assert.deepEqual(await due(store.notices), []);
    const [first, ...rest] = all.entries;
    if (!first) throw new Error("Nobody was handed over.");
    await store.notices.settleHandOver(first, noon + 500, "UNAVAILABLE", noon + 1_000);
    for (const entry of rest) await store.notices.settleHandOver(entry, noon + 500, "");
    const later = await store.notices.handOversDue(noon, 100);
    assert.deepEqual([later.entries, later.nextDueMs], [[], noon + 1_000]);
    const again = (await store.notices.handOversDue(noon + 1_000, 100)).entries;
    assert.deepEqual(again, [{ ...first, dueAtMs: noon + 1_000, attempts: 1 }]);
    const of = async (userId = "") => (await store.notices.trail(userId, handed)).handOver;
    assert.deepEqual(await of(first.userIds[0]), {
      target: "127.0.0.1:9",
      takenAtMs: undefined,
      detail: "UNAVAILABLE",
    });
    assert.deepEqual(await of(rest[0]?.userIds[0]), { target: "127.0.0.1:9", takenAtMs: noon + 500, detail: "" });
    await store.notices.decide([handed]);
    assert.equal((await store.notices.handOversDue(noon + 9_000, 100)).entries.length, 1);
  });

  test("a device that is gone goes with everything that waits for it, and other devices stay", async (store) => {
    const { notices } = await withPhone(store);
    await notices.putDevice(device("pc", "ann"), 20);
    await notices.decide(seqsFrom(1, 500).map((n) => decision(`c${n}`, 1, ["ann"])));
    const { entries } = await notices.due(noon + 60_000, 2_000);
    const entry = entries.find(({ deviceId }) => deviceId === "phone") as OutboxEntry;
    await notices.settle([outcome(entry, "gone", { detail: "410" })]);
    assert.equal(await notices.device("phone"), undefined);
    const left = (await notices.due(noon + 60_000, 2_000)).entries;
    assert.deepEqual([left.length, new Set(left.map(({ deviceId }) => deviceId))], [500, new Set(["pc"])]);
    const { deliveries } = await notices.trail("ann", decision(entry.sourceId, 1, []));
    assert.deepEqual(
      deliveries.map(({ result, deviceLabel }) => [result, deviceLabel]),
      [["gone", "ann's phone"]],
    );
    const others = seqsFrom(1, 500).filter((n) => `c${n}` !== entry.sourceId);
    for (const n of others.filter((each) => each % 50 === 1)) {
      const trail = await notices.trail("ann", decision(`c${n}`, 1, []));
      assert.deepEqual(
        trail.deliveries.map(({ result, deviceLabel }) => [result, deviceLabel]),
        [["gone", "ann's phone"]],
        "what waited for it does not go on waiting",
      );
    }
    await notices.settle([outcome(entry, "sent")]);
    assert.equal((await notices.due(noon + 60_000, 2_000)).entries.length, 500);
  });
}

async function withPhone(store: Harness): Promise<Harness> {
  await store.notices.putDevice(device("phone", "ann"), 20);
  return store;
}

async function talk({ log }: Harness, count: number): Promise<void> {
  await log.append(new Drafts("c", "cho").created({ members: ["ann"] }));
  for (const n of seqsFrom(1, count)) await log.append(new Drafts("c", "cho").posted(`message ${n}`));
}

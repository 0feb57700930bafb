// Suite: what was decided on a message is kept once and as a whole, and everybody's inbox shows what is theirs.
import assert from "node:assert/strict";
import type { Decision } from "../../src/core/notices.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type Harness, type SuiteOptions, tests } from "./harness.ts";
import { decision, device, due, inbox, noon, placesIn } from "./notice-made.ts";

/** Tests of the inboxes of a NoticeStore. */
export function noticeInboxSuite(options: SuiteOptions): void {
  const test = tests(options);

  test("a decision puts an item in the inbox of each person told, also after a restart", async (store) => {
    await store.notices.decide([decision("c", 2, ["ann", "bob"], { reason: "mention" }), decision("d", 3, ["ann"])]);
    const first = { sourceId: "c", seq: 2, atMs: noon + 2_000, decidedAtMs: noon + 2_005, acknowledged: false };
    const second = { sourceId: "d", seq: 3, atMs: noon + 3_000, decidedAtMs: noon + 3_005, acknowledged: false };
    await store.reopen();
    assert.deepEqual(await inbox(store.notices, "ann"), [
      { ...second, userId: "ann", reason: "all" },
      { ...first, userId: "ann", reason: "mention" },
    ]);
    assert.deepEqual(await inbox(store.notices, "bob"), [{ ...first, userId: "bob", reason: "mention" }]);
    assert.deepEqual(await inbox(store.notices, "cleo"), []);
  });

  test("a decision that is kept again changes nothing, whatever it says now", async (store) => {
    await store.notices.putDevice(device("phone", "ann"), 20);
    const first = decision("c", 2, ["ann"], { reason: "mention" });
    await Promise.all(seqsFrom(1, 20).map(() => store.notices.decide([first])));
    await store.reopen();
    const other = decision("c", 2, ["ann", "bob"], { reason: "all", decidedAtMs: noon + 99_000, dueAtMs: noon });
    await store.notices.decide([other, other]);
    assert.deepEqual(
      (await inbox(store.notices, "ann")).map(({ reason, decidedAtMs }) => [reason, decidedAtMs]),
      [["mention", noon + 2_005]],
    );
    assert.deepEqual(await inbox(store.notices, "bob"), []);
    assert.deepEqual(await due(store.notices), ["phone c 2 tell"]);
  });

  test("who was told nothing finds out why, and a message that nobody decided on says so", async ({ notices }) => {
    const silent: Decision["silent"] = [
      { userId: "ann", silence: "muted", untilMs: noon + 60_000 },
      { userId: "bob", silence: "online" },
      { userId: "cleo", silence: "muted", untilMs: noon + 90_000 },
    ];
    await notices.decide([decision("c", 2, ["dan"], { silent })]);
    const place = { sourceId: "c", seq: 2, atMs: noon + 2_000 };
    const silences = await Promise.all(
      ["ann", "bob", "cleo", "dan", "eve"].map(async (userId) => (await notices.trail(userId, place)).silence),
    );
    assert.deepEqual(silences, [
      { silence: "muted", untilMs: noon + 60_000 },
      { silence: "online", untilMs: 0 },
      { silence: "muted", untilMs: noon + 90_000 },
      undefined,
      undefined,
    ]);
    assert.equal((await notices.trail("eve", place)).decidedAtMs, noon + 2_005);
    assert.deepEqual(await notices.trail("ann", { ...place, seq: 3 }), {
      decidedAtMs: undefined,
      notice: undefined,
      silence: undefined,
      deliveries: [],
      waiting: [],
      handOver: undefined,
    });
  });

  test("an inbox is told by reasons, and what is not asked for is not in it", async ({ notices }) => {
    const reasons = ["all", "mention", "reply", "direct", "service"] as const;
    await notices.decide(
      seqsFrom(1, 25).map((seq) => decision("c", seq, ["ann"], { reason: reasons[seq % 5] ?? "all" })),
    );
    assert.deepEqual(await placesIn(notices, "ann", { reasons: ["mention"], size: 2 }), [
      "c 21",
      "c 16",
      "c 11",
      "c 6",
      "c 1",
    ]);
    assert.deepEqual(await placesIn(notices, "ann", { reasons: ["all", "reply"], size: 3 }), [
      ...["c 25", "c 22", "c 20", "c 17", "c 15", "c 12", "c 10", "c 7", "c 5", "c 2"],
    ]);
    assert.equal((await placesIn(notices, "ann", { size: 7 })).length, 25);
  });

  test("pages join to the whole without gap or repeat, whatever comes in meanwhile", async ({ notices }) => {
    await notices.decide(
      seqsFrom(1, 20).map((seq) => decision("c", seq, ["ann"], { reason: seq % 2 ? "all" : "reply" })),
    );
    // The same moment in several channels: the order must not depend on the page.
    await notices.decide(["a", "b", "d"].map((channelId) => decision(channelId, 20, ["ann"])));
    const found: string[] = [];
    let after: string | undefined;
    do {
      const ask = { size: 4, openOnly: false, reasons: [], ...(after !== undefined && { after }) };
      const page = await notices.inbox("ann", ask);
      found.push(...page.items.map(({ sourceId, seq }) => `${sourceId} ${seq}`));
      after = page.next;
      await notices.decide([decision("late", 100 + found.length, ["ann"])]);
    } while (after !== undefined);
    const expected = [
      "d 20",
      "c 20",
      "b 20",
      "a 20",
      ...seqsFrom(1, 19)
        .reverse()
        .map((seq) => `c ${seq}`),
    ];
    assert.deepEqual(found, expected);
    await assert.rejects(notices.inbox("ann", { size: 4, openOnly: false, reasons: [], after: "never said" }), {
      reason: "PAGE_TOKEN",
    });
  });

  test("reading a channel makes known what was said there up to that place, and nothing else", async (store) => {
    const { notices, channels } = store;
    await talk(store, 5);
    await notices.decide([2, 3, 4].map((seq) => decision("c", seq, ["bob"], { reason: "mention" })));
    await notices.decide([decision("d", 1, ["bob"], { reason: "mention" }), decision("c", 5, ["bob"])]);
    assert.deepEqual([await notices.countOpen("bob", 1_000), await notices.countOpen("bob", 3)], [4, 3]);
    await channels.markRead("bob", "c", 3);
    assert.deepEqual(await placesIn(notices, "bob", { openOnly: true, size: 1 }), ["c 5", "c 4", "d 1"]);
    assert.equal(await notices.countOpen("bob", 1_000), 2);
    const known = (await inbox(notices, "bob")).filter(({ acknowledged }) => acknowledged);
    assert.deepEqual(
      known.map(({ seq }) => seq),
      [3, 2],
    );
  });

  test("acknowledged items are known, one by one or all up to a time, and stay so", async (store) => {
    const { notices } = store;
    const decisions = seqsFrom(1, 6).map((seq) => decision("c", seq, ["ann", "bob"], { reason: "direct" }));
    await notices.decide(decisions);
    await notices.acknowledge("ann", [decisions[4] as Decision, decision("c", 99, [])], 0);
    assert.equal(await notices.countOpen("ann", 1_000), 5);
    await notices.acknowledge("ann", [], noon + 3_000);
    await notices.acknowledge("ann", [], noon + 1_000);
    await store.reopen();
    assert.deepEqual(await placesIn(store.notices, "ann", { openOnly: true }), ["c 6", "c 4"]);
    assert.deepEqual([await store.notices.countOpen("ann", 10), await store.notices.countOpen("bob", 10)], [2, 6]);
    await store.notices.acknowledge("bob", [], noon * 1_000);
    await store.notices.decide([decision("next", 7, ["bob"], { reason: "direct" })]);
    assert.equal(await store.notices.countOpen("bob", 10), 1, "what is said later is open, wherever a clock is");
    // What was said before and is decided on later is known as well.
    await store.notices.decide([decision("late", 2, ["ann"], { reason: "direct" })]);
    assert.equal(await store.notices.countOpen("ann", 10), 2);
  });

  test("a deleted message is not open, and not counted", async (store) => {
    await talk(store, 3);
    await store.notices.decide([2, 3].map((seq) => decision("c", seq, ["bob"], { reason: "mention" })));
    await store.log.append(new Drafts("c", "ann").deleted(2));
    assert.equal(await store.notices.countOpen("bob", 1_000), 1);
    assert.deepEqual(await placesIn(store.notices, "bob", { openOnly: true }), ["c 3"]);
  });

  test("what was said in a channel that one has left is not counted, and the rest is", async (store) => {
    await talk(store, 1);
    await store.notices.decide(["c", "d"].map((id) => decision(id, 2, ["bob"], { reason: "mention" })));
    assert.equal(await store.notices.countOpen("bob", 1_000), 2);
    await store.log.append(new Drafts("c", "bob").left());
    assert.equal(await store.notices.countOpen("bob", 1_000), 1);
  });

  test("among thousands of known items the open ones are found, in pages that may be short", async (store) => {
    const { notices } = store;
    await talk(store, 2);
    await notices.decide(seqsFrom(1, 3_000).map((seq) => decision("c", seq, ["bob"])));
    await notices.decide([decision("d", 0, ["bob"], { reason: "direct" })]);
    await notices.acknowledge(
      "bob",
      seqsFrom(1, 3_000).map((seq) => decision("c", seq, [])),
      0,
    );
    assert.deepEqual(await placesIn(notices, "bob", { openOnly: true }), ["d 0"]);
    assert.deepEqual(await placesIn(notices, "bob", { reasons: ["direct"] }), ["d 0"]);
    assert.equal(await notices.countOpen("bob", 1_000), 1);
  });
}

async function talk({ log }: Harness, count: number): Promise<void> {
  await log.append(new Drafts("c", "ann").created({ members: ["bob"] }));
  for (const n of seqsFrom(1, count)) await log.append(new Drafts("c", "ann").posted(`message ${n}`));
}

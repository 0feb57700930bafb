// Suite: very many people, old notices, and a store that fails.
import assert from "node:assert/strict";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type SuiteOptions, tests } from "./harness.ts";
import { decision, device, due, inbox, noon, placesIn, sendAll } from "./notice-made.ts";
import { outcome as reasonOf } from "./refusal.ts";

/** Tests of a NoticeStore with much in it, or in trouble. */
export function noticeManySuite(options: SuiteOptions): void {
  const test = tests(options);

  test("100,000 people are told of one message, each once, and others are heard meanwhile", async (store) => {
    const { notices, log } = store;
    const people = seqsFrom(1, 100_000).map((n) => `p${n}`);
    for (const userId of ["p1", "p50000", "p100000"]) await notices.putDevice(device(`pc-${userId}`, userId), 20);
    await log.append(new Drafts("c", "ann").created());
    const many = decision("c", 2, people, {
      silent: people.map((userId) => ({ userId: `s${userId}`, silence: "level" })),
    });
    const decided = new AbortController();
    const deciding = notices.decide([many]).finally(() => decided.abort());
    let heard = 0;
    for (; !decided.signal.aborted; heard++) await log.append(new Drafts("c", "ann").posted("in the meantime"));
    await deciding;
    assert.ok(heard > 50, `only ${heard} messages found their way in between`);
    await notices.decide([many]);
    for (const userId of ["p1", "p777", "p100000"]) assert.deepEqual(await placesIn(notices, userId), ["c 2"]);
    assert.deepEqual(await due(notices), ["pc-p1 c 2 tell", "pc-p100000 c 2 tell", "pc-p50000 c 2 tell"]);
    assert.equal((await notices.trail("sp99999", many)).silence?.silence, "level");
  });

  test("a decision that was cut off is kept to its end when it is kept again, and nobody is told twice", async (store) => {
    const { notices } = store;
    const people = seqsFrom(1, 5_000).map((n) => `p${n}`);
    for (const userId of ["p1", "p5000"]) await notices.putDevice(device(`pc-${userId}`, userId), 20);
    const many = decision("c", 2, people, { reason: "mention" });
    const cutOff = notices.decide([many]).then(
      () => "whole",
      () => "cut off",
    );
    // Told already, and sent, when the store ends.
    while ((await due(notices)).length === 0) await new Promise(setImmediate);
    await sendAll(notices);
    await store.reopen();
    assert.equal(await cutOff, "cut off");
    assert.deepEqual(await inbox(store.notices, "p5000"), []);
    // What was known may have changed meanwhile.
    await store.notices.decide([{ ...many, told: many.told.map((each) => ({ ...each, reason: "all" as const })) }]);
    const counts = await Promise.all(people.map(async (userId) => (await inbox(store.notices, userId)).length));
    assert.ok(counts.every((count) => count === 1));
    assert.deepEqual(await due(store.notices), ["pc-p5000 c 2 tell"]);
  });

  test("what was said before a time is forgotten, and what waits for devices stays", async (store) => {
    const { notices } = store;
    await notices.putDevice(device("phone", "ann"), 20);
    const silent = [{ userId: "bob", silence: "online" as const }];
    const decisions = seqsFrom(1, 2_000).map((seq) => decision("c", seq, ["ann", "cho"], { silent }));
    await notices.decide(decisions.slice(0, 500));
    await sendAll(notices);
    await notices.decide(decisions.slice(500, 1_000));
    await notices.decide(decisions.slice(1_000).map((each) => ({ ...each, handOverTo: "127.0.0.1:9" })));
    await notices.decide([decision("d", 1_500, ["cho"], { reason: "mention" }), decision("d", 2_500, ["cho"])]);
    for (const entry of (await notices.handOversDue(noon + 9_000_000, 10)).entries)
      await notices.settleHandOver(entry, noon, "");
    let calls = 0;
    while ((await notices.forgetNoticesBefore(noon + 2_000_000)) > 0) calls++;
    assert.ok(calls > 5, `in ${calls} calls`);
    await store.reopen();
    assert.deepEqual(await placesIn(store.notices, "ann"), ["c 2000"]);
    assert.deepEqual(await placesIn(store.notices, "cho"), ["d 2500", "c 2000"]);
    assert.deepEqual(await due(store.notices), ["phone c 1000 tell"]);
    assert.equal((await store.notices.handOversDue(noon + 9_000_000, 2_000)).entries.length, 990);
    const gone = await store.notices.trail("ann", decision("c", 500, []));
    assert.deepEqual([gone.decidedAtMs, gone.deliveries], [undefined, []]);
    const kept = await store.notices.trail("bob", decision("c", 2_000, []));
    assert.equal(kept.silence?.silence, "online");
  });

  test("what a device was told long ago and nobody ever read is forgotten, and not taken back any more", async (store) => {
    const { notices } = store;
    await notices.putDevice(device("phone", "ann"), 20);
    await notices.decide(seqsFrom(1, 1_200).map((n) => decision(`c${n}`, n === 7 ? 2_000 : n, ["ann"])));
    await sendAll(notices);
    while ((await notices.forgetNoticesBefore(noon + 1_900_000)) > 0);
    await notices.acknowledge("ann", [], noon + 3_000_000);
    assert.deepEqual(await due(notices), ["phone c7 2000 withdraw"]);
  });

  test("while the store is broken nothing is kept or read, and it works again after", async (store) => {
    const { notices } = store;
    await notices.decide([decision("c", 1, ["ann"])]);
    const mend = store.breakStore();
    const asked = [
      () => notices.decide([decision("c", 2, ["ann"])]),
      () => notices.inbox("ann", { openOnly: false, reasons: [], size: 10 }),
      () => notices.countOpen("ann", 10),
      () => notices.due(noon, 10),
      () => notices.withdrawRead(),
      () => notices.trail("ann", decision("c", 1, [])),
      () => notices.acknowledge("ann", [decision("c", 1, [])], 0),
    ];
    for (const each of asked) assert.equal(await reasonOf(each()), "STORE_FAILED");
    await mend();
    await notices.decide([decision("c", 2, ["ann"]), decision("c", 3, ["ann"])]);
    assert.deepEqual(await placesIn(store.notices, "ann"), ["c 3", "c 2", "c 1"]);
  });

  test("more decisions than the store can hold in memory are refused, and what was taken is kept", async (store) => {
    const { notices } = store;
    const people = seqsFrom(1, 50_000).map((n) => `p${n}`);
    const mend = store.pauseStore();
    const answers = Promise.all(seqsFrom(1, 6).map((seq) => reasonOf(notices.decide([decision("c", seq, people)]))));
    setImmediate(() => void mend());
    assert.deepEqual(await answers, ["done", "done", "done", "done", "BACKLOG", "BACKLOG"]);
    assert.deepEqual(await placesIn(notices, "p50000"), ["c 4", "c 3", "c 2", "c 1"]);
  });
}

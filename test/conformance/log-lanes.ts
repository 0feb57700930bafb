// Suite: a lane keeps its sender's order, and after its first failure nothing of it is stored.
import assert from "node:assert/strict";
import type { LaneAnswer, MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { outcome } from "./refusal.ts";
import { textOf, wholeLog } from "./whole-log.ts";

const ann = new Drafts("c", "ann");

/** Tests of a MessageLog's lanes. */
export function logLanesSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("a lane's drafts stand in its order, though nothing was waited for", async ({ log }) => {
    await log.append(ann.created({ members: ["bob"] }));
    const lanes = ["ann", "bob"].map((person) => ({ lane: log.lane(), by: new Drafts("c", person), person }));
    const answers = await Promise.all(
      seqsFrom(1, 200).flatMap((n) =>
        lanes.map(({ lane, by, person }) =>
          lane.append([by.posted(`${person} ${2 * n}`), by.posted(`${person} ${2 * n + 1}`)]),
        ),
      ),
    );
    assert.ok(answers.every(({ appended, failure }) => appended.length === 2 && failure === undefined));
    const said = await texts(log);
    for (const { person } of lanes) {
      const own = said.filter((text) => text.startsWith(person));
      assert.deepEqual(
        own,
        seqsFrom(2, 401).map((n) => `${person} ${n}`),
      );
    }
  });

  test("after the first that is refused the rest of the lane fails, also of later calls; others go on", async ({
    log,
  }) => {
    await log.append(ann.created());
    const [lane, other] = [log.lane(), log.lane()];
    const answers = await Promise.all([
      lane.append([ann.posted("one"), ann.posted("answer to nothing", { replyTo: 99 }), ann.posted("two")]),
      lane.append([ann.posted("three")]),
      other.append([ann.posted("from another lane")]),
    ]);
    const later = await lane.append([ann.posted("four")]);
    assert.deepEqual(answers.map(told), [
      [1, "MESSAGE_NOT_FOUND"],
      [0, "EARLIER_FAILED"],
      [1, "done"],
    ]);
    assert.deepEqual(told(later), [0, "EARLIER_FAILED"]);
    assert.deepEqual(await texts(log), ["one", "from another lane"]);
  });

  test("a repeat in a lane is no failure", async ({ log }) => {
    await log.append(ann.created());
    const lane = log.lane();
    const draft = ann.posted("one");
    await lane.append([draft]);
    assert.deepEqual(told(await lane.append([draft, ann.posted("two")])), [2, "done"]);
  });

  test("a lane that is closed while drafts of it wait still fails as a whole", async ({ log }) => {
    await log.append(ann.created());
    const lane = log.lane();
    const refused = lane.append([ann.posted("answer to nothing", { replyTo: 99 })]);
    const others = seqsFrom(1, 6_000).map(() => log.append(ann.posted("from others")));
    const late = lane.append([ann.posted("must not be there")]);
    lane.close();
    assert.deepEqual(
      [told(await refused), told(await late)],
      [
        [0, "MESSAGE_NOT_FOUND"],
        [0, "EARLIER_FAILED"],
      ],
    );
    await Promise.all(others);
    assert.equal((await texts(log)).includes("must not be there"), false);
  });

  test("after a write that failed nothing more of the lane is stored", async (store) => {
    await store.log.append(ann.created());
    const mend = store.failAt("c", 3_000, "transaction");
    const lane = store.log.lane();
    const first = lane.append([ann.posted("one")]);
    // So many that what comes after them is in a transaction of its own, which succeeds.
    const others = seqsFrom(1, 5_000).map(() => outcome(store.log.append(ann.posted("from others"))));
    const second = lane.append([ann.posted("two")]);
    const answers = [told(await first), told(await second)];
    await mend();
    assert.equal(answers.find(([, reason]) => reason !== "done")?.[1], "STORE_FAILED");
    assert.notEqual(told(await lane.append([ann.posted("three")]))[1], "done");
    await Promise.all(others);
    const own = (await texts(store.log)).filter((text) => ["one", "two", "three"].includes(text));
    // Where a failure means unknown, what failed may be there, and all before it; nothing that was sent after it.
    if (store.failedIsUndone) assert.deepEqual(own, []);
    else assert.ok(["", "one", "one two"].includes(own.join(" ")), own.join(" "));
  });

  test("after a draft was refused for the backlog nothing more of the lane is stored", async (store) => {
    await store.log.append(ann.created());
    const lane = store.log.lane();
    const mend = store.pauseStore();
    const waiting = store.log.append(ann.posted("waits"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    store.clock.advance(2_001);
    assert.deepEqual(told(await lane.append([ann.posted("one")])), [0, "BACKLOG"]);
    await mend();
    await waiting;
    assert.deepEqual(told(await lane.append([ann.posted("two")])), [0, "EARLIER_FAILED"]);
    assert.deepEqual(await texts(store.log), ["waits"]);
  });
}

function told({ appended, failure }: LaneAnswer): [number, string] {
  return [appended.length, failure?.reason ?? "done"];
}

async function texts(log: MessageLog): Promise<string[]> {
  return (await wholeLog(log, "c")).flatMap((event) => textOf(event) ?? []);
}

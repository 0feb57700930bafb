// Suite: the order of a channel is one, dense, durable, and seen at once.
import assert from "node:assert/strict";
import type { Appended, MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { refusal } from "./refusal.ts";
import { logged, wholeLog } from "./whole-log.ts";

const hourMs = 3_600_000;

/** Tests of a MessageLog: what `append` gives and what everybody finds afterwards. */
export function logOrderSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("seqs are 1, 2, 3 … under 64 concurrent appenders, and each one's appends keep their order", async ({ log }) => {
    const people = Array.from({ length: 64 }, (_, i) => `p${i}`);
    await log.append(new Drafts("c", "owner").created({ members: people }));
    const given = await Promise.all(people.map((person) => appendInTurn(log, person, 20)));
    assert.deepEqual(
      given.flat().toSorted((a, b) => a - b),
      seqsFrom(2, 1 + 64 * 20),
    );
    for (const own of given)
      assert.deepEqual(
        own,
        own.toSorted((a, b) => a - b),
      );
    assert.deepEqual(
      (await wholeLog(log, "c")).map(({ seq }) => seq),
      seqsFrom(1, 1 + 64 * 20),
    );
  });

  test("appends that do not wait for each other keep the order in which they were made", async ({ log }) => {
    await log.append(new Drafts("c", "ann").created());
    const ann = new Drafts("c", "ann");
    const appended = await Promise.all(seqsFrom(1, 500).map((n) => log.append(ann.posted(`${n}`))));
    assert.deepEqual(
      appended.map(({ seq }) => seq),
      seqsFrom(2, 501),
    );
  });

  test("each channel counts for itself", async ({ log }) => {
    const names = ["a", "b", "c", "d"];
    await Promise.all(names.map((name) => log.append(new Drafts(name, "ann").created())));
    const sends = seqsFrom(1, 400).map((n) => log.append(new Drafts(names[n % 4] as string, "ann").posted(`${n}`)));
    await Promise.all(sends);
    assert.deepEqual(await log.heads([...names, "nowhere"]), [
      ...names.map((channelId) => ({ channelId, seq: 101, messages: 100, firstSeq: 1 })),
      { channelId: "nowhere", seq: 0, messages: 0, firstSeq: 1 },
    ]);
  });

  test("what is resolved is in read, heads, history and the person's channels at once", async ({ log, channels }) => {
    await log.append(new Drafts("c", "ann").created({ members: ["bob"] }));
    for (let n = 1; n <= 50; n++) {
      const { seq } = await log.append(new Drafts("c", "ann").posted(`message ${n}`));
      const [head] = await log.heads(["c"]);
      const page = await log.read("c", { after: seq - 1, maxEvents: 10, maxBytes: 1_000 });
      const history = await channels.history("c", { size: 1 });
      const bob = await channels.channelOf("bob", "c");
      assert.deepEqual(head, { channelId: "c", seq, messages: n, firstSeq: 1 });
      assert.deepEqual(page.events.map(logged), [{ seq, text: `message ${n}` }]);
      assert.deepEqual([history.messages.at(-1)?.seq, history.through, bob?.unread], [seq, seq, n]);
    }
  });

  test("what is resolved is there after the store was opened again, and the next seq follows", async (store) => {
    await store.log.append(new Drafts("c", "ann").created());
    const before = await appendInTurn(store.log, "ann", 30);
    const log = await wholeLog(store.log, "c");
    await store.reopen();
    assert.deepEqual(await wholeLog(store.log, "c"), log);
    assert.deepEqual(await appendInTurn(store.log, "ann", 1), [(before.at(-1) as number) + 1]);
  });

  test("a page holds what its range says, however small it is", async ({ log }) => {
    await log.append(new Drafts("c", "ann").created());
    await appendInTurn(log, "ann", 100);
    for (const range of [
      { maxEvents: 7, maxBytes: 1_000_000 },
      { maxEvents: 1_000, maxBytes: 1 },
    ]) {
      const seqs: number[] = [];
      for (let after = 0; after < 101; ) {
        const page = await log.read("c", { after, ...range });
        assert.equal(page.after, after);
        assert.deepEqual(
          page.events.map(({ seq }) => seq),
          seqsFrom(after + 1, page.through),
        );
        seqs.push(...page.events.map(({ seq }) => seq));
        after = page.through;
      }
      assert.deepEqual(seqs, seqsFrom(1, 101));
    }
    const through = await log.read("c", { after: 10, through: 12, maxEvents: 100, maxBytes: 100_000 });
    assert.deepEqual([through.events.length, through.through], [2, 12]);
  });

  test("beyond the head there is nothing, and nothing is claimed", async ({ log }) => {
    await log.append(new Drafts("c", "ann").created());
    assert.deepEqual(await log.read("c", { after: 5, maxEvents: 9, maxBytes: 9 }), {
      events: [],
      after: 5,
      through: 5,
    });
    assert.deepEqual(await log.read("d", { after: 0, maxEvents: 9, maxBytes: 9 }), {
      events: [],
      after: 0,
      through: 0,
    });
  });

  test("the time of an event never decreases, though the clock goes back an hour, and over a restart", async (store) => {
    await store.log.append(new Drafts("c", "ann").created());
    const times: number[] = [];
    for (const jumpMs of [0, hourMs, -hourMs, -hourMs, 2 * hourMs]) {
      store.clock.jump(jumpMs);
      const { atMs } = await store.log.append(new Drafts("c", "ann").posted("tick"));
      times.push(atMs);
      if (jumpMs < 0) await store.reopen();
    }
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
    assert.equal((times.at(-1) as number) - (times[0] as number), hourMs);
    assert.deepEqual(
      (await wholeLog(store.log, "c")).map(({ atMs }) => atMs),
      [times[0], ...times],
    );
  });

  test("a draft for a channel that never came to be is refused and leaves nothing", async ({ log, channels }) => {
    await assert.rejects(log.append(new Drafts("nowhere", "ann").posted("hello?")), refusal("CHANNEL_NOT_FOUND"));
    assert.deepEqual(await wholeLog(log, "nowhere"), []);
    assert.equal(await channels.channel("nowhere"), undefined);
  });

  test("of 100 who make the same channel at once one does, and everybody gets that answer", async ({ log }) => {
    const answers = await Promise.all(
      seqsFrom(1, 100).map((n) => log.append(new Drafts("c", `p${n}`).created({ name: "plaza" }))),
    );
    assert.deepEqual(new Set(answers.map(({ seq }: Appended) => seq)), new Set([1]));
    assert.equal(answers.filter(({ appended }) => appended).length, 1);
    assert.equal((await wholeLog(log, "c")).length, 1);
  });
}

async function appendInTurn(log: MessageLog, person: string, count: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let n = 0; n < count; n++) seqs.push((await log.append(new Drafts("c", person).posted(`${n}`))).seq);
  return seqs;
}

// Suite: a tail hears a channel's events, each once and in order, wherever it starts and whatever the store does.
import assert from "node:assert/strict";
import { errors } from "../../src/core/errors.ts";
import type { MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { eventually } from "../support/running-command.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";

/** Tests of MessageLog.tail, and of the lines that only tails hear. */
export function tailSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("attached at any moment of a burst, a tail hears every seq once and in order", async ({ log }) => {
    const ann = new Drafts("a", "ann");
    await log.append(ann.created());
    const heard: Heard[] = [];
    const sends: Promise<unknown>[] = [];
    for (let n = 0; n < 600; n++) {
      sends.push(log.append(ann.posted(`${n}`)));
      if (n % 60 !== 0) continue;
      const [head] = await log.heads(["a"]);
      heard.push(listen(log, Math.max(0, (head?.seq ?? 0) - (n % 7))));
    }
    await Promise.all(sends);
    for (const { from, seqs } of heard) {
      await reaches(seqs, 601);
      assert.deepEqual(seqs, seqsFrom(from + 1, 601));
    }
  });

  test("a tail that was closed hears no more, and one more may follow", async ({ log, hub }) => {
    const ann = new Drafts("a", "ann");
    await log.append(ann.created());
    const one = listen(log, 0);
    await reaches(one.seqs, 1);
    one.close();
    assert.equal(hub.measure().channels, 0);
    await log.append(ann.posted("two"));
    const other = listen(log, 0);
    await reaches(other.seqs, 2);
    assert.deepEqual([one.seqs, other.seqs], [[1], [1, 2]]);
  });

  test("a store that cannot be read for a while makes a tail late, and nothing is missing", async (store) => {
    const ann = new Drafts("a", "ann");
    await store.log.append(ann.created());
    for (let n = 0; n < 20; n++) await store.log.append(ann.posted(`${n}`));
    const [head] = await store.log.heads(["a"]);
    assert.equal(head?.seq, 21);
    // Opened by another tail: the one under test must read what the ring does not hold.
    const live = listen(store.log, 21);
    const mend = store.breakStore();
    const late = listen(store.log, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(late.seqs, []);
    await mend();
    store.clock.advance(1_000);
    await reaches(late.seqs, 21);
    assert.deepEqual([late.seqs, live.seqs], [seqsFrom(1, 21), []]);
  });

  test("a hub that closes ends its tails with the reason", async ({ log, hub }) => {
    await log.append(new Drafts("a", "ann").created());
    const one = listen(log, 0);
    await reaches(one.seqs, 1);
    hub.close(errors.draining());
    assert.equal(one.reason, "DRAINING");
  });

  test("a line of a door has its seq, is no message, and history shows it only when asked", async ({
    log,
    channels,
  }) => {
    const ann = new Drafts("a", "ann");
    await log.append(ann.created());
    await log.append(ann.posted("one"));
    const line = ann.doorLine("chat-server", "ann", "");
    assert.equal((await log.append(line)).seq, 3);
    assert.equal((await log.append(line)).appended, false);
    await log.append(ann.posted("two"));
    assert.equal((await log.heads(["a"]))[0]?.messages, 2);
    const seqsOf = async (doorLines: boolean) =>
      (await channels.history("a", { after: 0, size: 10, doorLines })).messages.map(({ seq }) => seq);
    assert.deepEqual(
      [await seqsOf(false), await seqsOf(true)],
      [
        [2, 4],
        [2, 3, 4],
      ],
    );
    const before = await channels.history("a", { before: 5, size: 2, doorLines: true });
    assert.deepEqual(
      before.messages.map(({ seq }) => seq),
      [3, 4],
    );
  });
}

interface Heard {
  readonly from: number;
  readonly seqs: number[];
  reason: string | undefined;
  close(): void;
}

function listen(log: MessageLog, from: number): Heard {
  const seqs: number[] = [];
  const tail = log.tail({
    channelId: "a",
    after: from,
    onEvents: (events) => seqs.push(...events.map(({ seq }) => seq)),
    onEnd: ({ reason }) => {
      heard.reason = reason;
    },
  });
  const heard: Heard = { from, seqs, reason: undefined, close: () => tail.close() };
  return heard;
}

async function reaches(seqs: readonly number[], last: number): Promise<void> {
  await eventually(
    () => seqs.at(-1) === last,
    5_000,
    () => `heard ${seqs.length}, up to ${seqs.at(-1)}`,
  );
}

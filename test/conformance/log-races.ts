// Suite: rights are decided where the seq is given, so that acts that race never contradict each other in the log.
import assert from "node:assert/strict";
import { fromBinary } from "@bufbuild/protobuf";
import { type Draft, kinds } from "../../src/core/event.ts";
import type { MessageLog } from "../../src/core/ports.ts";
import { MemberRemovedSchema } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { outcome } from "./refusal.ts";
import { replayLog } from "./replay-log.ts";

const races = 1_000;
const owner = new Drafts("c", "owner");

/** Tests of a MessageLog: two acts at the same moment, of which one forbids the other. */
export function logRacesSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("remove and send race: nothing of theirs stands after their removal, and what was refused is nowhere", async ({
    log,
  }) => {
    const people = seqsFrom(1, races).map((n) => `p${n}`);
    await log.append(owner.created({ members: people }));
    const outcomes = await race(
      people.map((person, i) => {
        const sends = seqsFrom(1, 3).map((n) => new Drafts("c", person).posted(`${n}`));
        return inserted(sends, owner.removed(person, { banned: i % 2 === 0 }), i);
      }),
      log,
    );
    const events = await agreedLog(log, outcomes, "NOT_A_MEMBER");
    const gone = new Set<string>();
    for (const { kind, actorId, body } of events) {
      if (kind === kinds.memberRemoved) gone.add(fromBinary(MemberRemovedSchema, body).userId);
      if (kind === kinds.messagePosted) assert.equal(gone.has(actorId), false);
    }
    assert.equal(gone.size, races);
  });

  test("archive and send race: nothing is said while the channel is archived", async ({ log }) => {
    await log.append(owner.created({ members: ["ann"] }));
    const ann = new Drafts("c", "ann");
    const outcomes = await race(
      seqsFrom(1, races).map((n) => {
        const sends = [ann.posted("before or after"), ann.posted("after or before")];
        return inserted(sends, owner.archived(n % 2 === 1), n);
      }),
      log,
    );
    const events = await agreedLog(log, outcomes, "CHANNEL_ARCHIVED");
    let archived = false;
    for (const { kind } of events) {
      if (kind === kinds.channelArchived) archived = !archived;
      else if (kind === kinds.messagePosted) assert.equal(archived, false);
    }
  });

  test("delete and edit race: a deleted message is never edited again", async ({ log, channels }) => {
    await log.append(owner.created({ members: ["ann"] }));
    const ann = new Drafts("c", "ann");
    await Promise.all(seqsFrom(2, races + 1).map((seq) => log.append(ann.posted(`message ${seq}`))));
    const outcomes = await race(
      seqsFrom(2, races + 1).map((seq) =>
        inserted([ann.edited(seq, "new text"), ann.edited(seq, "newer text")], owner.deleted(seq), seq),
      ),
      log,
    );
    const events = await agreedLog(log, outcomes, "MESSAGE_NOT_FOUND");
    const deleted = new Set<number>();
    for (const { kind, targetSeq } of events) {
      if (kind === kinds.messageDeleted) deleted.add(targetSeq);
      if (kind === kinds.messageEdited) assert.equal(deleted.has(targetSeq), false);
    }
    assert.equal(deleted.size, races);
    const { messages } = await channels.history("c", { size: races });
    assert.ok(messages.every((message) => message.deleted && message.edited === undefined));
  });
}

interface Outcome {
  readonly draft: Draft;
  readonly reason: string;
}

/** Puts the forbidding act somewhere among the others. */
function inserted(acts: readonly Draft[], forbidding: Draft, n: number): Draft[] {
  return acts.toSpliced(n % (acts.length + 1), 0, forbidding);
}

/** Many races, each act begun in a turn of its own or in the same one as its neighbours, in a fixed mixture. */
async function race(all: readonly (readonly Draft[])[], log: MessageLog): Promise<Outcome[]> {
  const outcomes: Promise<Outcome>[] = [];
  for (const [n, drafts] of all.entries()) {
    for (const [i, draft] of drafts.entries()) {
      outcomes.push(outcome(log.append(draft)).then((reason) => ({ draft, reason })));
      if ((n * 7 + i * 3) % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return Promise.all(outcomes);
}

/** The log, which holds what was accepted, nothing of what was refused, and nothing that the rules forbid. */
async function agreedLog(log: MessageLog, outcomes: readonly Outcome[], reason: string) {
  const { events } = await replayLog(log, "c");
  const ids = new Set(events.map((event) => event.clientMessageId));
  for (const one of outcomes) {
    assert.ok(one.reason === "done" || one.reason === reason, one.reason);
    assert.equal(ids.has(one.draft.clientMessageId), one.reason === "done");
  }
  const refused = outcomes.filter((one) => one.reason === reason).length;
  assert.ok(refused > races / 4 && refused < outcomes.length - races, `${refused} of ${outcomes.length} were refused`);
  return events;
}

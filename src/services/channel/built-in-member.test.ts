import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { Drafts } from "../../../test/support/drafts.ts";
import { settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import { type Draft, encodeEvent, type LoggedEvent } from "../../core/event.ts";
import { MessagePostedSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { BuiltInMember } from "./built-in-member.ts";

const seq = 7;
const ann = new Drafts("dev", "ann");

/** A draft as the log tells of it. */
function logged(draft: Draft): LoggedEvent {
  const place = { seq, atMs: 1, messages: 3 };
  return { ...place, channelId: draft.channelId, kind: draft.kind, bytes: encodeEvent(draft, place) };
}

/** The built-in member at a log that fails as it is told, and then takes what it gets. */
function atLog(...failures: Error[]) {
  const clock = new FakeClock();
  const asked: Draft[] = [];
  const unexpected: unknown[] = [];
  const log = {
    async append(draft: Draft) {
      asked.push(draft);
      const failure = failures.shift();
      if (failure) throw failure;
      return { seq: seq + 1, atMs: 1, appended: true };
    },
  };
  const member = new BuiltInMember({ log, clock, onUnexpected: (failure) => unexpected.push(failure) });
  return { member, clock, asked, unexpected };
}

/** What is answered to a draft. */
function answersTo(draft: Draft): string[] {
  const { member, asked } = atLog();
  member.committed(logged(draft));
  return asked.map(({ body }) => fromBinary(MessagePostedSchema, body).text);
}

test("a command is answered in its channel, as a reply to it", () => {
  const { member, asked } = atLog();
  member.committed(logged(ann.posted("/sum 1 2")));
  const [{ body, ...answer } = assert.fail("no answer"), ...more] = asked;
  assert.deepEqual(more, []);
  assert.deepEqual(answer, {
    channelId: "dev",
    actorId: "madang",
    actorName: "madang",
    clientMessageId: "answer:7",
    seenSeq: 7,
    kind: 8,
    targetSeq: 7,
    mentions: [],
  });
  const { text, replyToSeq } = fromBinary(MessagePostedSchema, body);
  assert.deepEqual({ text, replyToSeq }, { text: "1 + 2 = 3", replyToSeq: 7n });
});

test("a command is found whatever stands before and after it", () => {
  assert.deepEqual(answersTo(ann.posted("/multiply 6 7", { replyTo: 2, mentions: ["bob"] })), ["6 * 7 = 42"]);
  assert.deepEqual(answersTo(ann.posted("/sum one two")), ["/sum takes two whole numbers, e.g. /sum 1 2"]);
  const long = `/sum ${" ".repeat(3_000)}1 2`;
  assert.deepEqual(answersTo(ann.posted(long, { custom: new Uint8Array([1]) })), ["1 + 2 = 3"]);
});

test("nothing else is answered", () => {
  for (const text of ["hello", "sum 1 2", "1/2", "see /sum 1 2", "/summer", "", "안녕 /sum"])
    assert.deepEqual(answersTo(ann.posted(text)), [], text);
  assert.deepEqual(answersTo(ann.posted("", { custom: new TextEncoder().encode("/sum 1 2") })), []);
  for (const draft of [ann.edited(3, "/sum 1 2"), ann.reacted(3, "/sum"), ann.changed("dev", "/sum 1 2")])
    assert.deepEqual(answersTo(draft), []);
});

test("it does not answer itself, nor a line of the older chatting protocol", () => {
  assert.deepEqual(answersTo(new Drafts("dev", "madang").posted("/sum takes two whole numbers")), []);
  assert.deepEqual(answersTo(ann.posted("/sum 1 2", { id: "chatting:1:2" })), []);
});

test("where the store cannot answer it is tried again with the same id, a few times", async () => {
  const { member, clock, asked } = atLog(errors.backlog(), errors.storeFailed());
  member.committed(logged(ann.posted("/sum 1 2")));
  for (const pauseMs of [500, 2_000]) {
    await settled();
    clock.advance(pauseMs);
  }
  await settled();
  assert.deepEqual(
    asked.map(({ clientMessageId }) => clientMessageId),
    ["answer:7", "answer:7", "answer:7"],
  );
  assert.equal(clock.timers, 0);
});

test("after the last pause, or a refusal, it is let go", async () => {
  const down = atLog(...Array.from({ length: 9 }, () => errors.storeFailed()));
  down.member.committed(logged(ann.posted("/sum 1 2")));
  for (let turn = 0; turn < 9; turn++) {
    await settled();
    down.clock.advance(10_000);
  }
  assert.equal(down.asked.length, 4);
  const archived = atLog(errors.channelArchived());
  archived.member.committed(logged(ann.posted("/sum 1 2")));
  await settled();
  assert.equal(archived.clock.timers, 0);
  assert.deepEqual([...down.unexpected, ...archived.unexpected], []);
});

test("a bug is told, and what comes next is answered", async () => {
  const bug = new Error("bug");
  const { member, asked, unexpected } = atLog(bug);
  member.committed(logged(ann.posted("/sum 1 2")));
  await settled();
  assert.deepEqual(unexpected, [bug]);
  member.committed(logged(ann.posted("/sum 3 4")));
  assert.equal(asked.length, 2);
});

test("of very many commands at once only so many wait for the store", async () => {
  const { member, asked } = atLog();
  for (let i = 0; i < 1_100; i++) member.committed(logged(ann.posted("/sum 1 2")));
  assert.equal(asked.length, 1_000);
  await settled();
  member.committed(logged(ann.posted("/sum 1 2")));
  assert.equal(asked.length, 1_001);
});

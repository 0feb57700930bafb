import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { Drafts } from "../../../test/support/drafts.ts";
import { expectRefusal } from "../../../test/support/expect-refusal.ts";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { NotifiedChat } from "../../../test/support/notified-chat.ts";
import { callInside } from "../../core/service.ts";
import {
  AcknowledgeRequestSchema,
  ExplainRequestSchema,
  GetPreferencesRequestSchema,
  Level,
  ListInboxRequestSchema,
  Reason,
  SetPreferenceRequestSchema,
  WatchInboxRequestSchema,
  WatchInboxResponseSchema,
} from "../../gen/madang/notification/v1/notification_pb.ts";

const ann = new Drafts("tea", "ann");

/** Bob's side of a chat in which ann talks to him and carol in #tea. */
async function openTea() {
  const chat = new NotifiedChat();
  chat.say(ann.created({ members: ["bob", "carol"] }));
  const notifications = chat.notifications();
  notifications.start();
  chat.clock.advance(10_000);
  const { service } = notifications;
  const call = (userId = "bob", sessionId = `${userId}1`) => callInside({ userId, sessionId, name: userId });
  return {
    chat,
    notifications,
    service,
    call,
    list: (init: MessageInitShape<typeof ListInboxRequestSchema> = {}) =>
      service.listInbox(create(ListInboxRequestSchema, init), call()),
    acknowledge: (init: MessageInitShape<typeof AcknowledgeRequestSchema>) =>
      service.acknowledge(create(AcknowledgeRequestSchema, init), call()),
    set: (preference: MessageInitShape<typeof SetPreferenceRequestSchema>["preference"]) =>
      service.setPreference(create(SetPreferenceRequestSchema, { ...(preference && { preference }) }), call()),
    async watch(userId = "bob", sessionId = `${userId}1`) {
      const sink = new HandTakenSink();
      const open = await service.watchInbox(create(WatchInboxRequestSchema), call(userId, sessionId));
      const { gone } = open(sink);
      const frames = () => {
        sink.take();
        return sink.taken.splice(0).map((frame) => fromBinary(WatchInboxResponseSchema, frame));
      };
      return { sink, gone, frames };
    },
  };
}

test("the inbox shows what was said as it stands now, the latest first", async () => {
  const { chat, notifications, list } = await openTea();
  const first = chat.say(ann.posted("one"));
  const second = chat.say(ann.posted("two @bob", { mentions: ["bob"] }));
  const third = chat.say(ann.posted("x".repeat(600)));
  chat.say(ann.edited(first, "edited"));
  chat.say(ann.deleted(second));
  await chat.settle();
  const { items = [], nextPageToken } = await list();
  assert.equal(nextPageToken, "");
  assert.deepEqual(
    items.map(({ seq, reason, text, actorName, channelName }) => [Number(seq), reason, text, actorName, channelName]),
    [
      [third, Reason.ALL, "x".repeat(500), "Ann", "tea"],
      [second, Reason.MENTION, "", "Ann", "tea"],
      [first, Reason.ALL, "edited", "Ann", "tea"],
    ],
  );
  await notifications.close();
});

test("pages go on where the last one ended, and can be of some reasons or of what is open", async () => {
  const { chat, notifications, list, acknowledge } = await openTea();
  for (const text of ["one", "two", "three"]) {
    chat.clock.advance(1);
    chat.say(ann.posted(text));
  }
  chat.say(ann.posted("@bob", { mentions: ["bob"] }));
  await chat.settle();
  const { items: first = [], nextPageToken: pageToken } = await list({ pageSize: 2, reasons: [Reason.ALL] });
  const { items: rest = [] } = await list({ pageSize: 2, reasons: [Reason.ALL], pageToken });
  assert.deepEqual(
    [...first, ...rest].map(({ text }) => text),
    ["three", "two", "one"],
  );
  await acknowledge({ itemIds: [first[0]?.itemId ?? ""] });
  const { items: open = [] } = await list({ openOnly: true });
  assert.deepEqual(
    open.map(({ text }) => text),
    ["@bob", "two", "one"],
  );
  await notifications.close();
});

test("what is in a channel that one has left is not shown", async () => {
  const { chat, notifications, list } = await openTea();
  chat.say(ann.posted("one"));
  await chat.settle();
  chat.say(new Drafts("tea", "bob").left());
  assert.deepEqual((await list()).items, []);
  await notifications.close();
});

test("acknowledging says what is still open, and takes back what devices show", async () => {
  const { chat, notifications, list, acknowledge } = await openTea();
  for (const text of ["@bob one", "@bob two", "@bob three"]) {
    chat.say(ann.posted(text, { mentions: ["bob"] }));
    chat.clock.advance(1_000);
  }
  await chat.settle();
  const { items = [] } = await list();
  const waiting = chat.waiting;
  assert.deepEqual((await acknowledge({ itemIds: [items[0]?.itemId ?? ""] })).counts, { open: 2 });
  assert.equal(chat.waiting, waiting + 1);
  assert.deepEqual((await acknowledge({ throughMs: items[1]?.atMs ?? 0n })).counts, { open: 0 });
  await notifications.close();
});

test("wrong words are refused", async () => {
  const { notifications, service, list, acknowledge, set, call } = await openTea();
  await expectRefusal(list({ pageSize: 101 }), "INVALID_ARGUMENT PAGE_SIZE");
  await expectRefusal(list({ pageSize: -1 }), "INVALID_ARGUMENT PAGE_SIZE");
  await expectRefusal(list({ reasons: [99 as Reason] }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(list({ reasons: [Reason.UNSPECIFIED] }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  for (const itemId of ["", "x", "1.2", "1.2.", "-1.2.tea", "1.2.te a", `zzzzzzzzzzz.1.${"a".repeat(65)}`])
    await expectRefusal(acknowledge({ itemIds: [itemId] }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(acknowledge({ itemIds: Array(501).fill("1.1.tea") }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(acknowledge({ throughMs: -1n }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(set(undefined), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(set({ level: 99 as Level }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(set({ mutedUntilMs: -1n }), "INVALID_ARGUMENT ARGUMENT_INVALID");
  await expectRefusal(set({ channelId: "nowhere", level: Level.ALL }), "NOT_FOUND CHANNEL_NOT_FOUND");
  const explain = create(ExplainRequestSchema, { channelId: "tea", seq: 99n });
  await expectRefusal(service.explain(explain, call()), "NOT_FOUND MESSAGE_NOT_FOUND");
  await expectRefusal(service.explain(explain, call("stranger")), "NOT_FOUND CHANNEL_NOT_FOUND");
  await expectRefusal(
    service.listInbox(create(ListInboxRequestSchema), callInside(undefined)),
    "UNAUTHENTICATED SIGN_IN_FIRST",
  );
  await notifications.close();
});

test("preferences are replaced as a whole, and forgotten when they say nothing", async () => {
  const { chat, notifications, service, set, call } = await openTea();
  const muted = BigInt(chat.clock.now() + 60_000);
  await set({ channelId: "tea", level: Level.MENTIONS });
  await set({ channelId: "tea", mutedUntilMs: muted });
  await set({ level: Level.NOTHING, mutedUntilMs: 1n });
  const preferences = async () =>
    (await service.getPreferences(create(GetPreferencesRequestSchema), call())).preferences;
  assert.deepEqual(await preferences(), [
    { channelId: "", level: Level.NOTHING, mutedUntilMs: 0n },
    { channelId: "tea", level: Level.UNSPECIFIED, mutedUntilMs: muted },
  ]);
  chat.say(new Drafts("tea", "bob").left());
  await set({ channelId: "tea" });
  await set({});
  assert.deepEqual(await preferences(), []);
  await notifications.close();
});

test("a watch first hears how the inbox stands, then what is new in one frame a moment", async () => {
  const { chat, notifications, watch } = await openTea();
  chat.say(ann.posted("@bob before", { mentions: ["bob"] }));
  await chat.settle();
  const watching = await watch();
  await chat.settle();
  assert.deepEqual(
    watching.frames().map(({ counts, added }) => [counts?.open, added.length]),
    [[1, 0]],
  );
  chat.say(ann.posted("@bob one", { mentions: ["bob"] }));
  chat.say(ann.posted("two"));
  await chat.settle(500);
  const frames = watching.frames();
  assert.deepEqual(
    frames.map(({ counts, added }) => [counts?.open, added.map(({ text }) => text)]),
    [[2, ["@bob one", "two"]]],
  );
  chat.read("bob", "tea", 4);
  await chat.settle(500);
  assert.deepEqual(
    watching.frames().map(({ counts }) => counts?.open),
    [0],
  );
  await notifications.close();
});

test("a watch hears nothing of others, and an empty frame now and then", async () => {
  const { chat, notifications, watch } = await openTea();
  const watching = await watch("dave");
  await chat.settle();
  watching.frames();
  chat.say(ann.posted("@bob", { mentions: ["bob"] }));
  await chat.settle(5_000);
  assert.deepEqual(watching.frames(), []);
  await chat.settle(15_000);
  assert.deepEqual(
    watching.frames().map(({ counts, added }) => [counts, added.length]),
    [[undefined, 0]],
  );
  await notifications.close();
});

test("a watch that reads nothing is told to list again, and ended after thirty seconds", async () => {
  const { chat, notifications, watch } = await openTea();
  const slow = await watch("bob", "bob1");
  const deaf = await watch("bob", "bob2");
  await chat.settle();
  for (let i = 0; i < 120; i++) chat.say(ann.posted(`message ${i}`));
  await chat.settle(1_000);
  assert.equal(slow.sink.waiting.length, 1);
  slow.frames();
  await chat.settle(500);
  const [frame] = slow.frames();
  assert.deepEqual([frame?.listAgain, frame?.added.length], [true, 0]);
  await chat.settle(35_000);
  assert.equal(typeof deaf.sink.ended === "object" && deaf.sink.ended.reason, "SLOW_CONSUMER");
  await notifications.close();
});

test("watches end with their session and with the server, and a session has eight at most", async () => {
  const { chat, notifications, watch } = await openTea();
  const watches = await Promise.all(Array.from({ length: 9 }, () => watch()));
  const reasons = () => watches.map(({ sink: { ended } }) => (typeof ended === "object" ? ended.reason : ended));
  assert.deepEqual(reasons(), [...Array(8).fill(undefined), "TOO_MANY_STREAMS"]);
  watches[0]?.gone();
  const another = await watch();
  chat.topics.emit("session", "bob1", { ended: true, reason: "signed out" });
  assert.deepEqual(reasons().slice(1, 8), Array(7).fill("SESSION_ENDED"));
  assert.equal(typeof another.sink.ended === "object" && another.sink.ended.reason, "SESSION_ENDED");
  const last = await watch("carol");
  await notifications.close();
  assert.equal(typeof last.sink.ended === "object" && last.sink.ended.reason, "DRAINING");
  assert.equal(chat.topics.size, 0);
});

test("a watch is told later what the store could not say", async () => {
  const { chat, notifications, watch } = await openTea();
  const watching = await watch();
  await chat.settle();
  watching.frames();
  let fails = true;
  chat.notices.before = async (method) => {
    if (fails && method === "countOpen") throw new Error("broken");
  };
  chat.say(ann.posted("@bob", { mentions: ["bob"] }));
  await chat.settle(500);
  assert.deepEqual(watching.frames(), []);
  fails = false;
  await chat.settle(1_500);
  assert.deepEqual(
    watching.frames().map(({ added, counts }) => [added.length, counts?.open]),
    [[1, 1]],
  );
  await notifications.close();
});

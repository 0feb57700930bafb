import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { EventSchema, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import { eventFromWire } from "./event-from-wire.ts";

function plain(body: MessageInitShape<typeof EventSchema>["body"]) {
  const place = { seq: 7n, atMs: 1_000n, messages: 3n, actorId: "u1", actorName: "ann", clientMessageId: "c1" };
  return eventFromWire("plans", create(EventSchema, { ...place, body }), "u1");
}

const logged = {
  channelId: "plans",
  seq: 7,
  at: 1_000,
  messages: 3,
  from: { id: "u1", name: "ann" },
  clientMessageId: "c1",
};

test("a message is told with plain numbers and whose it is", () => {
  const custom = { type: "game.move/v1", data: new Uint8Array([1]) };
  const event = plain({
    case: "messagePosted",
    value: { text: "hello", replyToSeq: 5n, mentionedUserIds: ["u2"], custom },
  });
  assert.deepEqual(event, {
    ...logged,
    type: "message",
    text: "hello",
    replyTo: 5,
    mentions: ["u2"],
    custom,
    editedAt: undefined,
    deleted: false,
    reactions: [],
    own: true,
    fromHistory: false,
  });
});

test("changes of a message name their target", () => {
  assert.deepEqual(plain({ case: "messageEdited", value: { targetSeq: 2n, text: "new" } }), {
    ...logged,
    type: "edited",
    target: 2,
    text: "new",
    mentions: [],
  });
  assert.deepEqual(plain({ case: "messageDeleted", value: { targetSeq: 2n } }), {
    ...logged,
    type: "deleted",
    target: 2,
  });
  const reaction = { ...logged, type: "reaction", target: 2, emoji: "👍" };
  assert.deepEqual(plain({ case: "reactionAdded", value: { targetSeq: 2n, emoji: "👍" } }), {
    ...reaction,
    removed: false,
  });
  assert.deepEqual(plain({ case: "reactionRemoved", value: { targetSeq: 2n, emoji: "👍" } }), {
    ...reaction,
    removed: true,
  });
});

test("changes of members name the person, who need not be the actor", () => {
  const who = { userId: "u2", name: "bob" };
  const user = { id: "u2", name: "bob" };
  const role = Role.MODERATOR;
  const cases = [
    [plain({ case: "memberJoined", value: { ...who, role } }), { type: "joined", user, role: "moderator" }],
    [plain({ case: "memberLeft", value: who }), { type: "left", user }],
    [
      plain({ case: "memberRemoved", value: { ...who, banned: true, reason: "spam" } }),
      { type: "removed", user, banned: true, reason: "spam" },
    ],
    [plain({ case: "memberUnbanned", value: who }), { type: "unbanned", user }],
    [plain({ case: "roleChanged", value: { ...who, role } }), { type: "role", user, role: "moderator" }],
  ] as const;
  for (const [event, rest] of cases) assert.deepEqual(event, { ...logged, ...rest });
});

test("a change of the channel says what it is now", () => {
  assert.deepEqual(plain({ case: "channelCreated", value: { name: "plans", kind: 2, topic: "t" } }), {
    ...logged,
    type: "channel",
    change: "created",
    name: "plans",
    topic: "t",
    kind: "private",
  });
  assert.deepEqual(plain({ case: "channelArchived", value: { archived: true } }), {
    ...logged,
    type: "channel",
    change: "archived",
    archived: true,
  });
});

test("a kind of a newer server keeps its seq", () => {
  assert.deepEqual(plain({ case: undefined }), { ...logged, type: "unsupported" });
});

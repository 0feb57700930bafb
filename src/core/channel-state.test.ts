// The fold: what each event makes of a channel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../test/support/drafts.ts";
import { MemoryRows } from "../../test/support/memory-rows.ts";
import { ChannelKind, Role } from "../gen/madang/channel/v1/event_pb.ts";
import { applyEvent, isMember } from "./channel-state.ts";
import { type Draft, kinds } from "./event.ts";

const ann = new Drafts("c", "ann");

/** What these events make, one after the other. */
function fold(...drafts: readonly Draft[]): MemoryRows {
  const rows = new MemoryRows();
  let messages = 0;
  drafts.forEach((draft, i) => {
    if (draft.kind === kinds.messagePosted) messages++;
    applyEvent(rows, { ...draft, seq: i + 1, atMs: i, messages });
  });
  return rows;
}

test("members are counted as they come and go, and come back", () => {
  const rows = fold(
    ann.created({ members: ["bob"] }),
    ann.invited("cleo"),
    new Drafts("c", "bob").left(),
    new Drafts("c", "bob").joined(),
    ann.removed("cleo", { banned: true }),
    ann.unbanned("cleo"),
    new Drafts("c", "cleo").joined(),
    ann.removed("dan", { banned: true }),
  );
  assert.equal(rows.channel()?.members, 3);
  assert.deepEqual(
    [...rows.members.values()].map(({ userId, role, banned, joinedSeq }) => [userId, role, banned, joinedSeq]),
    [
      ["ann", Role.OWNER, false, 1],
      ["bob", Role.MEMBER, false, 4],
      ["cleo", Role.MEMBER, false, 7],
      ["dan", Role.UNSPECIFIED, true, 8],
    ],
  );
});

test("a role that is not said is that of a member, and one stays in the channel", () => {
  const rows = fold(ann.created({ members: ["bob"] }), ann.gaveRole("bob", Role.UNSPECIFIED));
  const channel = rows.channel();
  assert.ok(channel && isMember(channel, rows.member("bob")));
  assert.deepEqual([rows.member("bob")?.role, channel.members], [Role.MEMBER, 2]);
});

test("in the lobby everybody is a member who is not banned", () => {
  const lobby = fold(ann.created({ kind: ChannelKind.LOBBY })).channel();
  const open = fold(ann.created()).channel();
  assert.ok(lobby && open);
  const banned = { userId: "x", name: "X", role: Role.UNSPECIFIED, banned: true, joinedSeq: 1 };
  assert.deepEqual([isMember(lobby, undefined), isMember(lobby, banned)], [true, false]);
  assert.deepEqual([isMember(open, undefined), isMember(open, banned)], [false, false]);
});

test("a message is its last edit, until it is deleted for good", () => {
  const rows = fold(
    ann.created(),
    ann.posted("one", { mentions: ["bob"] }),
    ann.edited(2, "two", { mentions: ["cleo"] }),
    ann.reacted(2, "👍"),
  );
  assert.equal(rows.message(2)?.text, "two");
  assert.deepEqual([rows.mentionsAfter("bob", 0), rows.mentionsAfter("cleo", 0)], [0, 1]);
  for (const draft of [ann.deleted(2), ann.edited(2, "three"), ann.reacted(2, "🎉")]) {
    applyEvent(rows, { ...draft, seq: 9, atMs: 9, messages: 1 });
  }
  const { text, deleted, reactions } = rows.message(2) ?? {};
  assert.deepEqual([text, deleted, reactions, rows.mentionsAfter("cleo", 0)], ["", true, [], 0]);
});

test("sending and coming in move one's own read position, and it never goes back", () => {
  const rows = fold(ann.created(), ann.posted("one"), new Drafts("c", "bob").joined(), ann.posted("two"));
  assert.deepEqual(rows.reads.get("ann"), { seq: 4, messages: 2 });
  assert.deepEqual(rows.reads.get("bob"), { seq: 3, messages: 1 });
  rows.putRead("ann", 2, 1);
  assert.equal(rows.reads.get("ann")?.seq, 4);
});

test("an event of a kind that is not known changes nothing", () => {
  const rows = fold(ann.created());
  const before = [rows.channel(), [...rows.members]];
  applyEvent(rows, { ...ann.posted("x"), kind: 77, seq: 2, atMs: 2, messages: 0 });
  assert.deepEqual([rows.channel(), [...rows.members]], before);
});

// Who may do what, as a table: every act by everybody in every kind of channel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../test/support/drafts.ts";
import { MemoryRows } from "../../test/support/memory-rows.ts";
import { ChannelKind, Role } from "../gen/madang/channel/v1/event_pb.ts";
import { applyEvent } from "./channel-state.ts";
import { ChatError } from "./errors.ts";
import type { Draft } from "./event.ts";
import { admit } from "./rules.ts";

const { PUBLIC, PRIVATE, DIRECT, LOBBY } = ChannelKind;
const as = (actor: string) => new Drafts("c", actor);

/** A channel with an owner, a moderator, two members and somebody banned; seq 2 is the member's message, 3 a deleted one. */
function channel(kind: ChannelKind, more: readonly Draft[] = []): MemoryRows {
  const rows = new MemoryRows();
  const direct = kind === DIRECT || kind === LOBBY;
  const before = [
    as("owner").created({ kind, members: kind === DIRECT ? ["member"] : ["member", "mod", "other", "bad"] }),
    as("member").posted("hello"),
    as("member").posted("gone"),
    as("member").deleted(3),
    ...(direct ? [] : [as("owner").gaveRole("mod", Role.MODERATOR), as("owner").removed("bad", { banned: true })]),
    ...more,
  ];
  for (const draft of before) {
    assert.equal(decide(rows, draft), "append");
    fold(rows, draft);
  }
  return rows;
}

let folded = 0;

function fold(rows: MemoryRows, draft: Draft): void {
  folded = rows.channel() ? folded + 1 : 1;
  applyEvent(rows, { ...draft, seq: folded, atMs: 0, messages: 0 });
}

function decide(rows: MemoryRows, draft: Draft): string {
  try {
    return admit(rows, draft);
  } catch (refusal) {
    if (refusal instanceof ChatError) return refusal.reason;
    throw refusal;
  }
}

type Row = [what: string, draft: (actor: string) => Draft, verdicts: Record<string, string>];

function check(kind: ChannelKind, rows: readonly Row[], more: readonly Draft[] = []): void {
  for (const [what, draft, verdicts] of rows) {
    for (const [actor, verdict] of Object.entries(verdicts)) {
      assert.equal(decide(channel(kind, more), draft(actor)), verdict, `${actor} wants to ${what}`);
    }
  }
}

const speak: Row[1] = (actor) => as(actor).posted("hi");
const gone = "MESSAGE_NOT_FOUND";
const stranger = "NOT_A_MEMBER";

test("in a public channel members write, authors edit, moderators take back, strangers do nothing", () => {
  check(PUBLIC, [
    ["speak", speak, { owner: "append", mod: "append", member: "append", bad: stranger, stranger }],
    ["answer", (a) => as(a).posted("hi", { replyTo: 2 }), { other: "append", stranger }],
    ["answer nothing", (a) => as(a).posted("hi", { replyTo: 4 }), { other: gone }],
    ["answer what was deleted", (a) => as(a).posted("hi", { replyTo: 3 }), { other: "append" }],
    [
      "edit",
      (a) => as(a).edited(2, "x"),
      { member: "append", owner: "NOT_THE_AUTHOR", other: "NOT_THE_AUTHOR", stranger },
    ],
    ["edit what was deleted", (a) => as(a).edited(3, "x"), { member: gone }],
    ["edit what is no message", (a) => as(a).edited(1, "x"), { owner: gone }],
    [
      "delete",
      (a) => as(a).deleted(2),
      { member: "append", mod: "append", owner: "append", other: "NOT_THE_AUTHOR", stranger },
    ],
    ["delete again", (a) => as(a).deleted(3), { member: "nothing", mod: "nothing", other: "NOT_THE_AUTHOR" }],
    ["react", (a) => as(a).reacted(2, "👍"), { other: "append", stranger, bad: stranger }],
    ["react to what was deleted", (a) => as(a).reacted(3, "👍"), { other: gone }],
    ["take back no reaction", (a) => as(a).unreacted(2, "👍"), { other: "nothing" }],
  ]);
});

test("one comes into a public channel alone or invited, unless one is banned", () => {
  check(PUBLIC, [
    ["join", (a) => as(a).joined(), { stranger: "append", member: "nothing", bad: "BANNED" }],
    ["invite", (a) => as(a).invited("guest"), { member: "append", stranger }],
    ["invite a member", (a) => as(a).invited("other"), { member: "nothing" }],
    ["invite the banned", (a) => as(a).invited("bad"), { owner: "BANNED" }],
    ["leave", (a) => as(a).left(), { member: "append", stranger: "nothing", bad: "nothing" }],
  ]);
});

test("removing, banning and pardoning needs a higher rank", () => {
  const mods = "NOT_A_MODERATOR";
  check(PUBLIC, [
    ["remove a member", (a) => as(a).removed("other"), { owner: "append", mod: "append", member: mods, stranger }],
    ["remove a moderator", (a) => as(a).removed("mod"), { owner: "append", mod: mods, member: mods }],
    ["remove an owner", (a) => as(a).removed("owner"), { owner: mods, mod: mods }],
    ["remove a stranger", (a) => as(a).removed("nobody"), { mod: "MEMBER_NOT_FOUND" }],
    ["ban a stranger", (a) => as(a).removed("nobody", { banned: true }), { mod: "append", member: mods }],
    ["ban the banned", (a) => as(a).removed("bad", { banned: true }), { mod: "nothing" }],
    ["pardon", (a) => as(a).unbanned("bad"), { mod: "append", member: mods, stranger }],
    ["pardon a member", (a) => as(a).unbanned("other"), { mod: "nothing" }],
    ["pardon a stranger", (a) => as(a).unbanned("nobody"), { mod: "MEMBER_NOT_FOUND" }],
  ]);
});

test("roles, names and archives are the owner's, and the last owner stays one", () => {
  const owners = "NOT_AN_OWNER";
  check(PUBLIC, [
    ["give no role to a member", (a) => as(a).gaveRole("other", Role.UNSPECIFIED), { owner: "nothing" }],
    [
      "give a role",
      (a) => as(a).gaveRole("other", Role.MODERATOR),
      { owner: "append", mod: owners, member: owners, stranger },
    ],
    ["give the role one has", (a) => as(a).gaveRole("mod", Role.MODERATOR), { owner: "nothing" }],
    ["give the banned a role", (a) => as(a).gaveRole("bad", Role.MEMBER), { owner: "MEMBER_NOT_FOUND" }],
    ["give a stranger a role", (a) => as(a).gaveRole("nobody", Role.MEMBER), { owner: "MEMBER_NOT_FOUND" }],
    ["step down", (a) => as(a).gaveRole("owner", Role.MEMBER), { owner: "LAST_OWNER" }],
    ["rename", (a) => as(a).changed("d", "new"), { owner: "append", mod: owners }],
    ["rename to the same", (a) => as(a).changed("c", ""), { owner: "nothing" }],
    ["archive", (a) => as(a).archived(true), { owner: "append", mod: owners, stranger }],
    ["open what is open", (a) => as(a).archived(false), { owner: "nothing" }],
  ]);
  const second = [as("owner").gaveRole("mod", Role.OWNER)];
  check(PUBLIC, [["step down", (a) => as(a).gaveRole("owner", Role.MEMBER), { owner: "append" }]], second);
});

test("a line of a door is kept for who may write, and for nobody else", () => {
  const line = (actor: string) => as(actor).doorLine("chat-server", actor, "");
  assert.equal(decide(channel(PUBLIC), line("member")), "append");
  assert.equal(decide(channel(LOBBY), line("anybody")), "append");
  assert.equal(decide(channel(PUBLIC), line("stranger")), "NOT_A_MEMBER");
  assert.equal(decide(channel(PUBLIC), line("bad")), "NOT_A_MEMBER");
});

test("nobody writes in an archived channel, and the owner may open it", () => {
  const closed = "CHANNEL_ARCHIVED";
  check(
    PUBLIC,
    [
      ["speak", speak, { owner: closed, member: closed, stranger }],
      ["edit", (a) => as(a).edited(2, "x"), { member: closed }],
      ["react", (a) => as(a).reacted(2, "👍"), { member: closed }],
      ["join", (a) => as(a).joined(), { stranger: closed }],
      ["invite", (a) => as(a).invited("guest"), { member: closed }],
      ["leave", (a) => as(a).left(), { member: "append" }],
      ["remove", (a) => as(a).removed("other"), { mod: "append" }],
      ["open", (a) => as(a).archived(false), { owner: "append", mod: "NOT_AN_OWNER" }],
    ],
    [as("owner").archived(true)],
  );
});

test("a private channel is not there for those who are not in it", () => {
  const absent = "CHANNEL_NOT_FOUND";
  const acts: Row[] = [
    ["speak", speak, { member: "append", stranger: absent }],
    ["join", (a) => as(a).joined(), { stranger: absent, member: "nothing", bad: "BANNED" }],
    ["invite", (a) => as(a).invited("guest"), { member: "append", stranger: absent }],
    ["leave", (a) => as(a).left(), { member: "append", stranger: absent }],
    ["remove", (a) => as(a).removed("other"), { mod: "append", stranger: absent }],
    ["edit", (a) => as(a).edited(2, "x"), { stranger: absent }],
    ["archive", (a) => as(a).archived(true), { stranger: absent }],
  ];
  check(PRIVATE, acts);
});

test("a direct channel is for its two people, and nothing about it changes", () => {
  const fixed = "CANNOT_CHANGE";
  check(DIRECT, [
    ["speak", speak, { owner: "append", member: "append", stranger: "CHANNEL_NOT_FOUND" }],
    ["join", (a) => as(a).joined(), { stranger: "CHANNEL_NOT_FOUND" }],
    ["invite", (a) => as(a).invited("guest"), { owner: "CANNOT_INVITE", stranger: "CHANNEL_NOT_FOUND" }],
    ["leave", (a) => as(a).left(), { owner: "CANNOT_LEAVE", stranger: "CHANNEL_NOT_FOUND" }],
    ["remove", (a) => as(a).removed("member"), { owner: fixed, stranger: "CHANNEL_NOT_FOUND" }],
    ["rename", (a) => as(a).changed("d", ""), { owner: fixed }],
    ["archive", (a) => as(a).archived(true), { owner: fixed }],
    ["delete the other's", (a) => as(a).deleted(2), { owner: "NOT_THE_AUTHOR", member: "append" }],
  ]);
});

test("in the lobby everybody speaks, and nobody joins, leaves or is removed", () => {
  check(LOBBY, [
    ["speak", speak, { stranger: "append", member: "append" }],
    ["join", (a) => as(a).joined(), { stranger: "nothing" }],
    ["invite", (a) => as(a).invited("guest"), { member: "CANNOT_INVITE" }],
    ["leave", (a) => as(a).left(), { member: "CANNOT_LEAVE" }],
    ["remove", (a) => as(a).removed("other"), { owner: "CANNOT_CHANGE" }],
    ["rename", (a) => as(a).changed("d", ""), { owner: "CANNOT_CHANGE" }],
    ["delete another's", (a) => as(a).deleted(2), { stranger: "NOT_THE_AUTHOR" }],
  ]);
});

test("the built-in member speaks in every channel that is not archived and has not banned it, and does nothing else", () => {
  const speaks: Row = ["speak", (a) => as(a).posted("3", { replyTo: 2 }), { madang: "append" }];
  for (const kind of [PUBLIC, PRIVATE, DIRECT, LOBBY]) check(kind, [speaks]);
  check(PUBLIC, [["speak", speak, { madang: "CHANNEL_ARCHIVED" }]], [as("owner").archived(true)]);
  check(PUBLIC, [["speak", speak, { madang: stranger }]], [as("owner").removed("madang", { banned: true })]);
  check(PRIVATE, [
    ["delete", (a) => as(a).deleted(2), { madang: "CHANNEL_NOT_FOUND" }],
    ["react", (a) => as(a).reacted(2, "👍"), { madang: "CHANNEL_NOT_FOUND" }],
    ["invite", (a) => as(a).invited("guest"), { madang: "CHANNEL_NOT_FOUND" }],
  ]);
});

test("a message holds a bounded number of reactions of different kinds, by as many people as like", () => {
  const rows = channel(PUBLIC);
  for (let n = 0; n < 50; n++) fold(rows, as("other").reacted(2, `r${n}`));
  assert.equal(decide(rows, as("other").reacted(2, "one more")), "TOO_MANY_REACTIONS");
  assert.equal(decide(rows, as("member").reacted(2, "r7")), "append");
  assert.equal(decide(rows, as("other").reacted(2, "r7")), "nothing");
});

test("a channel is made once, and nothing happens in one that is not there", () => {
  assert.equal(decide(channel(PUBLIC), as("stranger").created()), "nothing");
  const none = new MemoryRows();
  for (const draft of [speak("ann"), as("ann").joined(), as("ann").left(), as("ann").archived(true)]) {
    assert.equal(decide(none, draft), "CHANNEL_NOT_FOUND");
  }
});

test("a kind of event that is not known is refused", () => {
  assert.equal(decide(channel(PUBLIC), { ...speak("member"), kind: 99 }), "ARGUMENT_INVALID");
});

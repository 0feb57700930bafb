// Random lives of a channel: acts of every kind by several people, sensible and not.
import fc from "fast-check";
import type { Draft } from "../../src/core/event.ts";
import { ChannelKind, Role } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { Drafts } from "../support/drafts.ts";

/** Everybody who acts; the first two are in every channel from the start. */
export const people = ["ann", "bob", "cleo", "dan"] as const;

/** What somebody does; which seq it is about is drawn anew each time, from what is there. */
export interface Act {
  readonly what: (typeof acts)[number];
  readonly actor: string;
  readonly subject: string;
  readonly others: readonly string[];
  /** Below 1,000: which of the messages, or which seq. */
  readonly place: number;
  /** It is about any seq, perhaps one where no message is. */
  readonly wild: boolean;
  readonly emoji: string;
  readonly role: Role;
  readonly flag: boolean;
}

/** A channel and what is done in it, group after group; the acts of a group are done at once. */
export interface Life {
  readonly kind: ChannelKind;
  readonly groups: readonly (readonly Act[])[];
}

const often = ["post", "post", "reply", "edit", "edit", "delete", "react", "react", "unreact", "read", "join"];
const acts = [...often, ...often, "again", "invite", "leave", "remove", "unban", "role", "change", "archive"];

const act: fc.Arbitrary<Act> = fc.record({
  what: fc.constantFrom(...acts),
  actor: fc.constantFrom(...people, "ann", "ann", "bob", "bob"),
  subject: fc.constantFrom(...people),
  others: fc.subarray([...people]),
  place: fc.nat(999),
  wild: fc.nat(9).map((n) => n === 0),
  emoji: fc.constantFrom("👍", "🎉", "ㅋㅋ"),
  role: fc.constantFrom(Role.MEMBER, Role.MODERATOR, Role.OWNER),
  flag: fc.boolean(),
});

/** Lives of about a hundred acts. */
export const life: fc.Arbitrary<Life> = fc.record({
  kind: fc.constantFrom(
    ChannelKind.PUBLIC,
    ChannelKind.PUBLIC,
    ChannelKind.PRIVATE,
    ChannelKind.LOBBY,
    ChannelKind.DIRECT,
  ),
  groups: fc.array(fc.array(act, { minLength: 1, maxLength: 12 }), { minLength: 4, maxLength: 24 }),
});

/** A channel as those see it who act in it. */
export interface Scene {
  readonly channelId: string;
  readonly head: number;
  /** The seqs of its messages. */
  readonly messages: readonly number[];
  /** The drafts so far. */
  readonly before: readonly Draft[];
}

/** The seq that an act is about. */
export function targetOf({ place, wild }: Act, { head, messages }: Scene): number {
  return (wild ? undefined : messages[place % messages.length]) ?? 1 + (place % (head + 1));
}

/** The draft of an act; undefined for a read, which is none. */
export function draftOf(act: Act, scene: Scene): Draft | undefined {
  const { channelId, before } = scene;
  const by = new Drafts(channelId, act.actor);
  const target = targetOf(act, scene);
  const mentions = act.others;
  switch (act.what) {
    case "read":
      return undefined;
    case "again":
      return before[act.place % before.length] ?? by.posted("nothing to repeat");
    case "reply":
      return by.posted(`answer ${act.place}`, { replyTo: target, mentions });
    case "edit":
      return by.edited(target, `edited ${act.place}`, { mentions });
    case "delete":
      return by.deleted(target);
    case "react":
      return by.reacted(target, act.emoji);
    case "unreact":
      return by.unreacted(target, act.emoji);
    case "post":
      return by.posted(`said ${act.place}`, { mentions });
    default:
      return memberDraftOf(act, by);
  }
}

function memberDraftOf({ what, subject, flag, role, place }: Act, by: Drafts): Draft {
  switch (what) {
    case "join":
      return by.joined();
    case "invite":
      return by.invited(subject);
    case "leave":
      return by.left();
    case "remove":
      return by.removed(subject, { banned: flag });
    case "unban":
      return by.unbanned(subject);
    case "role":
      return by.gaveRole(subject, role);
    case "change":
      return by.changed(`name ${place}`, `topic ${place}`);
    default:
      return by.archived(flag);
  }
}

// Who may do what in a channel: pure rules, asked at the one moment when the log gives an event its seq.
import { fromBinary } from "@bufbuild/protobuf";
import {
  ChannelArchivedSchema,
  ChannelChangedSchema,
  ChannelKind,
  MemberJoinedSchema,
  MemberLeftSchema,
  MemberRemovedSchema,
  MemberUnbannedSchema,
  ReactionAddedSchema,
  ReactionRemovedSchema,
  Role,
  RoleChangedSchema,
} from "../gen/madang/channel/v1/event_pb.ts";
import { type ChannelRow, type ChannelRows, isMember, type MemberRow } from "./channel-state.ts";
import { errors } from "./errors.ts";
import { type Draft, kinds } from "./event.ts";
import { builtInUser } from "./ids.ts";

/** The most kinds of reactions that one message holds. */
const maxReactionKinds = 50;

/** `append`: give it a seq; `nothing`: what it asks for is so already, no event is needed. */
export type Verdict = "append" | "nothing";

/** Decides on a draft with the channel's rows as they stand; throws the ChatError that refuses it. */
export function admit(rows: ChannelRows, draft: Draft): Verdict {
  const channel = rows.channel();
  if (draft.kind === kinds.channelCreated) return channel ? "nothing" : "append";
  if (!channel) throw errors.channelNotFound();
  const actor = rows.member(draft.actorId);
  const rule = rules[draft.kind];
  if (!rule) throw errors.argumentInvalid("This kind of event is not known here.");
  return rule({ rows, draft, channel, actor });
}

interface Case {
  readonly rows: ChannelRows;
  readonly draft: Draft;
  readonly channel: ChannelRow;
  readonly actor: MemberRow | undefined;
}

type Rule = (asked: Case) => Verdict;

const rules: Readonly<Record<number, Rule>> = {
  [kinds.messagePosted](asked) {
    requireSpeaker(asked);
    if (asked.draft.targetSeq !== 0 && !asked.rows.message(asked.draft.targetSeq)) throw errors.messageNotFound();
    return "append";
  },
  [kinds.doorLine](asked) {
    requireWriter(asked);
    return "append";
  },
  [kinds.messageEdited](asked) {
    requireWriter(asked);
    if (requireTarget(asked).authorId !== asked.draft.actorId) throw errors.notTheAuthor();
    return "append";
  },
  [kinds.messageDeleted](asked) {
    requireWriter(asked);
    const target = asked.rows.message(asked.draft.targetSeq);
    if (!target) throw errors.messageNotFound();
    const mine = target.authorId === asked.draft.actorId;
    if (!mine && rank(asked.actor) < Role.MODERATOR) throw errors.notTheAuthor();
    return target.deleted ? "nothing" : "append";
  },
  [kinds.reactionAdded](asked) {
    requireWriter(asked);
    const { seq } = requireTarget(asked);
    const { emoji } = fromBinary(ReactionAddedSchema, asked.draft.body);
    if (asked.rows.hasReaction(seq, emoji, asked.draft.actorId)) return "nothing";
    const held = asked.rows.emojis(seq);
    if (held.length >= maxReactionKinds && !held.includes(emoji)) throw errors.tooManyReactions(maxReactionKinds);
    return "append";
  },
  [kinds.reactionRemoved](asked) {
    requireWriter(asked);
    const { seq } = requireTarget(asked);
    const { emoji } = fromBinary(ReactionRemovedSchema, asked.draft.body);
    return asked.rows.hasReaction(seq, emoji, asked.draft.actorId) ? "append" : "nothing";
  },
  [kinds.memberJoined](asked) {
    const { userId } = fromBinary(MemberJoinedSchema, asked.draft.body);
    return userId === asked.draft.actorId ? mayJoin(asked) : mayInvite(asked, userId);
  },
  [kinds.memberLeft](asked) {
    const { channel, actor, draft } = asked;
    // Whether two people talk, or a private channel exists, is nobody else's business.
    if (!isMember(channel, actor) && channel.kind !== ChannelKind.PUBLIC) throw errors.channelNotFound();
    if (channel.kind === ChannelKind.LOBBY || channel.kind === ChannelKind.DIRECT) throw errors.cannotLeave();
    if (fromBinary(MemberLeftSchema, draft.body).userId !== draft.actorId) throw errors.notAModerator();
    return isMember(channel, actor) ? "append" : "nothing";
  },
  [kinds.memberRemoved](asked) {
    requireChangeable(asked);
    const { userId, banned } = fromBinary(MemberRemovedSchema, asked.draft.body);
    const subject = asked.rows.member(userId);
    if (rank(asked.actor) < Role.MODERATOR || rank(asked.actor) <= rank(subject)) throw errors.notAModerator();
    if (subject?.banned) return "nothing";
    // Somebody who is not in may still be kept out.
    if (!subject && !banned) throw errors.memberNotFound();
    return "append";
  },
  [kinds.memberUnbanned](asked) {
    requireChangeable(asked);
    if (rank(asked.actor) < Role.MODERATOR) throw errors.notAModerator();
    const subject = asked.rows.member(fromBinary(MemberUnbannedSchema, asked.draft.body).userId);
    if (!subject) throw errors.memberNotFound();
    return subject.banned ? "append" : "nothing";
  },
  [kinds.roleChanged](asked) {
    requireOwner(asked);
    const { userId, role } = fromBinary(RoleChangedSchema, asked.draft.body);
    const subject = asked.rows.member(userId);
    if (!subject || subject.banned) throw errors.memberNotFound();
    if (subject.role === (role || Role.MEMBER)) return "nothing";
    if (subject.role === Role.OWNER && asked.rows.owners() === 1) throw errors.lastOwner();
    return "append";
  },
  [kinds.channelChanged](asked) {
    requireOwner(asked);
    const { name, topic } = fromBinary(ChannelChangedSchema, asked.draft.body);
    return name === asked.channel.name && topic === asked.channel.topic ? "nothing" : "append";
  },
  [kinds.channelArchived](asked) {
    requireOwner(asked);
    const { archived } = fromBinary(ChannelArchivedSchema, asked.draft.body);
    return archived === asked.channel.archived ? "nothing" : "append";
  },
};

function rank(member: MemberRow | undefined): Role {
  return member && !member.banned ? member.role : Role.UNSPECIFIED;
}

function requireMember({ channel, actor }: Case): void {
  if (isMember(channel, actor)) return;
  // A private channel does not exist for those who are not in it.
  throw channel.kind === ChannelKind.PUBLIC || actor?.banned ? errors.notAMember() : errors.channelNotFound();
}

function requireWriter(asked: Case): void {
  requireMember(asked);
  requireUnarchived(asked);
}

function requireUnarchived({ channel }: Case): void {
  if (channel.archived) throw errors.channelArchived();
}

// The built-in member answers in all channels and is a member of none; one that banned it is left in peace.
function requireSpeaker(asked: Case): void {
  const isBuiltIn = asked.draft.actorId === builtInUser.userId && !asked.actor?.banned;
  if (isBuiltIn) requireUnarchived(asked);
  else requireWriter(asked);
}

function requireTarget({ rows, draft }: Case) {
  const target = rows.message(draft.targetSeq);
  if (!target || target.deleted) throw errors.messageNotFound();
  return target;
}

function requireChangeable(asked: Case): void {
  requireMember(asked);
  if (asked.channel.kind === ChannelKind.LOBBY || asked.channel.kind === ChannelKind.DIRECT)
    throw errors.cannotChange();
}

function requireOwner(asked: Case): void {
  requireChangeable(asked);
  if (rank(asked.actor) < Role.OWNER) throw errors.notAnOwner();
}

function mayJoin({ channel, actor }: Case): Verdict {
  if (isMember(channel, actor)) return "nothing";
  if (actor?.banned) throw errors.banned();
  if (channel.kind !== ChannelKind.PUBLIC) throw errors.channelNotFound();
  if (channel.archived) throw errors.channelArchived();
  return "append";
}

function mayInvite(asked: Case, userId: string): Verdict {
  requireWriter(asked);
  if (asked.channel.kind === ChannelKind.LOBBY || asked.channel.kind === ChannelKind.DIRECT)
    throw errors.cannotInvite();
  const subject = asked.rows.member(userId);
  if (subject?.banned) throw errors.banned();
  return subject ? "nothing" : "append";
}

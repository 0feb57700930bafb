// What a channel is, derived from its events by one fold: the same in the log's transaction, in a client and in the checker.
import { fromBinary } from "@bufbuild/protobuf";
import {
  ChannelArchivedSchema,
  ChannelChangedSchema,
  ChannelCreatedSchema,
  ChannelKind,
  MemberJoinedSchema,
  MemberLeftSchema,
  MemberRemovedSchema,
  MemberUnbannedSchema,
  MessageEditedSchema,
  ReactionAddedSchema,
  ReactionRemovedSchema,
  Role,
  RoleChangedSchema,
} from "../gen/madang/channel/v1/event_pb.ts";
import { type Draft, kinds, type Place } from "./event.ts";

/** A channel as its events made it. */
export interface ChannelRow {
  readonly channelId: string;
  readonly kind: ChannelKind;
  readonly name: string;
  readonly topic: string;
  readonly archived: boolean;
  readonly members: number;
}

/** A person in a channel, or one who is banned from it. */
export interface MemberRow {
  readonly userId: string;
  readonly name: string;
  /** UNSPECIFIED: banned, and no member. */
  readonly role: Role;
  readonly banned: boolean;
  /** The seq of the event that made them a member. */
  readonly joinedSeq: number;
}

/** What rules ask of a message. */
export interface MessageRow {
  readonly seq: number;
  readonly authorId: string;
  readonly deleted: boolean;
}

/** The rows of one channel that the fold reads and writes: maps in a client, SQL in the store. */
export interface ChannelRows {
  channel(): ChannelRow | undefined;
  putChannel(row: ChannelRow): void;
  member(userId: string): MemberRow | undefined;
  putMember(row: MemberRow): void;
  dropMember(userId: string): void;
  /** How many members are owners. */
  owners(): number;
  message(seq: number): MessageRow | undefined;
  addMessage(event: FoldedEvent): void;
  editMessage(seq: number, text: string, mentions: readonly string[], atMs: number): void;
  eraseMessage(seq: number): void;
  hasReaction(seq: number, emoji: string, userId: string): boolean;
  /** The different reactions to a message. */
  emojis(seq: number): readonly string[];
  putReaction(seq: number, emoji: string, userId: string, atSeq: number): void;
  dropReaction(seq: number, emoji: string, userId: string): void;
  /** Remembers that the message at `seq` mentions somebody. */
  putMention(userId: string, seq: number): void;
  dropMentions(seq: number): void;
  /** The person has read up to `seq`, where the channel had `messages`; the highest wins. */
  putRead(userId: string, seq: number, messages: number): void;
}

/** What the fold needs of an event. */
export type FoldedEvent = Omit<Draft, "seenSeq"> & Place;

/** Whether somebody is in the channel: by a role, or because it is the lobby. */
export function isMember(channel: ChannelRow, member: MemberRow | undefined): boolean {
  if (member?.banned) return false;
  return channel.kind === ChannelKind.LOBBY || (member !== undefined && member.role !== Role.UNSPECIFIED);
}

/** Applies one event to the rows of its channel; events come in the order of their seq, each once. */
export function applyEvent(rows: ChannelRows, event: FoldedEvent): void {
  appliers[event.kind]?.(rows, event);
}

type Applier = (rows: ChannelRows, event: FoldedEvent) => void;

const appliers: Readonly<Record<number, Applier>> = {
  [kinds.messagePosted](rows, event) {
    rows.addMessage(event);
    for (const userId of event.mentions) rows.putMention(userId, event.seq);
    rows.putRead(event.actorId, event.seq, event.messages);
  },
  [kinds.messageEdited](rows, event) {
    const body = fromBinary(MessageEditedSchema, event.body);
    const target = rows.message(event.targetSeq);
    if (!target || target.deleted) return;
    rows.editMessage(event.targetSeq, body.text, body.mentionedUserIds, event.atMs);
    rows.dropMentions(event.targetSeq);
    for (const userId of event.mentions) rows.putMention(userId, event.targetSeq);
  },
  [kinds.messageDeleted](rows, event) {
    rows.eraseMessage(event.targetSeq);
    rows.dropMentions(event.targetSeq);
  },
  [kinds.reactionAdded](rows, event) {
    const { emoji } = fromBinary(ReactionAddedSchema, event.body);
    const target = rows.message(event.targetSeq);
    if (target && !target.deleted) rows.putReaction(event.targetSeq, emoji, event.actorId, event.seq);
  },
  [kinds.reactionRemoved](rows, event) {
    rows.dropReaction(event.targetSeq, fromBinary(ReactionRemovedSchema, event.body).emoji, event.actorId);
  },
  [kinds.channelCreated](rows, event) {
    const body = fromBinary(ChannelCreatedSchema, event.body);
    rows.putChannel({
      channelId: event.channelId,
      kind: body.kind,
      name: body.name,
      topic: body.topic,
      archived: false,
      members: 0,
    });
    for (const { userId, name, role } of body.members) join(rows, event, userId, name, role);
  },
  [kinds.channelChanged](rows, event) {
    const { name, topic } = fromBinary(ChannelChangedSchema, event.body);
    changeChannel(rows, { name, topic });
  },
  [kinds.channelArchived](rows, event) {
    changeChannel(rows, { archived: fromBinary(ChannelArchivedSchema, event.body).archived });
  },
  [kinds.memberJoined](rows, event) {
    const { userId, name, role } = fromBinary(MemberJoinedSchema, event.body);
    join(rows, event, userId, name, role);
  },
  [kinds.memberLeft](rows, event) {
    leave(rows, fromBinary(MemberLeftSchema, event.body).userId);
  },
  [kinds.memberRemoved](rows, event) {
    const { userId, name, banned } = fromBinary(MemberRemovedSchema, event.body);
    leave(rows, userId);
    if (banned) rows.putMember({ userId, name, role: Role.UNSPECIFIED, banned, joinedSeq: event.seq });
  },
  [kinds.memberUnbanned](rows, event) {
    const { userId } = fromBinary(MemberUnbannedSchema, event.body);
    if (rows.member(userId)?.banned) rows.dropMember(userId);
  },
  [kinds.roleChanged](rows, event) {
    const { userId, role } = fromBinary(RoleChangedSchema, event.body);
    const member = rows.member(userId);
    if (member && !member.banned) rows.putMember({ ...member, role: role || Role.MEMBER });
  },
};

function changeChannel(rows: ChannelRows, change: Partial<ChannelRow>): void {
  const channel = rows.channel();
  if (channel) rows.putChannel({ ...channel, ...change });
}

function join(rows: ChannelRows, event: FoldedEvent, userId: string, name: string, role: Role): void {
  const before = rows.member(userId);
  rows.putMember({ userId, name, role: role || Role.MEMBER, banned: false, joinedSeq: event.seq });
  if (!before || before.banned) changeChannel(rows, { members: (rows.channel()?.members ?? 0) + 1 });
  // What was said before they came is not news to them.
  rows.putRead(userId, event.seq, event.messages);
}

function leave(rows: ChannelRows, userId: string): void {
  const before = rows.member(userId);
  if (!before || before.banned) return;
  rows.dropMember(userId);
  changeChannel(rows, { members: (rows.channel()?.members ?? 1) - 1 });
}

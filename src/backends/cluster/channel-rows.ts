// The rows of one channel for the fold and the rules, in the owner's memory: what is not here is asked for and fetched.
import type { ChannelRow, ChannelRows, FoldedEvent, MemberRow, MessageRow } from "../../core/channel-state.ts";
import { Role } from "../../gen/madang/channel/v1/event_pb.ts";
import type { RowChange, StoredMessageState } from "./ports.ts";

/** Thrown by a row that is not in memory: fetch it, and ask the rule again. */
export class RowMissing extends Error {
  readonly row: { readonly userId: string } | { readonly messageSeq: number };

  constructor(row: RowMissing["row"]) {
    super("row missing");
    this.row = row;
  }
}

interface State {
  channel: ChannelRow | undefined;
  owners: number;
}

/** ChannelRows whose changes are first staged: an event whose rows are not all here leaves no trace. */
export class CachedChannelRows implements ChannelRows {
  #state: State;
  #staged: State;
  /** Without an event there are no rows, so nothing is missing. */
  readonly #isNew: boolean;
  readonly #members = new Map<string, MemberRow | undefined>();
  readonly #messages = new Map<number, StoredMessageState | undefined>();
  readonly #stagedMembers = new Map<string, MemberRow | undefined>();
  readonly #stagedMessages = new Map<number, StoredMessageState>();
  #changes = new Map<string, RowChange>();

  constructor(state: State, isNew: boolean) {
    this.#state = state;
    this.#staged = { ...state };
    this.#isNew = isNew;
  }

  /** Keeps what was staged; the answer is what it changes in the store, one change a row. */
  commit(): { changes: readonly RowChange[]; owners: number } {
    this.#state = { ...this.#staged };
    for (const [userId, member] of this.#stagedMembers) this.#members.set(userId, member);
    for (const [seq, message] of this.#stagedMessages) this.#messages.set(seq, message);
    const changes = [...this.#changes.values()];
    this.rollBack();
    return { changes, owners: this.#state.owners };
  }

  /** Forgets what was staged. */
  rollBack(): void {
    this.#staged = { ...this.#state };
    this.#stagedMembers.clear();
    this.#stagedMessages.clear();
    this.#changes = new Map();
  }

  /** Takes a member row that was fetched. */
  fetchedMember(userId: string, member: MemberRow | undefined): void {
    this.#members.set(userId, member);
  }

  /** Takes a message that was fetched. */
  fetchedMessage(seq: number, message: StoredMessageState | undefined): void {
    this.#messages.set(seq, message);
  }

  /** How many rows are held. */
  get size(): number {
    return this.#members.size + this.#messages.size;
  }

  channel(): ChannelRow | undefined {
    return this.#staged.channel;
  }

  putChannel(channel: ChannelRow): void {
    this.#staged.channel = channel;
    this.#change({ row: "channel", key: "channel", channel });
  }

  member(userId: string): MemberRow | undefined {
    if (this.#stagedMembers.has(userId)) return this.#stagedMembers.get(userId);
    if (this.#members.has(userId) || this.#isNew) return this.#members.get(userId);
    throw new RowMissing({ userId });
  }

  putMember(member: MemberRow): void {
    this.#putMember(member.userId, member);
  }

  dropMember(userId: string): void {
    this.#putMember(userId, undefined);
  }

  owners(): number {
    return this.#staged.owners;
  }

  message(seq: number): MessageRow | undefined {
    const found = this.#message(seq);
    return found && { seq, authorId: found.authorId, deleted: found.deleted };
  }

  // The event's own row is the message.
  addMessage({ seq, actorId }: FoldedEvent): void {
    this.#stagedMessages.set(seq, { authorId: actorId, deleted: false, mentions: [], reactions: [] });
  }

  editMessage(seq: number, text: string, mentions: readonly string[], atMs: number): void {
    this.#change({ row: "message", key: `message ${seq}`, seq, edited: { text, mentions, atMs }, deleted: false });
  }

  eraseMessage(seq: number): void {
    this.#putMessage(seq, { deleted: true, reactions: [] });
    this.#change({ row: "message", key: `message ${seq}`, seq, edited: undefined, deleted: true });
  }

  hasReaction(seq: number, emoji: string, userId: string): boolean {
    return (this.#message(seq)?.reactions ?? []).some((one) => one.emoji === emoji && one.userId === userId);
  }

  emojis(seq: number): readonly string[] {
    return [...new Set((this.#message(seq)?.reactions ?? []).map(({ emoji }) => emoji))];
  }

  putReaction(seq: number, emoji: string, userId: string): void {
    this.#setReaction({ seq, emoji, userId, is: true });
  }

  dropReaction(seq: number, emoji: string, userId: string): void {
    this.#setReaction({ seq, emoji, userId, is: false });
  }

  putMention(userId: string, seq: number): void {
    this.#putMessage(seq, { mentions: [...(this.#message(seq)?.mentions ?? []), userId] });
    this.#change({ row: "mention", key: `mention ${seq} ${userId}`, seq, userId, is: true });
  }

  dropMentions(seq: number): void {
    for (const userId of this.#message(seq)?.mentions ?? [])
      this.#change({ row: "mention", key: `mention ${seq} ${userId}`, seq, userId, is: false });
    this.#putMessage(seq, { mentions: [] });
  }

  putRead(userId: string, seq: number, messages: number): void {
    this.#change({ row: "read", key: `read ${userId}`, seq, userId, messages });
  }

  #message(seq: number): StoredMessageState | undefined {
    const staged = this.#stagedMessages.get(seq);
    if (staged) return staged;
    if (this.#messages.has(seq) || this.#isNew) return this.#messages.get(seq);
    throw new RowMissing({ messageSeq: seq });
  }

  #putMessage(seq: number, change: Partial<StoredMessageState>): void {
    const message = this.#message(seq);
    if (message) this.#stagedMessages.set(seq, { ...message, ...change });
  }

  #putMember(userId: string, member: MemberRow | undefined): void {
    const wasOwner = this.member(userId)?.role === Role.OWNER;
    this.#staged.owners += Number(member?.role === Role.OWNER) - Number(wasOwner);
    this.#stagedMembers.set(userId, member);
    this.#change({ row: "member", key: `member ${userId}`, userId, member });
  }

  #setReaction({ seq, emoji, userId, is }: { seq: number; emoji: string; userId: string; is: boolean }): void {
    const others = (this.#message(seq)?.reactions ?? []).filter((one) => one.emoji !== emoji || one.userId !== userId);
    this.#putMessage(seq, { reactions: is ? [...others, { emoji, userId }] : others });
    this.#change({ row: "reaction", key: `reaction ${seq} ${emoji} ${userId}`, seq, emoji, userId, is });
  }

  #change(change: RowChange): void {
    this.#changes.set(change.key, change);
  }
}

// The last messages of one channel as the common fold reads and writes them, in memory and bounded.
import { fromBinary } from "@bufbuild/protobuf";
import type { ChannelRow, ChannelRows, FoldedEvent, MemberRow, MessageRow } from "../../core/channel-state.ts";
import { MessagePostedSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import type { ChatMessage, Reaction } from "./message-from-wire.ts";

/** Rows of messages; people and read positions are not kept here, because a client does not see them all. */
export class ViewRows implements ChannelRows {
  readonly #maxMessages: number;
  /** In the order of their seq. */
  #messages = new Map<number, ChatMessage>();

  constructor(maxMessages: number) {
    this.#maxMessages = maxMessages;
  }

  /** The messages, oldest first. */
  all(): readonly ChatMessage[] {
    return [...this.#messages.values()];
  }

  get size(): number {
    return this.#messages.size;
  }

  get oldestSeq(): number | undefined {
    return this.#messages.keys().next().value;
  }

  /** Forgets everything and takes these. */
  replace(messages: readonly ChatMessage[]): void {
    this.#messages = new Map(messages.map((message) => [message.seq, message]));
    this.#trim();
  }

  /** Puts older messages before those that are there; the oldest that do not fit are left out. */
  prepend(older: readonly ChatMessage[]): void {
    const room = Math.max(0, this.#maxMessages - this.#messages.size);
    this.replace([...older.slice(Math.max(0, older.length - room)), ...this.#messages.values()]);
  }

  message(seq: number): MessageRow | undefined {
    const found = this.#messages.get(seq);
    return found && { seq, authorId: found.from.id, deleted: found.deleted };
  }

  addMessage(event: FoldedEvent): void {
    const { text, replyToSeq, mentionedUserIds, custom } = fromBinary(MessagePostedSchema, event.body);
    this.#messages.set(event.seq, {
      seq: event.seq,
      at: event.atMs,
      from: { id: event.actorId, name: event.actorName },
      clientMessageId: event.clientMessageId,
      text,
      replyTo: Number(replyToSeq) || undefined,
      mentions: mentionedUserIds,
      custom: custom && { type: custom.type, data: custom.data },
      editedAt: undefined,
      deleted: false,
      reactions: [],
      messages: event.messages,
    });
    this.#trim();
  }

  editMessage(seq: number, text: string, mentions: readonly string[], atMs: number): void {
    this.#change(seq, { text, mentions, editedAt: atMs });
  }

  eraseMessage(seq: number): void {
    this.#change(seq, { text: "", mentions: [], custom: undefined, deleted: true, editedAt: undefined, reactions: [] });
  }

  hasReaction(seq: number, emoji: string, userId: string): boolean {
    return this.#reactions(seq).some((reaction) => reaction.emoji === emoji && reaction.userIds.includes(userId));
  }

  emojis(seq: number): readonly string[] {
    return this.#reactions(seq).map(({ emoji }) => emoji);
  }

  putReaction(seq: number, emoji: string, userId: string): void {
    if (this.hasReaction(seq, emoji, userId)) return;
    const held = this.#reactions(seq);
    const known = held.some((reaction) => reaction.emoji === emoji);
    const reactions = known
      ? held.map((one) => (one.emoji === emoji ? { emoji, userIds: [...one.userIds, userId] } : one))
      : [...held, { emoji, userIds: [userId] }];
    this.#change(seq, { reactions });
  }

  dropReaction(seq: number, emoji: string, userId: string): void {
    const left = this.#reactions(seq).map((one) =>
      one.emoji === emoji ? { emoji, userIds: one.userIds.filter((id) => id !== userId) } : one,
    );
    this.#change(seq, { reactions: left.filter(({ userIds }) => userIds.length > 0) });
  }

  channel(): ChannelRow | undefined {
    return undefined;
  }
  putChannel(): void {}
  member(): MemberRow | undefined {
    return undefined;
  }
  putMember(): void {}
  dropMember(): void {}
  owners(): number {
    return 0;
  }
  putMention(): void {}
  dropMentions(): void {}
  putRead(): void {}

  #reactions(seq: number): readonly Reaction[] {
    return this.#messages.get(seq)?.reactions ?? [];
  }

  // A new object, so that a screen sees what changed by comparing.
  #change(seq: number, change: Partial<ChatMessage>): void {
    const message = this.#messages.get(seq);
    if (message) this.#messages.set(seq, { ...message, ...change });
  }

  #trim(): void {
    while (this.#messages.size > this.#maxMessages) this.#messages.delete(this.#messages.keys().next().value as number);
  }
}

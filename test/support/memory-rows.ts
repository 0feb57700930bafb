// The rows of one channel in maps: the fold's result without any store.
import { fromBinary } from "@bufbuild/protobuf";
import type { ChannelRow, ChannelRows, FoldedEvent, MemberRow, MessageRow } from "../../src/core/channel-state.ts";
import type { StoredMessage } from "../../src/core/ports.ts";
import { MessagePostedSchema, Role } from "../../src/gen/madang/channel/v1/event_pb.ts";

/** A message as the fold left it; what was said first is in its event. */
interface MemoryMessage extends MessageRow {
  readonly deleted: boolean;
  readonly text: string;
  readonly edited: StoredMessage["edited"];
  readonly reactions: readonly { readonly emoji: string; readonly userId: string }[];
}

/** Everything that a channel's events say, complete. */
export class MemoryRows implements ChannelRows {
  #channel: ChannelRow | undefined;
  readonly members = new Map<string, MemberRow>();
  readonly messages = new Map<number, MemoryMessage>();
  readonly reads = new Map<string, { seq: number; messages: number }>();
  readonly #mentions = new Map<string, Set<number>>();

  channel(): ChannelRow | undefined {
    return this.#channel;
  }

  putChannel(row: ChannelRow): void {
    this.#channel = row;
  }

  member(userId: string): MemberRow | undefined {
    return this.members.get(userId);
  }

  putMember(row: MemberRow): void {
    this.members.set(row.userId, row);
  }

  dropMember(userId: string): void {
    this.members.delete(userId);
  }

  owners(): number {
    return [...this.members.values()].filter(({ role }) => role === Role.OWNER).length;
  }

  message(seq: number): MemoryMessage | undefined {
    return this.messages.get(seq);
  }

  addMessage({ seq, actorId, body }: FoldedEvent): void {
    const { text } = fromBinary(MessagePostedSchema, body);
    this.messages.set(seq, { seq, authorId: actorId, deleted: false, text, edited: undefined, reactions: [] });
  }

  editMessage(seq: number, text: string, mentions: readonly string[], atMs: number): void {
    this.#change(seq, { text, edited: { text, mentions, atMs } });
  }

  eraseMessage(seq: number): void {
    this.#change(seq, { text: "", deleted: true, edited: undefined, reactions: [] });
  }

  hasReaction(seq: number, emoji: string, userId: string): boolean {
    return this.#reactions(seq).some((one) => one.emoji === emoji && one.userId === userId);
  }

  emojis(seq: number): readonly string[] {
    return [...new Set(this.#reactions(seq).map(({ emoji }) => emoji))];
  }

  putReaction(seq: number, emoji: string, userId: string): void {
    this.#change(seq, { reactions: [...this.#reactions(seq), { emoji, userId }] });
  }

  dropReaction(seq: number, emoji: string, userId: string): void {
    const left = this.#reactions(seq).filter((one) => one.emoji !== emoji || one.userId !== userId);
    this.#change(seq, { reactions: left });
  }

  putMention(userId: string, seq: number): void {
    this.#mentions.set(userId, (this.#mentions.get(userId) ?? new Set()).add(seq));
  }

  dropMentions(seq: number): void {
    for (const seqs of this.#mentions.values()) seqs.delete(seq);
  }

  /** How many messages after a seq mention somebody. */
  mentionsAfter(userId: string, seq: number): number {
    return [...(this.#mentions.get(userId) ?? [])].filter((each) => each > seq).length;
  }

  putRead(userId: string, seq: number, messages: number): void {
    if ((this.reads.get(userId)?.seq ?? -1) < seq) this.reads.set(userId, { seq, messages });
  }

  #reactions(seq: number): MemoryMessage["reactions"] {
    return this.messages.get(seq)?.reactions ?? [];
  }

  #change(seq: number, change: Partial<MemoryMessage>): void {
    const message = this.messages.get(seq);
    if (message) this.messages.set(seq, { ...message, ...change });
  }
}

// Our channels as they stand: what heads said, moved on by every event.
import type { ChannelHead } from "./channel-from-wire.ts";
import type { ChannelChange, ChatEvent, LogEvent, Logged } from "./chat-event.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Keeps names, heads and unread counts current without asking the server. */
export class ChannelList {
  readonly #channels = new Map<string, Mutable<ChannelHead>>();
  readonly #myId: () => string | undefined;

  constructor(myId: () => string | undefined) {
    this.#myId = myId;
  }

  /** All channels, in the order in which they came. */
  all(): readonly ChannelHead[] {
    return [...this.#channels.values()];
  }

  /** One of our channels. */
  get(channelId: string): ChannelHead | undefined {
    return this.#channels.get(channelId);
  }

  /** Takes note of an event. */
  take(event: ChatEvent): void {
    if (event.type === "head") this.#channels.set(event.channel.channelId, { ...event.channel });
    else if (event.type === "channelLeft") this.#channels.delete(event.channelId);
    else if (event.type === "reset") this.#channels.clear();
    else if (event.type === "read") this.#read(event);
    else if ("messages" in event) this.#logged(event);
  }

  #read({ channelId, readSeq, unread, mentions }: { channelId: string } & ReadCounts): void {
    const channel = this.#channels.get(channelId);
    if (channel && readSeq >= channel.readSeq) Object.assign(channel, { readSeq, unread, mentions });
  }

  #logged(event: LogEvent): void {
    const channel = this.#channels.get(event.channelId);
    // What the head counted already must not be counted again.
    if (!channel || event.seq <= channel.seq) return;
    this.#count(channel, event);
    channel.seq = event.seq;
    channel.messages = event.messages;
    if (event.type === "channel") rename(channel, event);
    if (event.type === "role" && event.user.id === this.#myId()) channel.role = event.role;
  }

  #count(channel: Mutable<ChannelHead>, event: LogEvent): void {
    channel.unread += event.messages - channel.messages;
    if (event.type !== "message") return;
    if (event.own) readThrough(channel, event);
    else if (channel.kind === "direct" || event.mentions.includes(this.#myId() ?? "")) channel.mentions++;
  }
}

type ReadCounts = Pick<ChannelHead, "readSeq" | "unread" | "mentions">;

// Who speaks has read what was said before.
function readThrough(channel: Mutable<ChannelHead>, { seq }: Logged): void {
  Object.assign(channel, { readSeq: seq, unread: 0, mentions: 0 });
}

function rename(channel: Mutable<ChannelHead>, { name, topic, archived }: ChannelChange): void {
  channel.name = name ?? channel.name;
  channel.topic = topic ?? channel.topic;
  channel.archived = archived ?? channel.archived;
}

// Our channels as they stand: what heads said, moved on by every event.
import type { ChannelHead } from "./channel-from-wire.ts";
import type { ChannelChange, ChatEvent, LogEvent } from "./chat-event.ts";
import { KeptCounts } from "./kept-counts.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

interface Kept {
  readonly head: Mutable<ChannelHead>;
  readonly counts: KeptCounts;
}

/** Keeps names, heads and unread counts current. */
export class ChannelList {
  readonly #channels = new Map<string, Kept>();
  readonly #myId: () => string | undefined;
  readonly #recount: (channelId: string) => void;

  /** `recount` is called when only the server knows how much of a channel is unread; its answer is to come as "read". */
  constructor(myId: () => string | undefined, recount: (channelId: string) => void = () => undefined) {
    this.#myId = myId;
    this.#recount = recount;
  }

  /** All channels, in the order in which they came. */
  all(): readonly ChannelHead[] {
    return [...this.#channels.values()].map(({ head }) => head);
  }

  /** One of our channels. */
  get(channelId: string): ChannelHead | undefined {
    return this.#channels.get(channelId)?.head;
  }

  /** Takes note of an event. */
  take(event: ChatEvent): void {
    if (event.type === "head") this.#named({ ...event.channel });
    else if (event.type === "channelLeft") this.#channels.delete(event.channelId);
    else if (event.type === "reset") this.#channels.clear();
    else if (event.type === "read") this.#channels.get(event.channelId)?.counts.read(event);
    else if ("messages" in event) this.#logged(event);
  }

  #named(head: ChannelHead): void {
    this.#channels.set(head.channelId, { head, counts: new KeptCounts(head, this.#myId) });
  }

  #logged(event: LogEvent): void {
    const channel = this.#channels.get(event.channelId);
    // What the head counted already must not be counted again.
    if (!channel || event.seq <= channel.head.seq) return;
    const { head, counts } = channel;
    const isUnsure = counts.add(event);
    head.seq = event.seq;
    head.messages = event.messages;
    if (event.type === "channel") rename(head, event);
    if (event.type === "role" && event.user.id === this.#myId()) head.role = event.role;
    if (isUnsure) this.#recount(event.channelId);
  }
}

function rename(channel: Mutable<ChannelHead>, { name, topic, archived }: ChannelChange): void {
  channel.name = name ?? channel.name;
  channel.topic = topic ?? channel.topic;
  channel.archived = archived ?? channel.archived;
}

// Where a client stands in one channel: takes ranges and gaps in order, and fills a hole before it goes on.
import type { EventRange, Gap, Message } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import type { ChatEvent } from "./chat-event.ts";
import { eventFromWire } from "./event-from-wire.ts";
import { type FillParts, fillHole } from "./fill-hole.ts";
import { messageFromHistory } from "./message-from-wire.ts";

/** Who hears what happens in the channels. */
export interface PlaceListener {
  emit(event: ChatEvent): void;
  /** An event of a log, before its plain form is emitted. */
  logged(channelId: string, event: Event): void;
  /** Events of the channel were passed over; their messages were told from the history, or not at all. */
  missed(channelId: string): void;
}

/** What all places share. */
export interface PlaceParts extends FillParts {
  readonly session: { readonly me: { readonly id: string } | undefined };
  readonly listener: PlaceListener;
  /** Whether to fetch what the server found too much to send. */
  readonly fillGaps: boolean;
}

/** The place in one channel. No seq at or below `cursor` is told again. */
export class ChannelPlace {
  readonly channelId: string;
  /** The last seq that was told, or that needs no telling. */
  cursor: number;
  /** The stream that is open has named the channel. */
  named = false;
  readonly #parts: PlaceParts;
  #fill: { readonly stop: AbortController; readonly waiting: (() => void)[]; done: Promise<void> } | undefined;

  constructor(channelId: string, cursor: number, parts: PlaceParts) {
    this.channelId = channelId;
    this.cursor = cursor;
    this.#parts = parts;
  }

  /** Resolves when the hole that is being filled is done with; undefined if there is none. */
  get filling(): Promise<void> | undefined {
    return this.#fill?.done;
  }

  /** How many steps wait for a hole. */
  get waiting(): number {
    return this.#fill?.waiting.length ?? 0;
  }

  /** Takes a step now, or when the hole before it is filled. */
  take(step: () => void): void {
    if (this.#fill) this.#fill.waiting.push(step);
    else step();
  }

  /** Takes the events that are new; a range that begins after our place shows a hole. */
  range(range: EventRange): void {
    const after = Number(range.after);
    if (after > this.cursor) {
      this.#fillTo(after);
      return this.take(() => this.range(range));
    }
    for (const event of range.events) this.#event(event);
    this.cursor = Math.max(this.cursor, Number(range.through));
  }

  /** Goes to the end of what the server does not send. */
  gap(gap: Gap): void {
    const through = Number(gap.through);
    if (through <= this.cursor) return;
    if (this.#parts.fillGaps) this.#fillTo(through);
    else this.#giveUp(through);
  }

  /** The stream is gone: what waits is void, and the next stream starts at the cursor. */
  stop(): void {
    this.named = false;
    if (!this.#fill) return;
    this.#fill.stop.abort();
    this.#fill = undefined;
    this.#parts.listener.missed(this.channelId);
  }

  #event(event: Event): void {
    const seq = Number(event.seq);
    if (seq <= this.cursor) return;
    this.cursor = seq;
    const { listener, session } = this.#parts;
    listener.logged(this.channelId, event);
    listener.emit(eventFromWire(this.channelId, event, session.me?.id));
  }

  #fillTo(through: number): void {
    const { channelId, cursor: after } = this;
    this.#parts.listener.emit({ type: "gap", channelId, after, through, filled: true });
    const stop = new AbortController();
    const onPage = (messages: readonly Message[], reached: number) => this.#page(messages, reached);
    const filled = fillHole({ channelId, after, through }, onPage, this.#parts, stop.signal);
    const fill = { stop, waiting: [], done: filled.then(() => this.#filled(stop, through)) };
    this.#fill = fill;
  }

  #page(messages: readonly Message[], reached: number): void {
    const { listener, session } = this.#parts;
    for (const wire of messages) {
      const message = messageFromHistory(wire);
      this.cursor = message.seq;
      const own = message.from.id === session.me?.id;
      listener.emit({ type: "message", channelId: this.channelId, ...message, own, fromHistory: true });
    }
    this.cursor = reached;
  }

  #filled(stop: AbortController, through: number): void {
    const fill = this.#fill;
    if (stop.signal.aborted || fill?.stop !== stop) return;
    this.#fill = undefined;
    if (this.cursor < through) this.#giveUp(through);
    else this.#parts.listener.missed(this.channelId);
    for (const step of fill.waiting) this.take(step);
  }

  #giveUp(through: number): void {
    const { channelId, cursor: after } = this;
    const { listener } = this.#parts;
    this.cursor = through;
    listener.emit({ type: "gap", channelId, after, through, filled: false });
    listener.missed(channelId);
  }
}

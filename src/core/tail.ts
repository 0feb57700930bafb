// Follows one channel as events and not as bytes for a client: for whoever in this process makes something else of them.
import type { Cancel } from "./clock.ts";
import { type ChatError, errors } from "./errors.ts";
import type { EventPage, LoggedEvent, ReadRange } from "./event.ts";
import type { Cursor, Follower, HubChannel } from "./hub-channel.ts";

/** Where a tail starts, and who hears. */
export interface TailStart {
  readonly channelId: string;
  /** The events after this seq are heard, each once, in order, without a gap. */
  readonly after: number;
  readonly onEvents: (events: readonly LoggedEvent[]) => void;
  /** The log has closed; nothing comes any more. */
  readonly onEnd: (reason: ChatError) => void;
}

/** What a tail needs of the hub. */
export interface TailHub {
  read(channelId: string, range: ReadRange): Promise<EventPage>;
  leave(cursor: Cursor): void;
  forgetTail(tail: Tail): void;
  later(delayMs: number, act: () => void): Cancel;
}

const page = { maxEvents: 500, maxBytes: 1024 * 1024 } as const;
/** The store that could not be read is asked again so much later. */
const retryMs = 500;

/** Hears events in the hub's turns; one that runs ahead of the ring is read from the store. */
export class Tail implements Follower {
  readonly #hub: TailHub;
  readonly #start: TailStart;
  readonly #cursor: Cursor;
  #reading = false;
  #closed = false;
  #cancelRetry: Cancel | undefined;

  /** Made by Hub.tail only. */
  constructor(hub: TailHub, start: TailStart, channel: HubChannel) {
    this.#hub = hub;
    this.#start = start;
    this.#cursor = {
      channel,
      following: this,
      seq: start.after,
      missedRead: 0,
      target: undefined,
      stop: undefined,
    };
    channel.cursors.add(this.#cursor);
    if (start.after < channel.head) void this.#catchUp();
  }

  take({ channel, seq }: Cursor): void {
    // The store may have been read further than the hub was told: what it is told then was heard already.
    if (this.#closed || this.#reading || seq >= channel.head) return;
    const events = channel.since(seq);
    if (!events) void this.#catchUp();
    else this.#hear(events, channel.head);
  }

  flush(): void {}

  /** Hears nothing any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelRetry?.();
    this.#hub.leave(this.#cursor);
    this.#hub.forgetTail(this);
  }

  /** Called by the hub when it closes. */
  end(reason: ChatError): void {
    if (this.#closed) return;
    this.close();
    this.#start.onEnd(reason);
  }

  #hear(events: readonly LoggedEvent[], through: number): void {
    this.#cursor.seq = through;
    if (events.length > 0) this.#start.onEvents(events);
  }

  async #catchUp(): Promise<void> {
    this.#reading = true;
    const { channel } = this.#cursor;
    try {
      while (!this.#closed && this.#cursor.seq < channel.ringAfter) {
        const { events, through } = await this.#hub.read(channel.channelId, { after: this.#cursor.seq, ...page });
        // A store that gives nothing of what it committed is asked again later, and not in this turn for ever.
        if (through <= this.#cursor.seq) throw errors.storeFailed();
        if (!this.#closed) this.#hear(events, through);
      }
    } catch {
      // What cannot be read now is read later: nothing is given up.
      this.#cancelRetry = this.#hub.later(retryMs, () => void this.#catchUp());
      return;
    }
    this.#reading = false;
    this.take(this.#cursor);
  }
}

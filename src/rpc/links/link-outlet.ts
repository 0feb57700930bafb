// What a node has for another one: gathered to one frame a turn, bounded, and never more than the other takes.
import { create, toBinary } from "@bufbuild/protobuf";
import type { LoggedEvent } from "../../core/event.ts";
import {
  LinkEventsSchema,
  LinkHeadSchema,
  type LinkResponse,
  LinkResponseSchema,
} from "../../gen/madang/cluster/v1/link_pb.ts";
import { toLinkEvents } from "./link-words.ts";

/** Where frames go. */
export type WriteFrame = (frame: Uint8Array, taken: () => void) => void;

/** Events that wait, at most: beyond it the channel with most of them falls behind and is told as a head. */
const maxWaitingBytes = 16 * 1024 * 1024;
/** Signals that wait, at most: more are lost, as they may be. */
const maxSignals = 10_000;
const frameBytes = 512 * 1024;

interface Waiting {
  events: LoggedEvent[];
  bytes: number;
}

/** Answers go out always: the asking node bounds how many it waits for. */
export class LinkOutlet {
  readonly #write: WriteFrame;
  readonly #waiting = new Map<string, Waiting>();
  #waitingBytes = 0;
  #next: LinkResponse = create(LinkResponseSchema);
  #inFlight = 0;
  #scheduled = false;
  #closed = false;

  constructor(write: WriteFrame) {
    this.#write = write;
  }

  /** Adds what is not an event. */
  add(say: (frame: LinkResponse) => void): void {
    say(this.#next);
    this.#schedule();
  }

  /** Adds a signal; one too many is lost. */
  signal(signal: Uint8Array): void {
    if (this.#next.signals.length < maxSignals) this.add(({ signals }) => void signals.push(signal));
  }

  /** Adds the next events of a channel. */
  events(channelId: string, events: readonly LoggedEvent[]): void {
    const waiting = this.#waiting.get(channelId) ?? { events: [], bytes: 0 };
    this.#waiting.set(channelId, waiting);
    const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
    waiting.events.push(...events);
    waiting.bytes += bytes;
    this.#waitingBytes += bytes;
    while (this.#waitingBytes > maxWaitingBytes) this.#fallBehind();
    this.#schedule();
  }

  /** Forgets what waits of a channel that is followed no longer. */
  forget(channelId: string): void {
    this.#take(channelId);
  }

  close(): void {
    this.#closed = true;
    this.#waiting.clear();
  }

  #take(channelId: string): Waiting | undefined {
    const waiting = this.#waiting.get(channelId);
    if (!waiting) return undefined;
    this.#waiting.delete(channelId);
    this.#waitingBytes -= waiting.bytes;
    return waiting;
  }

  #fallBehind(): void {
    const [channelId] = [...this.#waiting].reduce((most, each) => (each[1].bytes > most[1].bytes ? each : most));
    const head = this.#take(channelId)?.events.at(-1)?.seq ?? 0;
    this.#next.heads.push(create(LinkHeadSchema, { channelId, seq: BigInt(head) }));
  }

  #schedule(): void {
    if (this.#scheduled || this.#inFlight >= frameBytes) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#closed) return;
    const frame = this.#next;
    this.#next = create(LinkResponseSchema);
    this.#gather(frame);
    const bytes = toBinary(LinkResponseSchema, frame);
    this.#inFlight += bytes.length;
    this.#write(bytes, () => {
      this.#inFlight -= bytes.length;
      if (this.#waiting.size > 0 || isSomething(this.#next)) this.#schedule();
    });
    if (this.#waiting.size > 0) this.#schedule();
  }

  #gather(frame: LinkResponse): void {
    for (let left = frameBytes; left > 0 && this.#waiting.size > 0; ) {
      const [channelId, waiting] = this.#waiting.entries().next().value as [string, Waiting];
      const events = this.#cut(channelId, waiting, left);
      left -= events.reduce((sum, event) => sum + event.bytes.length, 0);
      frame.events.push(create(LinkEventsSchema, toLinkEvents(channelId, events)));
    }
  }

  /** Takes the first events of a channel that fit; one always does. */
  #cut(channelId: string, waiting: Waiting, maxBytes: number): readonly LoggedEvent[] {
    let count = 0;
    let bytes = 0;
    while (count < waiting.events.length && (count === 0 || bytes < maxBytes))
      bytes += waiting.events[count++]?.bytes.length ?? 0;
    if (count === waiting.events.length) return this.#take(channelId)?.events ?? [];
    waiting.bytes -= bytes;
    this.#waitingBytes -= bytes;
    return waiting.events.splice(0, count);
  }
}

function isSomething({ answers, heads, left, signals }: LinkResponse): boolean {
  return answers.length + heads.length + left.length + signals.length > 0;
}

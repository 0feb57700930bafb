// The unread counters of one channel of ours: what the server said last, moved on by every event.

import type { ReadCounts } from "./channel-acts.ts";
import type { ChannelHead } from "./channel-from-wire.ts";
import type { LogEvent } from "./chat-event.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Messages of others that a late word of the server may not have counted. */
const maxRecent = 200;

/** Counts into the head that it was made for. */
export class KeptCounts {
  readonly #head: Mutable<ChannelHead>;
  readonly #myId: () => string | undefined;
  #recent: { readonly seq: number; readonly isMeant: boolean }[] = [];
  /** Events up to here are in the counts, although we have not reached them yet. */
  #countedThrough = 0;

  constructor(head: Mutable<ChannelHead>, myId: () => string | undefined) {
    this.#head = head;
    this.#myId = myId;
  }

  /** The server says what it counted: up to an event that we have passed, or have not reached yet. */
  read({ readSeq, unread, mentions, headSeq = this.#head.seq }: ReadCounts): void {
    if (readSeq < this.#head.readSeq || headSeq < this.#countedThrough) return;
    this.#countedThrough = headSeq;
    const since = this.#recent.filter(({ seq }) => seq > headSeq);
    const meant = since.filter(({ isMeant }) => isMeant).length;
    Object.assign(this.#head, { readSeq, unread: unread + since.length, mentions: mentions + meant });
  }

  /** Counts an event, before the head has it. True: only the server knows how much is unread now. */
  add(event: LogEvent): boolean {
    const { seq } = this.#head;
    if (event.seq <= this.#countedThrough) return this.#isUnsure(event);
    this.#head.unread += event.messages - this.#head.messages;
    if (event.type === "message") this.#message(event);
    // Some of what was passed over had been counted.
    return seq < this.#countedThrough && event.seq > this.#countedThrough + 1 ? true : this.#isUnsure(event);
  }

  #message({ seq, own, mentions }: Extract<LogEvent, { type: "message" }>): void {
    if (own) {
      // Who speaks has read what was said before.
      Object.assign(this.#head, { readSeq: seq, unread: 0, mentions: 0 });
      this.#recent = [];
      return;
    }
    const isMeant = this.#head.kind === "direct" || mentions.includes(this.#myId() ?? "");
    if (isMeant) this.#head.mentions++;
    this.#recent.push({ seq, isMeant });
    if (this.#recent.length > maxRecent) this.#recent.shift();
  }

  // A mention may have gone with its message, or come with another text.
  #isUnsure(event: LogEvent): boolean {
    const { kind, mentions, readSeq } = this.#head;
    if (kind === "direct" || (event.type !== "edited" && event.type !== "deleted") || event.target <= readSeq)
      return false;
    return mentions > 0 || (event.type === "edited" && event.mentions.includes(this.#myId() ?? ""));
  }
}

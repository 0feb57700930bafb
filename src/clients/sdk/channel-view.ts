// A channel's last messages as they stand now: for whoever shows them.
import { applyEvent } from "../../core/channel-state.ts";
import type { Off } from "../../core/topics.ts";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import type { CallOptions, Calls } from "./calls.ts";
import { foldedFromWire } from "./folded-from-wire.ts";
import { type ChatMessage, messageFromHistory } from "./message-from-wire.ts";
import { ViewRows } from "./view-rows.ts";

/** What a view needs. */
export interface ViewParts {
  readonly calls: Calls;
  /** The last seq of the channel that was told. */
  readonly seen: () => number;
  readonly onClose: () => void;
}

const maxMessages = 1_000;
const pageSize = 50;
/** Events that may wait while a page is fetched; with more, another page is cheaper. */
const maxLate = 1_000;

/** Holds at most 1,000 messages and is kept current until it is closed. */
export class ChannelView {
  readonly channelId: string;
  readonly #parts: ViewParts;
  readonly #rows = new ViewRows(maxMessages);
  readonly #listeners = new Set<() => void>();
  #shown: readonly ChatMessage[] | undefined;
  #loading: Promise<void> | undefined;
  /** Events wait for the page that is being fetched. */
  #collecting = false;
  #loaded = false;
  #closed = false;
  /** The rows hold everything up to here. */
  #through = 0;
  #late: Event[] = [];
  #missed = false;
  #complete = false;

  /** Made by ChatClient.view only. */
  constructor(channelId: string, parts: ViewParts) {
    this.channelId = channelId;
    this.#parts = parts;
  }

  /** The messages, oldest first; another array after every change. */
  get messages(): readonly ChatMessage[] {
    this.#shown ??= this.#rows.all();
    return this.#shown;
  }

  /** Whether the last messages were fetched; until then there may be none to show. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Whether the channel's first message is among them. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Calls after every change. */
  onChange(listener: () => void): Off {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Fetches the last messages, again if need be; rejects if that fails, and the view stays as it is. */
  load(options: CallOptions = {}): Promise<void> {
    if (this.#closed) return Promise.resolve();
    this.#loading ??= this.#loadUntilWhole(options).finally(() => {
      this.#loading = undefined;
      this.#collecting = false;
    });
    return this.#loading;
  }

  /** Fetches older messages; resolves to whether there may be still older ones that fit. */
  async loadOlder(count = pageSize, options: CallOptions = {}): Promise<boolean> {
    const beforeSeq = BigInt(this.#rows.oldestSeq ?? 0);
    const request = { channelId: this.channelId, beforeSeq, pageSize: count };
    const page = await this.#parts.calls.repeat(ChannelService.method.listMessages, request, options);
    // Fetched anew in the meantime: this page may not be what comes before it.
    if (this.#rows.oldestSeq !== (Number(beforeSeq) || undefined)) return true;
    this.#complete = page.after < page.firstSeq;
    this.#rows.prepend(page.messages.map(messageFromHistory));
    this.#changed();
    return !this.#complete && this.#rows.size < maxMessages;
  }

  /** Takes an event of the channel's log. */
  apply(event: Event): void {
    if (this.#collecting) this.#wait(event);
    else if (this.#loaded && this.#fold(event)) this.#changed();
  }

  /** Events were passed over: what is shown may be old. */
  missed(): void {
    this.#missed = true;
    // If it cannot be fetched now, the next connection tries again.
    this.load().catch(() => {
      this.#loaded = false;
    });
  }

  /** Is not kept current from now on. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#parts.onClose();
  }

  async #loadUntilWhole(options: CallOptions): Promise<void> {
    do {
      this.#missed = false;
      this.#collecting = true;
      this.#late = [];
      await this.#loadPage(options);
    } while (this.#missed && !this.#closed);
  }

  async #loadPage(options: CallOptions): Promise<void> {
    const size = Math.min(200, Math.max(pageSize, this.#rows.size));
    const request = { channelId: this.channelId, pageSize: size, notBeforeSeq: BigInt(this.#parts.seen()) };
    const page = await this.#parts.calls.repeat(ChannelService.method.listMessages, request, options);
    if (this.#closed) return;
    this.#rows.replace(page.messages.map(messageFromHistory));
    this.#complete = page.after < page.firstSeq;
    this.#through = Number(page.head);
    this.#loaded = true;
    this.#collecting = false;
    for (const event of this.#late) this.#fold(event);
    this.#changed();
  }

  #wait(event: Event): void {
    if (this.#late.length < maxLate) this.#late.push(event);
    else this.#missed = true;
  }

  #fold(event: Event): boolean {
    const folded = foldedFromWire(this.channelId, event);
    if (!folded || folded.seq <= this.#through) return false;
    this.#through = folded.seq;
    applyEvent(this.#rows, folded);
    return true;
  }

  #changed(): void {
    this.#shown = undefined;
    for (const listener of this.#listeners) listener();
  }
}

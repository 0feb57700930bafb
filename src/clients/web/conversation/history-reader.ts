// Reads a channel's history at any place: the last messages as the client holds them, or a stretch of the past.
import type { ChatClient, ChatEvent, ChatMessage } from "../../sdk/browser.ts";
import type { ChatStore } from "../state/chat-store.ts";
import { afterEvent, followLive, type Stretch, withNewer, withOlder, withoutFarBefore } from "./stretch.ts";

/** What is read now. */
export interface Reading extends Stretch {
  /** Counts how often another place was opened: the list begins anew there. */
  readonly place: number;
  /** The message that one wanted to see, and the how manieth wish it was. */
  readonly goal: { readonly seq: number; readonly count: number } | undefined;
}

const pageSize = 100;

/** One reader of one channel; start it when it is shown and close it after. */
export class HistoryReader {
  readonly #client: ChatClient;
  readonly #store: ChatStore;
  readonly #channelId: string;
  readonly #listeners = new Set<() => void>();
  /** Undefined: the last messages, as the client holds them. */
  #stretch: Stretch | undefined;
  #live: readonly ChatMessage[] = [];
  /** What is shown until the live ones are fetched. */
  #kept: readonly ChatMessage[] | undefined;
  #reading: Reading;
  #isFetching = false;
  #place = 0;
  #goal: Reading["goal"];

  constructor(client: ChatClient, store: ChatStore) {
    this.#client = client;
    this.#store = store;
    this.#channelId = store.shown().channelId;
    this.#reading = this.#read();
  }

  /** What is read; the same object until something changes. */
  readonly reading = (): Reading => this.#reading;

  /** Calls after every change. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Follows what happens until the returned function is called. */
  readonly start = (): (() => void) => {
    const offs = [this.#store.subscribe(() => this.#follow()), this.#client.listen((event) => this.#hear(event))];
    this.#follow();
    return () => {
      for (const off of offs) off();
    };
  };

  /** Fetches what comes before; where that fails everything stays, and the next scrolling tries again. */
  loadOlder(): Promise<void> {
    const { messages, isComplete } = this.#reading;
    const [first] = messages;
    if (isComplete || !first) return Promise.resolve();
    return this.#fetch(async () => {
      const page = await this.#client.listMessages(this.#channelId, { before: first.seq, pageSize });
      const stretch = this.#stretch ?? this.#reading;
      if (stretch.messages[0] === undefined || stretch.messages[0].seq > first.seq) return;
      this.#stretch = withOlder(stretch, page.messages, page.after < page.firstSeq);
    });
  }

  /** Fetches what comes after a stretch of the past. */
  loadNewer(): Promise<void> {
    const last = this.#stretch?.messages.at(-1);
    if (!last || this.#stretch?.isLive) return Promise.resolve();
    return this.#fetch(async () => {
      const page = await this.#client.listMessages(this.#channelId, { after: last.seq, pageSize });
      if (this.#stretch) this.#stretch = followLive(withNewer(this.#stretch, page.messages), this.#live);
    });
  }

  /** Nothing moves, and this is the number of the first message in sight: what lies far before it is let go of. */
  rest(firstInSight: number): void {
    if (!this.#stretch) return;
    this.#stretch = withoutFarBefore(this.#stretch, firstInSight);
    this.#changed();
  }

  /** Goes to a message, or to the first after that place if it is none; rejects if it cannot be fetched. */
  async open(seq: number): Promise<void> {
    if (!this.#reading.messages.some((message) => message.seq === seq)) await this.#openAround(seq);
    this.#goal = { seq: this.#reading.messages.find((one) => one.seq >= seq)?.seq ?? seq, count: this.#nextCount() };
    this.#changed();
  }

  /** A message that may not be shown; undefined if it cannot be fetched. */
  async peek(seq: number): Promise<ChatMessage | undefined> {
    const known = this.#reading.messages.find((message) => message.seq === seq);
    if (known) return known;
    const page = await this.#client
      .listMessages(this.#channelId, { before: seq + 1, pageSize: 1 })
      .catch(() => undefined);
    return page?.messages.find((message) => message.seq === seq);
  }

  /** Goes back to the last messages. */
  toLive(): void {
    if (this.#stretch === undefined) return;
    if (!this.#stretch.isLive) this.#place++;
    this.#stretch = undefined;
    this.#goal = undefined;
    this.#changed();
  }

  async #openAround(seq: number): Promise<void> {
    // After 0 would say: after nothing in particular, which gives the last ones.
    const middle = Math.max(seq, 2);
    const [before, after] = await Promise.all([
      this.#client.listMessages(this.#channelId, { before: middle, pageSize: pageSize / 2 }),
      this.#client.listMessages(this.#channelId, { after: middle - 1, pageSize: pageSize / 2 }),
    ]);
    const messages = [...before.messages, ...after.messages];
    this.#stretch = followLive({ messages, isComplete: before.after < before.firstSeq, isLive: false }, this.#live);
    this.#place++;
    this.#reading = this.#read();
  }

  async #fetch(act: () => Promise<void>): Promise<void> {
    const { connection, keptAtMs } = this.#store.state;
    // Nothing is joined to what the browser kept: it is only shown until the last messages are fetched.
    if (this.#isFetching || connection !== "connected" || keptAtMs !== undefined) return;
    this.#isFetching = true;
    await act().catch(() => undefined);
    this.#isFetching = false;
    this.#changed();
  }

  #follow(): void {
    const { channelId, messages: shown, keptAtMs } = this.#store.shown();
    if (channelId !== this.#channelId) return;
    const messages = keptAtMs === undefined ? shown : this.#live;
    if (keptAtMs === undefined) this.#meet(shown);
    else this.#kept = shown;
    if (this.#stretch && messages !== this.#live) this.#stretch = followLive(this.#stretch, messages);
    this.#live = messages;
    this.#changed();
  }

  // Where the live messages begin after a hole one reads on at their end, and nobody takes them for what comes next.
  #meet(live: readonly ChatMessage[]): void {
    const lastKept = this.#kept?.at(-1);
    this.#kept = undefined;
    const [firstLive] = live;
    if (lastKept && firstLive && !this.#stretch && firstLive.messages > lastKept.messages + 1) this.#place++;
  }

  #hear(event: ChatEvent): void {
    if (!this.#stretch || !("channelId" in event) || event.channelId !== this.#channelId) return;
    const next = afterEvent(this.#stretch, event);
    if (next === this.#stretch) return;
    this.#stretch = next;
    this.#changed();
  }

  #changed(): void {
    const next = this.#read();
    const { messages, isComplete, isLive, place, goal } = this.#reading;
    const isSame = next.messages === messages && next.isComplete === isComplete && next.isLive === isLive;
    if (isSame && next.place === place && next.goal === goal) return;
    this.#reading = next;
    for (const listener of this.#listeners) listener();
  }

  #read(): Reading {
    const { messages, isComplete } = this.#store.shown();
    const stretch = this.#stretch ?? { messages, isComplete, isLive: true };
    return { ...stretch, place: this.#place, goal: this.#goal };
  }

  #nextCount(): number {
    return (this.#goal?.count ?? 0) + 1;
  }
}

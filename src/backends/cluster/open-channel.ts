// A channel in its owner's memory: where it stands with all that was accepted, and what of that is durable.
import type { FoldedEvent } from "../../core/channel-state.ts";
import { applyEvent } from "../../core/channel-state.ts";
import { CachedChannelRows, RowMissing } from "./channel-rows.ts";
import { bodyOfRecord, type EventRecord } from "./log-record.ts";
import type { RowChange, RowStore } from "./ports.ts";
import type { RulesInForce } from "./rules-in-force.ts";

/** What an event changes, as it is to be written. */
export interface Applied {
  readonly event: EventRecord;
  readonly changes: readonly RowChange[];
  readonly owners: number;
}

/** Thrown when the store is further than what was to be applied: another owner went on, the channel is loaded again. */
class StoreAhead extends Error {}

/** Thrown when an event counts and yet is not the next of its channel: the divergence that must never be. */
export class SeqNotNext extends Error {
  constructor(channelId: string, seq: number, head: number) {
    super(`channel ${channelId}: event ${seq} came after ${head}`);
  }
}

interface Waiter {
  readonly seq: number;
  /** It waited before the last sweep. */
  isOld: boolean;
  readonly resolve: () => void;
  readonly reject: (failure: unknown) => void;
}

const eventsAtOnce = 500;

/** What an open channel is given. */
export interface OpenChannelOptions {
  readonly channelId: string;
  readonly store: RowStore;
  readonly rules: RulesInForce;
  /** How many of the latest events are remembered by their ids. */
  readonly maxRecent: number;
}

/** One channel of a partition. Everything that decides about it runs in its turn, one after the other. */
export class OpenChannel {
  readonly channelId: string;
  readonly #options: OpenChannelOptions;
  rows = new CachedChannelRows({ channel: undefined, owners: 0 }, true);
  /** The seq of the last event that was accepted or folded. */
  head = 0;
  /** The gen of that event. */
  headGen = 0;
  messages = 0;
  atMs = 0;
  /** Everything up to here is in the store, with all that is derived from it. */
  settledSeq = 0;
  /** Memory holds every event after this seq by its id. */
  coversAfter = 0;
  readonly #recent = new Map<string, EventRecord>();
  #waiters: Waiter[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #turns = 0;
  #stopped: unknown;

  constructor(options: OpenChannelOptions) {
    this.channelId = options.channelId;
    this.#options = options;
  }

  /** Runs a task after all that were given before it. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    this.#turns++;
    const result = this.#last.then(task);
    this.#last = result.then(
      () => this.#turns--,
      () => this.#turns--,
    );
    return result;
  }

  /** Whether nothing runs or waits, and all is durable: then the channel can be forgotten. */
  get isIdle(): boolean {
    return this.#turns === 0 && this.settledSeq === this.head;
  }

  /** Reads the channel: what is derived, as of one moment, and every event after it, which is applied again. */
  async load(): Promise<readonly Applied[]> {
    for (;;) {
      try {
        return await this.#load();
      } catch (failure) {
        if (!(failure instanceof StoreAhead)) throw failure;
      }
    }
  }

  /**
   * Takes an event of the log that was accepted elsewhere. `stored`: what was found in the store and is to be derived
   * again; `fresh`: the event, if it is not in the store yet. Rejects with SeqNotNext if it cannot stand there.
   */
  async takeFolded(event: EventRecord): Promise<{ stored: readonly Applied[]; fresh: Applied | undefined }> {
    let stored: readonly Applied[] = [];
    while (event.seq === this.head + 1) {
      try {
        const fresh = await this.apply(event, this.head);
        this.advance(event);
        return { stored, fresh };
      } catch (failure) {
        if (!(failure instanceof StoreAhead)) throw failure;
        await this.whenSettled(this.head);
        stored = await this.load();
      }
    }
    if (event.seq > this.head) throw new SeqNotNext(this.channelId, event.seq, this.head);
    return { stored, fresh: undefined };
  }

  /** Moves the head by an event that was given the next seq. */
  advance(event: EventRecord): void {
    this.head = event.seq;
    this.headGen = event.gen;
    this.messages = event.messages;
    this.atMs = event.atMs;
    this.#recent.set(keyOf(event), event);
  }

  /** Applies an event to the rows, of which the store may have at most those that follow from `through`. */
  async apply(event: EventRecord, through: number): Promise<Applied> {
    return { event, ...(await this.withRows(() => this.applyNow(event), through)) };
  }

  /** Applies an event to the rows; throws RowMissing, and changes nothing, if one is not here. */
  applyNow(event: EventRecord): { changes: readonly RowChange[]; owners: number } {
    applyEvent(this.rows, toFolded(event));
    return this.rows.commit();
  }

  /** Runs something synchronous over the rows, again whenever a row had to be fetched. */
  async withRows<T>(act: () => T, through = Number.POSITIVE_INFINITY): Promise<T> {
    for (;;) {
      try {
        return act();
      } catch (missing) {
        this.rows.rollBack();
        if (!(missing instanceof RowMissing)) throw missing;
        await this.#fetch(missing, through);
        if (this.#stopped) throw this.#stopped;
      }
    }
  }

  /** The event with this id, if memory has it. */
  recent(of: Pick<EventRecord, "actorId" | "clientMessageId">): EventRecord | undefined {
    return this.#recent.get(keyOf(of));
  }

  /** Resolves when everything up to a seq is durable; rejects when the channel is given up. */
  whenSettled(seq: number): Promise<void> {
    if (seq <= this.settledSeq) return Promise.resolve();
    if (this.#stopped) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => this.#waiters.push({ seq, isOld: false, resolve, reject }));
  }

  /** Lets those go with a failure who waited at the last call already: whether it came to be is unknown. */
  sweep(failure: () => unknown): void {
    const late = this.#waiters.filter(({ isOld }) => isOld);
    this.#waiters = this.#waiters.filter(({ isOld }) => !isOld);
    for (const waiter of this.#waiters) waiter.isOld = true;
    for (const { reject } of late) reject(failure());
  }

  /** Hears that everything up to a seq is durable. */
  settle(seq: number): void {
    this.settledSeq = Math.max(this.settledSeq, seq);
    this.#forgetOldest();
    this.answer(this.settledSeq);
  }

  /** Answers those who wait for a seq up to this one. */
  answer(seq: number): void {
    const ready = this.#waiters.filter((waiter) => waiter.seq <= seq);
    this.#waiters = this.#waiters.filter((waiter) => waiter.seq > seq);
    for (const { resolve } of ready) resolve();
  }

  /** Ends all waiting: whether what was waited for came to be is unknown. */
  stop(reason: unknown): void {
    this.#stopped = reason;
    for (const { reject } of this.#waiters.splice(0)) reject(reason);
  }

  async #load(): Promise<readonly Applied[]> {
    const { store, rules } = this.#options;
    const stored = await store.readChannel(this.channelId);
    const mark = stored.derivedSeq;
    const events = await this.#eventsAfter(Math.max(0, mark - 1));
    this.rows = new CachedChannelRows({ channel: stored.channel, owners: stored.owners }, mark === 0);
    this.head = 0;
    this.#recent.clear();
    this.coversAfter = mark;
    const applied: Applied[] = [];
    for (const event of events) {
      if (event.seq > mark) applied.push(await this.apply(event, mark));
      this.advance(event);
    }
    this.settledSeq = rules.derivedAgain ? Math.min(mark, this.head) : this.head;
    return rules.derivedAgain ? applied : [];
  }

  async #eventsAfter(after: number): Promise<EventRecord[]> {
    const events: EventRecord[] = [];
    for (;;) {
      const page = await this.#options.store.readEvents(this.channelId, events.at(-1)?.seq ?? after, eventsAtOnce);
      events.push(...page);
      if (page.length < eventsAtOnce) return events;
    }
  }

  async #fetch({ row }: RowMissing, through: number): Promise<void> {
    const { store } = this.#options;
    if ("messageSeq" in row) {
      this.rows.fetchedMessage(row.messageSeq, await store.readMessage(this.channelId, row.messageSeq));
      return;
    }
    const { member, derivedSeq } = await store.readMember(this.channelId, row.userId);
    // Joining somebody who is counted already would not count them: rows must be of one moment.
    if (derivedSeq > through) throw new StoreAhead();
    this.rows.fetchedMember(row.userId, member);
  }

  // What is not durable stays: whoever asks for it again must wait with the first.
  #forgetOldest(): void {
    for (const [key, event] of this.#recent) {
      if (this.#recent.size <= this.#options.maxRecent || event.seq > this.settledSeq) return;
      this.#recent.delete(key);
      this.coversAfter = event.seq;
    }
  }
}

function keyOf({ actorId, clientMessageId }: Pick<EventRecord, "actorId" | "clientMessageId">): string {
  return `${actorId} ${clientMessageId}`;
}

function toFolded(event: EventRecord): FoldedEvent {
  // No row holds the actor's name.
  return { ...event, actorName: "", body: bodyOfRecord(event) };
}

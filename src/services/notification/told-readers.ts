// Takes back from devices what their people have read: knows who was told of which channel, and hears them read.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { Decision, NoticeStore } from "../../core/notices.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Off, Topics } from "../../core/topics.ts";
import { isPassing } from "./insist.ts";

/** What it is made of. */
export interface ToldReadersParts {
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly notices: Pick<NoticeStore, "withdraw" | "withdrawRead">;
  /** Hears that devices are to take something back. */
  readonly onWithdrawn: () => void;
  readonly onUnexpected: (failure: unknown) => void;
}

/** People and channels that are listened for, at most; what is beyond is found by the sweep. */
const maxPeople = 20_000;
const maxChannels = 200;
const maxCrowd = 1_000;
/** Several steps of one reader are one step for the store. */
const gatherMs = 100;
const sweepMs = 60_000;
/** One sweep asks so often whether there is more. */
const maxSweeps = 100;

interface Person {
  /** The channels of which they were told and that they have not read since, with the first seq. */
  readonly firstSeqs: Map<string, number>;
  readonly off: Off;
}

/** Begins with what was read while nobody listened. Call `close` when done. */
export class ToldReaders {
  readonly #parts: ToldReadersParts;
  readonly #people = new Map<string, Person>();
  readonly #read = new Map<string, { readonly channelId: string; readonly userId: string; readonly seq: number }>();
  readonly #cancelSweep: Cancel;
  #cancelGather: Cancel | undefined;
  #isSweeping = false;
  #closed = false;

  constructor(parts: ToldReadersParts) {
    this.#parts = parts;
    this.#cancelSweep = parts.clock.every(sweepMs, () => void this.sweep());
  }

  /** Hears what was kept. */
  kept(decisions: readonly Decision[]): void {
    for (const { told, sourceId, seq, handOverTo } of decisions) {
      // What another service tells is not ours to take back; a crowd is left to the sweep.
      if (handOverTo !== undefined || told.length > maxCrowd) continue;
      for (const { userId, reason } of told) if (reason !== "service") this.#expect(userId, sourceId, seq);
    }
  }

  /** Somebody has read a channel up to a seq: by saying so, or by saying something there. */
  hasRead(userId: string, channelId: string, seq: number): void {
    const person = this.#people.get(userId);
    const firstSeq = person?.firstSeqs.get(channelId);
    if (!person || firstSeq === undefined || firstSeq > seq) return;
    person.firstSeqs.delete(channelId);
    if (person.firstSeqs.size === 0) this.#forget(userId);
    this.#read.set(`${userId} ${channelId}`, { channelId, userId, seq });
    this.#cancelGather ??= this.#parts.clock.after(gatherMs, () => void this.#withdrawAll());
  }

  /** Withdraws what was read without being heard of; done by itself every minute. */
  async sweep(): Promise<void> {
    if (this.#isSweeping) return;
    this.#isSweeping = true;
    try {
      let withdrawn = 0;
      for (let i = 0; i < maxSweeps && !this.#closed; i++) {
        const count = await this.#parts.notices.withdrawRead();
        withdrawn += count;
        if (count === 0) break;
      }
      if (withdrawn > 0) this.#parts.onWithdrawn();
    } catch (failure) {
      this.#failed(failure);
    } finally {
      this.#isSweeping = false;
    }
  }

  close(): void {
    this.#closed = true;
    this.#cancelSweep();
    this.#cancelGather?.();
    for (const userId of [...this.#people.keys()]) this.#forget(userId);
  }

  #expect(userId: string, channelId: string, seq: number): void {
    const person = this.#people.get(userId) ?? this.#listen(userId);
    if (person.firstSeqs.has(channelId) || person.firstSeqs.size >= maxChannels) return;
    person.firstSeqs.set(channelId, seq);
  }

  #listen(userId: string): Person {
    const off = this.#parts.topics.on("user", userId, (signal) => {
      if (signal.kind === "read") this.hasRead(userId, signal.channelId, signal.seq);
    });
    const person = { firstSeqs: new Map<string, number>(), off };
    this.#people.set(userId, person);
    const [oldest] = this.#people.keys();
    if (this.#people.size > maxPeople && oldest !== undefined) this.#forget(oldest);
    return person;
  }

  #forget(userId: string): void {
    this.#people.get(userId)?.off();
    this.#people.delete(userId);
  }

  async #withdrawAll(): Promise<void> {
    this.#cancelGather = undefined;
    const reads = [...this.#read.values()];
    this.#read.clear();
    try {
      for (const { channelId, seq, userId } of reads) await this.#parts.notices.withdraw(channelId, seq, userId);
      if (reads.length > 0) this.#parts.onWithdrawn();
    } catch (failure) {
      // The sweep finds what was not withdrawn.
      this.#failed(failure);
    }
  }

  #failed(failure: unknown): void {
    if (!this.#closed && !isPassing(failure)) this.#parts.onUnexpected(failure);
  }
}

// People who are subscribed at Centrifugo: most in a crowd, a few in this process to time what they hear.
import { setTimeout as sleep } from "node:timers/promises";
import { dueOf } from "../load/stamped-text.ts";
import { CentrifugoFollower, type OnData } from "./centrifugo-follower.ts";
import { toToken } from "./centrifugo-server.ts";
import { Crowd } from "./crowd.ts";
import type { Dialect } from "./dialect.ts";

/** Observers on each side of the crowd: those who come first may be served first, those who come last, last. */
const observersAtEachEnd = 5;
const observersHearMs = 10_000;
const lookMs = 1;

/** Everybody listens on a connection of their own. */
export class CentrifugoListeners {
  readonly #observers: CentrifugoFollower[] = [];
  #crowd: Crowd | undefined;

  /** Connects so many; `onDue` hears of each message at an observer when it was due. */
  static async open(address: string, dialect: Dialect, count: number, onDue: (dueMs: number) => void) {
    const listeners = new CentrifugoListeners();
    const tokens = Array.from({ length: count }, (_, index) => toToken(`bench-${index}`));
    // The data is a JSON string: its text begins behind the quote.
    const onData: OnData = (from, start, end) => onDue(dueOf(from.toString("latin1", start + 1, end)));
    try {
      await listeners.#observe(address, dialect, tokens.slice(0, observersAtEachEnd), onData);
      const middle = tokens.slice(observersAtEachEnd, -observersAtEachEnd);
      listeners.#crowd = await Crowd.open(dialect.way, address, middle);
      await listeners.#observe(address, dialect, tokens.slice(-observersAtEachEnd), onData);
      return listeners;
    } catch (failure) {
      listeners.close();
      throw failure;
    }
  }

  /** What every observer has heard; throws what keeps one from hearing. */
  heardByAll(): number {
    for (const { failure } of this.#observers) if (failure) throw failure;
    return Math.min(...this.#observers.map(({ received }) => received));
  }

  /** Resolves when everybody has heard so many messages since they came; rejects if anybody has not in time, or more. */
  async hear(messages: number, withinMs: number): Promise<void> {
    await this.#crowd?.hears(messages, withinMs);
    const giveUpAtMs = performance.now() + observersHearMs;
    while (this.heardByAll() < messages && performance.now() < giveUpAtMs) await sleep(lookMs);
    const other = this.#observers.find(({ received }) => received !== messages);
    if (other) throw new Error(`an observer heard ${other.received} messages, not ${messages}`);
  }

  /** Cuts all connections. */
  close(): void {
    this.#crowd?.close();
    for (const observer of this.#observers) observer.close();
  }

  async #observe(address: string, dialect: Dialect, tokens: readonly string[], onData: OnData): Promise<void> {
    for (const token of tokens) {
      const observer = new CentrifugoFollower(dialect, token, onData);
      this.#observers.push(observer);
      await observer.open(address);
    }
  }
}

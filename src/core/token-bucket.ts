// Rate limits: one bucket of tokens for each key, filled by the clock, forgotten when full again.
import type { Clock } from "./clock.ts";

interface Bucket {
  tokens: number;
  atMs: number;
}

/** What a bucket allows: `burst` at once, refilled with `perSecond`; a rate of 0 means no limit. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** Buckets by key; holds at most `maxKeys`, those untouched for longest go first. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #rate: Rate;
  readonly #clock: Clock;
  readonly #maxKeys: number;

  constructor(rate: Rate, clock: Clock, maxKeys = 100_000) {
    this.#rate = rate;
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  /** Takes `count` tokens and returns 0, or takes none and returns after how many milliseconds they would be there. */
  take(key: string, count = 1): number {
    const { perSecond, burst } = this.#rate;
    if (perSecond === 0) return 0;
    const bucket = this.#filled(key);
    const missing = Math.min(count, burst) - bucket.tokens;
    if (missing > 0) return Math.ceil((missing / perSecond) * 1000);
    bucket.tokens -= count;
    return 0;
  }

  /** Whether a token is there, without taking it: 0, or the milliseconds until there is one. */
  wait(key: string): number {
    if (this.#rate.perSecond === 0) return 0;
    const missing = 1 - this.#filled(key).tokens;
    return missing > 0 ? Math.ceil((missing / this.#rate.perSecond) * 1000) : 0;
  }

  #filled(key: string): Bucket {
    const now = this.#clock.now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#rate.burst, atMs: now };
    const gainedMs = Math.max(0, now - bucket.atMs);
    bucket.tokens = Math.min(this.#rate.burst, bucket.tokens + (gainedMs / 1000) * this.#rate.perSecond);
    bucket.atMs = now;
    // Touched last, kept longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > this.#maxKeys) this.#buckets.delete(this.#buckets.keys().next().value as string);
    return bucket;
  }
}

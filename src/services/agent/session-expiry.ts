// The end of sessions by time: nobody calls when a refresh token runs out, so what such a session holds open is ended here.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { SessionRow, SessionStore } from "../../core/ports.ts";

/** What it asks and whom it tells. */
export interface SessionExpiryOptions {
  readonly store: Pick<SessionStore, "sessionsOf">;
  readonly clock: Clock;
  /** Whether something is open that the end of this session would end. */
  readonly isHeard: (sessionId: string) => boolean;
  readonly onExpired: (sessionId: string) => void;
}

interface Known {
  readonly userId: string;
  readonly seenAtMs: number;
  readonly expiresAtMs: number;
}

const sweepMs = 5_000;
/** From a look into the store until what was opened after it listens. */
const quietMs = 60_000;

/** Remembers sessions that were seen lately or hold something open, and no others. */
export class SessionExpiry {
  readonly #options: SessionExpiryOptions;
  readonly #known = new Map<string, Known>();
  #cancelSweep: Cancel | undefined;

  constructor(options: SessionExpiryOptions) {
    this.#options = options;
  }

  /** How many sessions are remembered: for tests of leaks. */
  get size(): number {
    return this.#known.size;
  }

  /** The session was found in the store, or got new tokens. */
  note({ sessionId, userId, refreshExpiresAtMs }: SessionRow): void {
    this.#known.set(sessionId, { userId, seenAtMs: this.#options.clock.now(), expiresAtMs: refreshExpiresAtMs });
    this.#cancelSweep ??= this.#options.clock.every(sweepMs, () => void this.#sweep());
  }

  /** The session has ended. */
  forget(sessionId: string): void {
    this.#known.delete(sessionId);
    if (this.#known.size === 0) this.close();
  }

  /** Stops looking, until a session is noted again. */
  close(): void {
    this.#cancelSweep?.();
    this.#cancelSweep = undefined;
  }

  async #sweep(): Promise<void> {
    const nowMs = this.#options.clock.now();
    for (const [sessionId, known] of [...this.#known]) {
      if (known.expiresAtMs <= nowMs) await this.#check(sessionId, known);
      // A clock that was set back must not keep it for longer.
      else if (Math.abs(nowMs - known.seenAtMs) >= quietMs && !this.#options.isHeard(sessionId)) this.forget(sessionId);
    }
  }

  // Another process may have given it new tokens meanwhile.
  async #check(sessionId: string, known: Known): Promise<void> {
    let rows: readonly SessionRow[];
    try {
      rows = await this.#options.store.sessionsOf(known.userId);
    } catch {
      // Not to be taken for the end: the next sweep asks again.
      return;
    }
    if (this.#known.get(sessionId) !== known) return;
    const row = rows.find((session) => session.sessionId === sessionId);
    if (row && row.refreshExpiresAtMs > this.#options.clock.now()) this.note(row);
    else this.#options.onExpired(sessionId);
  }
}

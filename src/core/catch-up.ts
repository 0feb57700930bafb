// What a new follower has missed: how much of it may still be sent, and when it has all of it.
import type { Cursor } from "./hub-channel.ts";

/** How many missed events are sent on a start: of one channel, and of all. */
const limits = { channelEvents: 500, totalEvents: 20_000 } as const;

/** Minds the cursors of one follower that have not reached the head which their channel had at the start. */
export class CatchUp {
  #onCaughtUp: (() => void) | undefined;
  #left: number = limits.totalEvents;
  #missing = 0;

  /** `onCaughtUp` is called once, when every cursor has reached its target. */
  constructor(onCaughtUp: (() => void) | undefined) {
    this.#onCaughtUp = onCaughtUp;
  }

  /** A cursor is there, and may have a target to reach. */
  expect({ target }: Cursor): void {
    if (target !== undefined) this.#missing++;
  }

  /** How many events may be read for this cursor; 0: the rest up to its target is a gap. */
  mayRead({ target, missedRead }: Cursor): number {
    if (target === undefined) return Number.MAX_SAFE_INTEGER;
    return Math.max(0, Math.min(limits.channelEvents - missedRead, this.#left));
  }

  /** Events were read for this cursor. */
  wasRead(cursor: Cursor, events: number): void {
    if (cursor.target === undefined) return;
    cursor.missedRead += events;
    this.#left -= events;
  }

  /** The cursor has no target any more: it reached it, or left. */
  reached(cursor: Cursor): void {
    if (cursor.target === undefined) return;
    cursor.target = undefined;
    this.#missing--;
    this.check();
  }

  /** Tells that all is reached, if it is. */
  check(): void {
    if (this.#missing > 0) return;
    const onCaughtUp = this.#onCaughtUp;
    this.#onCaughtUp = undefined;
    onCaughtUp?.();
  }

  /** Tells nobody any more. */
  cancel(): void {
    this.#onCaughtUp = undefined;
  }
}

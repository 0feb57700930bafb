// The door's own time, in seconds that it counts itself: a wall clock that is set must not end anybody's life here.
import type { Cancel, Clock } from "../../core/clock.ts";

/** Call `close` when done. */
export class DoorTime {
  /** Seconds since the door was opened. */
  nowS = 0;
  readonly #listeners: (() => void)[] = [];
  readonly #cancel: Cancel;

  constructor(clock: Clock) {
    this.#cancel = clock.every(1_000, () => this.#tick());
  }

  /** Hears every second from now on. */
  onSecond(act: () => void): void {
    this.#listeners.push(act);
  }

  close(): void {
    this.#cancel();
  }

  #tick(): void {
    this.nowS++;
    for (const act of this.#listeners) act();
  }
}

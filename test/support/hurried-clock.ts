// A clock whose wall a test turns by hand while its timers run as everywhere; turning it on makes them due as well.
import type { Cancel, Clock } from "../../src/core/clock.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { FakeClock } from "./fake-clock.ts";

/** For what needs real time to pass, as all that waits for other programs does. */
export class HurriedClock extends FakeClock {
  /** Timers that come by themselves or when the clock is turned beyond them, whatever is first. */
  readonly running: Clock = {
    now: () => this.now(),
    after: (delayMs, act) => {
      const cancel = (): void => {
        for (const each of cancels) each();
      };
      const once = (): void => {
        cancel();
        act();
      };
      const cancels: Cancel[] = [systemClock.after(delayMs, once), this.after(delayMs, once)];
      return cancel;
    },
    every: (periodMs, act) => {
      const cancels = [systemClock.every(periodMs, act), this.every(periodMs, act)];
      return () => {
        for (const each of cancels) each();
      };
    },
  };
}

// The real time and its timers.
import type { Cancel, Clock } from "../core/clock.ts";

/** The machine's clock; its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, act): Cancel {
    const timer = setTimeout(act, delayMs).unref();
    return () => clearTimeout(timer);
  },
  every(periodMs, act): Cancel {
    const timer = setInterval(act, periodMs).unref();
    return () => clearInterval(timer);
  },
};

// Time as a client sees it.
import type { Cancel, Clock } from "../../core/clock.ts";

/** The machine's time. Unlike a server's, its timers keep the process alive: a client that waits to reconnect is at work. */
export const clientClock: Clock = {
  now: () => Date.now(),
  after(delayMs, act): Cancel {
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
  every(periodMs, act): Cancel {
    const timer = setInterval(act, periodMs);
    return () => clearInterval(timer);
  },
};

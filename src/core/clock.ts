// Time as everything inside Madang sees it: handed in, so that tests can turn it.

/** Ends a timer; calling it twice is fine. */
export type Cancel = () => void;

/** The time and its timers. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC. */
  now(): number;
  /** Calls `act` once after `delayMs`; does not keep the process alive. */
  after(delayMs: number, act: () => void): Cancel;
  /** Calls `act` every `periodMs`; does not keep the process alive. */
  every(periodMs: number, act: () => void): Cancel;
}

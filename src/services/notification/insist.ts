// Tries again what a store could not do, until it does: for work that must not be skipped.
import type { Clock } from "../../core/clock.ts";
import { ChatError } from "../../core/errors.ts";

const firstPauseMs = 100;
const longestPauseMs = 5_000;

/** Sleeps for a while, or until the signal aborts. */
export function pause(clock: Pick<Clock, "after">, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener("abort", done);
  });
}

/** Whether the same may succeed later. */
export function isPassing(failure: unknown): boolean {
  if (!(failure instanceof ChatError)) return false;
  return ["UNAVAILABLE", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"].includes(failure.code);
}

/** Resolves to what the act gives, after as many tries as it takes; rejects with a failure that does not pass, or when aborted. */
export async function insist<T>(act: () => Promise<T>, clock: Pick<Clock, "after">, signal: AbortSignal): Promise<T> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await act();
    } catch (failure) {
      if (!isPassing(failure) || signal.aborted) throw failure;
      await pause(clock, pauseMs, signal);
    }
    signal.throwIfAborted();
  }
}

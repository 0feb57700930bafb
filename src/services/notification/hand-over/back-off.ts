// How long another service is left alone that did not answer: shorter than a device, since it serves everybody.
import { retryDelayMs } from "../retry-delay.ts";

const longestMs = 60_000;

/** The wait in milliseconds after so many calls in vain: 1 s to 60 s. */
export function backOffMs(attempts: number, random: () => number): number {
  return retryDelayMs(attempts, random, longestMs);
}

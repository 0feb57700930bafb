// How long to wait before something is tried again: full jitter, so that not all come back at the same moment.

const firstMs = 1_000;

/** The wait in milliseconds after so many tries in vain: from 1 s to the longest, 5 min if left out. */
export function retryDelayMs(attempts: number, random: () => number, longestMs = 5 * 60_000): number {
  const ceilingMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 30));
  return Math.max(firstMs, Math.round(random() * ceilingMs));
}

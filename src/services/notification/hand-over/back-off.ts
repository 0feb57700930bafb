// How long to wait before another service is called again: full jitter, so that not all come back at the same moment.

const firstMs = 1_000;
const longestMs = 60_000;

/** The wait in milliseconds after so many tries in vain: 1 s to 60 s. */
export function backOffMs(attempts: number, random: () => number): number {
  const ceilingMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempts, 30));
  return Math.max(firstMs, Math.round(random() * ceilingMs));
}

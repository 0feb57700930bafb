// Several repeats of one measurement.

/** The middle of the repeats, and the repeats. */
export function findRepeated(repeats: readonly number[]): { value: number; repeats: readonly number[] } {
  const sorted = repeats.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error("nothing was measured");
  return { value: (upper + lower) / 2, repeats };
}

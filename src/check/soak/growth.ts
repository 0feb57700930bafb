// Whether a row of measurements stays flat: a slope that a few odd values do not move, against a bound per hour.

/** A measurement: milliseconds of any clock, and a number. */
export type Point = readonly [atMs: number, value: number];

/** What is found of a row. */
export interface Growth {
  /** Theil–Sen: the median of the slopes between all pairs, after the warm-up. */
  readonly perHour: number;
  /** How far values lie from that line: their median distance, as a standard deviation. */
  readonly noise: number;
  /** Medians of the first and the last third after the warm-up. */
  readonly first: number;
  readonly last: number;
  /** It grows by more than the bounds, by more than its noise, and has not stopped growing. */
  readonly isGrowing: boolean;
}

/** The part of a row that is not judged: caches fill and code is compiled. */
const warmUpPart = 1 / 3;
const hourMs = 3_600_000;
/** All pairs of so many are sorted in a moment. */
const mostPoints = 400;
const fewestPoints = 9;
/** Of normal values one in seven hundred lies so many standard deviations off. */
const sureDeviations = 3;
/** From the median distance to a standard deviation, for normal values. */
const madToDeviation = 1.4826;

/** What is too much. */
export interface GrowthBound {
  readonly maxPerHour: number;
  /** Less than this in all is nothing, however short the run: what an hour would make of it is a guess. */
  readonly leastRise: number;
}

/** Judges a row in the order of its time; undefined if it is too short to say anything. */
export function growthOf(row: readonly Point[], { maxPerHour, leastRise }: GrowthBound): Growth | undefined {
  const judged = thinned(row.slice(Math.floor(row.length * warmUpPart)));
  if (judged.length < fewestPoints) return undefined;
  const slope = slopeOf(judged);
  const rests = judged.map(([at, value]) => value - slope * at);
  const level = median(rests);
  const noise = median(rests.map((rest) => Math.abs(rest - level))) * madToDeviation;
  const third = Math.floor(judged.length / 3);
  const spanMs = (judged.at(-1)?.[0] ?? 0) - (judged[0]?.[0] ?? 0);
  // What fills up and is full then grows in the first half only; a leak goes on.
  const late = judged.slice(Math.floor(judged.length / 2));
  // The slope of many values is surer than one value is.
  const surelyAbove = (sureDeviations * noise) / Math.sqrt(judged.length / 3);
  const goesOn = slopeOf(late) * hourMs > maxPerHour / 2;
  return {
    perHour: slope * hourMs,
    noise,
    first: median(judged.slice(0, third).map(valueOf)),
    last: median(judged.slice(-third).map(valueOf)),
    isGrowing: slope * hourMs > maxPerHour && goesOn && slope * spanMs > Math.max(surelyAbove, leastRise),
  };
}

/** The middle value; of an even number the mean of the two. */
function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

function slopeOf(row: readonly Point[]): number {
  const slopes: number[] = [];
  for (const [i, [from, low]] of row.entries())
    for (const [to, high] of row.slice(i + 1)) if (to > from) slopes.push((high - low) / (to - from));
  return slopes.length === 0 ? 0 : median(slopes);
}

function thinned(row: readonly Point[]): readonly Point[] {
  const step = Math.ceil(row.length / mostPoints);
  return row.filter((_point, i) => i % step === 0);
}

function valueOf([, value]: Point): number {
  return value;
}

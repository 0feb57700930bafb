// A straight line through what was measured.

/** What grows with x, and what is there without. */
export interface Line {
  readonly slope: number;
  readonly offset: number;
}

/** The line with the least squared distances; one point gives a line from 0. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]): Line {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanX = mean(points.map(([x]) => x));
  const meanY = mean(points.map(([, y]) => y));
  const spread = mean(points.map(([x]) => (x - meanX) ** 2));
  if (spread === 0) return { slope: meanY / meanX, offset: 0 };
  const slope = mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread;
  return { slope, offset: meanY - slope * meanX };
}

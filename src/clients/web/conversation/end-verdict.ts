// Whether somebody moved the list away from its end: told by where it stands, whatever it was moved with.

/** Where a list stands, in pixels from its beginning. */
export interface Standing {
  readonly top: number;
  /** Where the top is of a list that stands at its end. */
  readonly end: number;
}

/** So near is at the end: pixels are fractions on many screens. */
const nearPx = 4;

/** Whether the last row is in sight to its end. */
export function isAtEnd({ top, end }: Standing): boolean {
  return end - top <= nearPx;
}

/**
 * Whether a list that stood at its end, when that was at `endBefore`, was moved up from there. Rows that come or grow
 * leave it where it was, and where they shrink the browser takes it up to the new end and no further.
 */
export function isMovedAway({ top, end }: Standing, endBefore: number): boolean {
  return top < Math.min(end, endBefore) - nearPx;
}

// Which rows of a long list are in sight.
import type { Row } from "./row.ts";

/** The row at the lower edge, found again by its message when rows come and go; undefined: the last row, whichever it is. */
export type Anchor = Pick<Row, "seq" | "part"> | undefined;

/** The rows in sight. */
export function rowsInSight<R extends Row>(rows: readonly R[], height: number, anchor: Anchor): readonly R[] {
  if (height <= 0) return [];
  const bottom = bottomOf(rows, height, anchor);
  return rows.slice(Math.max(0, bottom + 1 - height), bottom + 1);
}

/** Where the lower edge is after going so many rows down (up if negative), and whether the first row is in sight then. */
export function scrolled(
  rows: readonly Row[],
  { height, anchor, by }: { readonly height: number; readonly anchor: Anchor; readonly by: number },
): { readonly anchor: Anchor; readonly isAtTop: boolean } {
  const last = rows.length - 1;
  const highest = Math.min(height - 1, last);
  const bottom = Math.min(last, Math.max(highest, bottomOf(rows, height, anchor) + by));
  const row = rows[bottom];
  const isAtEnd = bottom === last || !row;
  return { anchor: isAtEnd ? undefined : { seq: row.seq, part: row.part }, isAtTop: bottom <= highest };
}

function bottomOf(rows: readonly Row[], height: number, anchor: Anchor): number {
  const last = rows.length - 1;
  if (!anchor) return last;
  const found = rows.findLastIndex(({ seq, part }) => seq < anchor.seq || (seq === anchor.seq && part <= anchor.part));
  return Math.min(last, Math.max(found, height - 1));
}

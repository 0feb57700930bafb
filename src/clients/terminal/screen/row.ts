// One row of the screen.
import { cutTo, textWidth } from "../text/width.ts";

/** A piece of a row that looks the same. */
export interface Span {
  readonly text: string;
  readonly color?: string;
  readonly bold?: boolean;
  readonly dim?: boolean;
  readonly inverse?: boolean;
}

/** A row that belongs to a message: rows of one message count from 0, what stands over it from below. */
export interface Row {
  readonly seq: number;
  readonly part: number;
  readonly spans: readonly Span[];
}

/** The spans, the last of them cut where the columns end. */
export function fitSpans(spans: readonly Span[], columns: number): Span[] {
  const fitting: Span[] = [];
  let left = columns;
  for (const span of spans) {
    if (left <= 0) break;
    const text = cutTo(span.text, left);
    fitting.push({ ...span, text });
    left -= textWidth(text);
  }
  return fitting;
}

const colors = ["cyan", "green", "magenta", "blue", "yellow", "red"] as const;

/** The same color for the same person, always. */
export function personColor(userId: string): string {
  let hash = 0;
  for (const character of userId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return colors[hash % colors.length] ?? "cyan";
}

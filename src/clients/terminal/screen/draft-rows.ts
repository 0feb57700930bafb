// How a draft is broken into rows, and where on them the caret is: exact to the column, because an input method opens there.
import { graphemes, textWidth } from "../text/width.ts";
import type { Draft } from "./draft.ts";

/** A row, and where in the text it begins. */
export interface DraftRow {
  readonly start: number;
  readonly text: string;
}

/** The rows of a draft. */
export interface DraftRows {
  readonly rows: readonly DraftRow[];
  readonly caretRow: number;
  readonly caretColumn: number;
}

/** Breaks a draft into rows; the last column of each stays free, so that the caret has its place there. */
export function draftRows({ text, caret }: Draft, columns: number): DraftRows {
  const rows = rowsOf(text, Math.max(2, columns - 1));
  const caretRow = rows.findLastIndex(({ start }) => start <= caret);
  const row = rows[caretRow] as DraftRow;
  return { rows, caretRow, caretColumn: textWidth(text.slice(row.start, caret)) };
}

/** The draft with its caret one row up or down, in the same column as far as there is one; undefined if there is no such row. */
export function moveRow(draft: Draft, columns: number, step: -1 | 1): Draft | undefined {
  const { rows, caretRow, caretColumn } = draftRows(draft, columns);
  const row = rows[caretRow + step];
  if (!row) return undefined;
  let caret = row.start;
  let column = 0;
  for (const grapheme of graphemes(row.text)) {
    column += textWidth(grapheme);
    if (column > caretColumn) break;
    caret += grapheme.length;
  }
  return { text: draft.text, caret };
}

function rowsOf(text: string, columns: number): DraftRow[] {
  const rows: DraftRow[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    let row = { start, text: "" };
    let width = 0;
    for (const grapheme of graphemes(line)) {
      const wide = textWidth(grapheme);
      if (width + wide > columns) {
        rows.push(row);
        row = { start: row.start + row.text.length, text: "" };
        width = 0;
      }
      row = { start: row.start, text: row.text + grapheme };
      width += wide;
    }
    rows.push(row);
    start += line.length + 1;
  }
  return rows;
}

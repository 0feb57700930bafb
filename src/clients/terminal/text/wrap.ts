// Breaks text into rows of a terminal.
import { graphemes, textWidth } from "./width.ts";

/** Rows that are at most so many columns wide, broken at blanks where that is possible; line ends stay line ends. */
export function wrapText(text: string, columns: number): string[] {
  const width = Math.max(2, columns);
  return text.split("\n").flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): string[] {
  if (textWidth(line) <= width) return [line];
  const rows: string[] = [];
  let row = "";
  for (const word of line.match(/\s+|\S+/g) ?? []) {
    if (textWidth(row) + textWidth(word) <= width) {
      row += word;
      continue;
    }
    const isBlank = /^\s/.test(word);
    if (row.trim() !== "") rows.push(row.trimEnd());
    // A blank at which a row is broken is not seen; a word that is wider than a row is broken anywhere.
    row = isBlank ? "" : breakWord(word, width, rows);
  }
  if (row.trim() !== "" || rows.length === 0) rows.push(row.trimEnd());
  return rows;
}

/** Pushes whole rows of the word and returns what is left of it. */
function breakWord(word: string, width: number, rows: string[]): string {
  let row = "";
  let taken = 0;
  for (const grapheme of graphemes(word)) {
    const wide = textWidth(grapheme);
    if (taken + wide > width) {
      rows.push(row);
      row = "";
      taken = 0;
    }
    row += grapheme;
    taken += wide;
  }
  return row;
}

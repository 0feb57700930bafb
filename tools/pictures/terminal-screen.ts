// What stands on a terminal's screen after a program wrote to it: the control sequences that our clients use, no others.
import { graphemes, textWidth } from "../../src/clients/terminal/text/width.ts";

/** How a character looks. */
export interface Look {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
  /** 0 to 7, and 8 to 15 for the bright ones; undefined: the terminal's own. */
  readonly color: number | undefined;
}

/** What stands in one column; "" behind a character that takes two. */
export interface Cell {
  readonly text: string;
  readonly look: Look;
}

const plain: Look = { bold: false, dim: false, inverse: false, color: undefined };
const blank: Cell = { text: " ", look: plain };
// A control sequence, one control character, or text up to the next of them.
const tokens = /\u001b\[([?<>=]?)([\d;]*)([@-~])|\u001b.|[\u0000-\u001f]|[^\u0000-\u001f]+/gu;

/** The rows of the screen, each of all its columns. */
export function screenAfter(output: string, columns: number, rows: number): readonly (readonly Cell[])[] {
  const screen = new Screen(columns, rows);
  for (const [token, mark = "", numbers = "", final] of output.matchAll(tokens)) {
    if (final === undefined) screen.write(token);
    else if (mark === "") screen.obey(final, numbers === "" ? [] : numbers.split(";").map(Number));
  }
  return screen.rows;
}

/** A row as text. */
export function textOf(row: readonly Cell[]): string {
  return row.map(({ text }) => text).join("");
}

class Screen {
  rows: Cell[][];
  readonly #columns: number;
  #x = 0;
  #y = 0;
  #look = plain;

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.rows = Array.from({ length: rows }, () => this.#emptyRow());
  }

  write(token: string): void {
    if (token === "\n") this.#nextRow();
    else if (token === "\r") this.#x = 0;
    else if (token === "\b") this.#x = Math.max(0, this.#x - 1);
    else if (token >= " ") for (const grapheme of graphemes(token)) this.#put(grapheme);
  }

  obey(final: string, numbers: readonly number[]): void {
    const count = Math.max(1, numbers[0] ?? 1);
    if (final === "m") this.#look = numbers.length === 0 ? plain : numbers.reduce(lookAfter, this.#look);
    else if (final === "H") this.#goTo((numbers[1] ?? 1) - 1, (numbers[0] ?? 1) - 1);
    else if (final === "A") this.#goTo(this.#x, this.#y - count);
    else if (final === "B") this.#goTo(this.#x, this.#y + count);
    else if (final === "C") this.#goTo(this.#x + count, this.#y);
    else if (final === "D") this.#goTo(this.#x - count, this.#y);
    else if (final === "E") this.#goTo(0, this.#y + count);
    else if (final === "F") this.#goTo(0, this.#y - count);
    else if (final === "G") this.#goTo(count - 1, this.#y);
    else if (final === "K") this.#eraseRow(numbers[0] ?? 0);
    else if (final === "J") this.#eraseScreen(numbers[0] ?? 0);
  }

  #put(grapheme: string): void {
    const width = textWidth(grapheme);
    if (width === 0) return;
    if (this.#x + width > this.#columns) {
      this.#x = 0;
      this.#nextRow();
    }
    const row = this.rows[this.#y] ?? [];
    row[this.#x] = { text: grapheme, look: this.#look };
    if (width === 2) row[this.#x + 1] = { text: "", look: this.#look };
    this.#x += width;
  }

  #nextRow(): void {
    if (this.#y < this.rows.length - 1) this.#y++;
    else this.rows = [...this.rows.slice(1), this.#emptyRow()];
  }

  #goTo(x: number, y: number): void {
    this.#x = Math.min(Math.max(x, 0), this.#columns - 1);
    this.#y = Math.min(Math.max(y, 0), this.rows.length - 1);
  }

  #eraseRow(which: number): void {
    const from = which === 0 ? this.#x : 0;
    const to = which === 1 ? this.#x + 1 : this.#columns;
    this.rows[this.#y]?.fill(blank, from, to);
  }

  #eraseScreen(which: number): void {
    this.#eraseRow(which);
    this.rows = this.rows.map((row, y) => {
      const isAfter = y > this.#y && which !== 1;
      const isBefore = y < this.#y && which !== 0;
      return isAfter || isBefore ? this.#emptyRow() : row;
    });
  }

  #emptyRow(): Cell[] {
    return Array.from({ length: this.#columns }, () => blank);
  }
}

function lookAfter(look: Look, code: number): Look {
  if (code === 0) return plain;
  if (code === 1) return { ...look, bold: true };
  if (code === 2) return { ...look, dim: true };
  if (code === 7) return { ...look, inverse: true };
  if (code === 22) return { ...look, bold: false, dim: false };
  if (code === 27) return { ...look, inverse: false };
  if (code === 39) return { ...look, color: undefined };
  if (code >= 30 && code <= 37) return { ...look, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...look, color: code - 82 };
  return look;
}

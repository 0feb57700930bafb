// How wide text is on a terminal: ㅋ and 한 take two columns, a family emoji too.
import stringWidth from "string-width";

const segmenter = new Intl.Segmenter();
const plain = /^[ -~]*$/;

/** The columns that a text takes. */
export function textWidth(text: string): number {
  return plain.test(text) ? text.length : stringWidth(text);
}

/** What people see as single characters. */
export function graphemes(text: string): string[] {
  if (plain.test(text)) return text.split("");
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The text, or as much of it as fits with "…" behind it. */
export function cutTo(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let width = 1;
  let kept = "";
  for (const grapheme of graphemes(text)) {
    width += textWidth(grapheme);
    if (width > columns) break;
    kept += grapheme;
  }
  return columns < 1 ? "" : `${kept}…`;
}

/** The text with blanks behind it up to the width; cut if it is wider. */
export function padTo(text: string, columns: number): string {
  const cut = cutTo(text, columns);
  return cut + " ".repeat(Math.max(0, columns - textWidth(cut)));
}

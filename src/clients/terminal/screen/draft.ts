// A text that is being written, and where in it one is.
import { graphemes } from "../text/width.ts";

/** The caret stands before the code unit with its number, never inside of what people see as one character. */
export interface Draft {
  readonly text: string;
  readonly caret: number;
}

/** Nothing yet. */
export const emptyDraft: Draft = { text: "", caret: 0 };

/** A text with the caret at its end. */
export function draftOf(text: string): Draft {
  return { text, caret: text.length };
}

const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Puts text where the caret is; line ends of any kind are line ends, tabs blanks, and control characters are left out. */
export function insert({ text, caret }: Draft, typed: string): Draft {
  const clean = typed.replaceAll(/\r\n?/g, "\n").replaceAll("\t", "    ").replaceAll(unwanted, "");
  // What is typed may join with what stands before it, as jamo do.
  const before = (text.slice(0, caret) + clean).normalize("NFC");
  return { text: before + text.slice(caret), caret: before.length };
}

/** Takes away the character before the caret. */
export function eraseBefore({ text, caret }: Draft): Draft {
  const start = stepLeft(text, caret);
  return { text: text.slice(0, start) + text.slice(caret), caret: start };
}

/** Takes away the character after the caret. */
export function eraseAfter({ text, caret }: Draft): Draft {
  return { text: text.slice(0, caret) + text.slice(stepRight(text, caret)), caret };
}

/** Takes away the word before the caret. */
export function eraseWord({ text, caret }: Draft): Draft {
  const start = text.slice(0, caret).replace(/\S*\s*$/, "").length;
  return { text: text.slice(0, start) + text.slice(caret), caret: start };
}

/** Takes away what stands before the caret on its line. */
export function eraseLineStart({ text, caret }: Draft): Draft {
  const start = lineStart(text, caret);
  return { text: text.slice(0, start) + text.slice(caret), caret: start };
}

/** Takes away what stands after the caret on its line. */
export function eraseLineEnd({ text, caret }: Draft): Draft {
  return { text: text.slice(0, caret) + text.slice(lineEnd(text, caret)), caret };
}

/** Where the caret may go within the text; up and down depend on how it is broken into rows. */
export type Direction = "left" | "right" | "start" | "end" | "wordLeft" | "wordRight";

/** Moves the caret. */
export function move({ text, caret }: Draft, direction: Direction): Draft {
  return { text, caret: target(text, caret, direction) };
}

function target(text: string, caret: number, direction: Direction): number {
  switch (direction) {
    case "left":
      return stepLeft(text, caret);
    case "right":
      return stepRight(text, caret);
    case "start":
      return lineStart(text, caret);
    case "end":
      return lineEnd(text, caret);
    case "wordLeft":
      return text.slice(0, caret).replace(/\S*\s*$/, "").length;
    default:
      return text.length - text.slice(caret).replace(/^\s*\S*/, "").length;
  }
}

function stepLeft(text: string, caret: number): number {
  return caret - (graphemes(text.slice(0, caret)).at(-1)?.length ?? 0);
}

function stepRight(text: string, caret: number): number {
  return caret + (graphemes(text.slice(caret))[0]?.length ?? 0);
}

function lineStart(text: string, caret: number): number {
  return text.lastIndexOf("\n", caret - 1) + 1;
}

function lineEnd(text: string, caret: number): number {
  const end = text.indexOf("\n", caret);
  return end === -1 ? text.length : end;
}

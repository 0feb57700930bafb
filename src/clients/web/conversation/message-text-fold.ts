// How much of a long text is shown before somebody asks for the rest.
import type { TextPart } from "./text-parts.ts";

/** Longer than this a text is folded … */
const mostLines = 20;
const mostCharacters = 1_200;
/** … to this, so that unfolding it is worth a click. */
const shownLines = 12;
const shownCharacters = 700;
/** How far back an end of a word is looked for. */
const wordSearch = 80;

/** A text that is too long for the list. */
export interface Fold {
  /** What is shown ends here. */
  readonly end: number;
  readonly lines: number;
  readonly characters: number;
  /** It is long because of its lines, not of its letters. */
  readonly isByLines: boolean;
}

/** Where a text is folded; undefined if it is short enough. A letter, or an emoji of many parts, counts once. */
export function foldOf(text: string): Fold | undefined {
  const lines = countLines(text);
  const isByLines = lines > mostLines;
  if (!isByLines && text.length <= mostCharacters) return undefined;
  const characters = charactersOf(text);
  if (!isByLines && characters.length <= mostCharacters) return undefined;
  const end = Math.min(endOfLines(text), endOfCharacters(text, characters));
  return { end, lines, characters: characters.length, isByLines };
}

/** The parts of a text up to there; what is cut keeps what it leads to. */
export function partsUntil(parts: readonly TextPart[], end: number): readonly TextPart[] {
  const kept: TextPart[] = [];
  let at = 0;
  for (const part of parts) {
    const room = end - at;
    at += part.text.length;
    if (room <= 0) break;
    kept.push({ ...part, text: part.text.slice(0, room) });
  }
  return kept;
}

// Where each of them ends.
function charactersOf(text: string): readonly number[] {
  const ends: number[] = [];
  for (const { index, segment } of new Intl.Segmenter(undefined).segment(text)) ends.push(index + segment.length);
  return ends;
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

function endOfLines(text: string): number {
  let at = -1;
  for (let line = 0; line < shownLines; line++) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return text.length;
  }
  return at;
}

function endOfCharacters(text: string, characters: readonly number[]): number {
  const end = characters[shownCharacters - 1] ?? text.length;
  if (end === text.length) return end;
  const blank = text.slice(end - wordSearch, end).search(/\s\S*$/u);
  return blank < 0 ? end : end - wordSearch + blank;
}

// What the word before the caret may become: a person, a channel, a command or an emoji.
import type { NamedEmoji } from "../conversation/emoji-names.ts";
import { emojiNamed, findEmoji } from "../conversation/emoji-search.ts";
import { hangulInitials, hangulKeys } from "./hangul-keys.ts";

/** What there is to choose from. */
export interface Choices {
  readonly people: readonly string[];
  readonly channels: readonly string[];
  readonly commands: readonly string[];
  readonly emoji: readonly NamedEmoji[];
}

/** Candidates, the best first, for the piece of text from `start` to `end`. */
export interface Completion {
  readonly start: number;
  readonly end: number;
  /** What stands there after choosing. */
  readonly candidates: readonly string[];
  /** How each of them is called, where they do not say it themselves. */
  readonly names?: readonly string[];
}

const mostCandidates = 12;
const initialsOnly = /^[ㄱ-ㅎ]{2,}$/;
const hangulEnd = /[가-힣]$/;
// Neither a time nor an address nor :D: the colon begins a word, and two keys at least follow.
const colonWord = /(?<=^|[\s(]|\p{ExtPict}\ufe0f?):([\p{L}\p{N}_+-]{1,40})$/u;
const colonWordEnded = /(?<=^|[\s(]|\p{ExtPict}\ufe0f?):([\p{L}\p{N}_+-]{1,40}):$/u;
const fewestKeys = 2;

/** What can be completed at the caret; undefined if nothing can, or if it is there already. */
export function completionAt(text: string, caret: number, choices: Choices): Completion | undefined {
  const before = text.slice(0, caret);
  const command = /^\/(\S*)$/.exec(before);
  if (command) return found(before, command[1] ?? "", "/", choices.commands);
  const emoji = emojiAt(before, choices.emoji);
  if (emoji) return emoji;
  const word = /(?:^|[\s(])([@#])([^\s@#]{0,32})$/.exec(before);
  if (!word) return undefined;
  const [, sign = "", prefix = ""] = word;
  // What holds a blank cannot be mentioned.
  const all = (sign === "@" ? choices.people : choices.channels).filter((name) => !/\s/.test(name));
  return found(before, prefix, sign, all);
}

/** The text with a candidate in its place, and where the caret goes. */
export function completed(text: string, { start, end }: Completion, candidate: string): [text: string, caret: number] {
  // Korean particles stand right behind a name.
  const gap = hangulEnd.test(candidate) || /^\s/.test(text.slice(end)) ? "" : " ";
  const head = text.slice(0, start) + candidate + gap;
  return [head + text.slice(end), head.length];
}

/** The text with the `:name:` that was just ended before the caret as its emoji; undefined if there is none. */
export function withEmoji(text: string, caret: number, all: readonly NamedEmoji[]): [string, number] | undefined {
  const typed = colonWordEnded.exec(text.slice(0, caret));
  const emoji = typed && emojiNamed(all, typed[1] ?? "");
  if (!emoji) return undefined;
  const head = text.slice(0, typed.index) + emoji;
  return [head + text.slice(caret), head.length];
}

function emojiAt(before: string, all: readonly NamedEmoji[]): Completion | undefined {
  const typed = colonWord.exec(before);
  const [, name = ""] = typed ?? [];
  if (!typed || hangulKeys(name).length < fewestKeys) return undefined;
  const emoji = findEmoji(all, name, mostCandidates);
  if (emoji.length === 0) return undefined;
  const candidates = emoji.map((one) => one.emoji);
  return { start: typed.index, end: before.length, candidates, names: emoji.map((one) => `:${one.name}:`) };
}

function found(before: string, prefix: string, sign: string, all: readonly string[]): Completion | undefined {
  const matching = [...new Set(all)].filter((one) => matches(one, prefix)).toSorted((a, b) => a.localeCompare(b));
  const isThere = matching.length === 1 && hangulKeys(matching[0] ?? "") === hangulKeys(prefix);
  if (matching.length === 0 || isThere) return undefined;
  const candidates = matching.slice(0, mostCandidates).map((one) => sign + one);
  return { start: before.length - prefix.length - sign.length, end: before.length, candidates };
}

function matches(name: string, prefix: string): boolean {
  if (hangulKeys(name).startsWith(hangulKeys(prefix))) return true;
  return initialsOnly.test(prefix) && hangulInitials(name).startsWith(prefix);
}

// Finding an emoji by what somebody typed of its name, in English or Korean.
import { hangulInitials, hangulKeys } from "../composer/hangul-keys.ts";
import type { NamedEmoji } from "./emoji-names.ts";

/** An emoji, and the name by which it was found. */
export interface FoundEmoji {
  readonly emoji: string;
  readonly name: string;
}

const initialsOnly = /^[ㄱ-ㅎ]{2,}$/;

/** Those whose names begin so, then those with a word that does, then those that hold it; the most used first. */
export function findEmoji(all: readonly NamedEmoji[], typed: string, most: number): readonly FoundEmoji[] {
  const wish = typed.toLowerCase();
  const keys = hangulKeys(wish);
  if (keys === "") return [];
  const ranked = all.flatMap(({ emoji, names }) => {
    const best = names
      .map((name) => ({ emoji, name, rank: rankOf(name, wish, keys) }))
      .reduce((a, b) => (b.rank < a.rank ? b : a));
    return best.rank < notAtAll ? [best] : [];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).slice(0, most);
}

/** The emoji of exactly this name. */
export function emojiNamed(all: readonly NamedEmoji[], name: string): string | undefined {
  const wanted = name.normalize("NFC").toLowerCase();
  return all.find(({ names }) => names.includes(wanted))?.emoji;
}

const notAtAll = 6;
/** Whoever has typed all but so many keys means it. */
const nearlyWhole = 2;

function rankOf(name: string, wish: string, keys: string): number {
  const given = hangulKeys(name);
  if (given === keys) return 0;
  if (given.startsWith(keys)) return given.length - keys.length <= nearlyWhole ? 1 : 2;
  if (initialsOnly.test(wish)) return hangulInitials(name).startsWith(wish) ? 3 : notAtAll;
  if (given.includes(`_${keys}`)) return 4;
  return given.includes(keys) ? 5 : notAtAll;
}

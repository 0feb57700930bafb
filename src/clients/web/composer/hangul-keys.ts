// Hangul as the keys that are pressed for it, so that half a syllable already finds a name.

const firstSyllable = 0xac00;
const lastSyllable = 0xd7a3;
const leads = "ㄱ ㄲ ㄴ ㄷ ㄸ ㄹ ㅁ ㅂ ㅃ ㅅ ㅆ ㅇ ㅈ ㅉ ㅊ ㅋ ㅌ ㅍ ㅎ".split(" ");
const vowels = "ㅏ ㅐ ㅑ ㅒ ㅓ ㅔ ㅕ ㅖ ㅗ ㅗㅏ ㅗㅐ ㅗㅣ ㅛ ㅜ ㅜㅓ ㅜㅔ ㅜㅣ ㅠ ㅡ ㅡㅣ ㅣ".split(" ");
const tails =
  ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ".split(",");

/** The keys of a text in lower case; other letters stay as they are. */
export function hangulKeys(text: string): string {
  return Array.from(text.normalize("NFC").toLowerCase(), (letter) => keysOf(letter)).join("");
}

/** The first consonant of each syllable: many people look for names by them. */
export function hangulInitials(text: string): string {
  return Array.from(text.normalize("NFC"), (letter) => partsOf(letter)?.[0] ?? letter).join("");
}

function keysOf(letter: string): string {
  return partsOf(letter)?.join("") ?? letter;
}

function partsOf(letter: string): [lead: string, vowel: string, tail: string] | undefined {
  const code = letter.codePointAt(0) ?? 0;
  if (code < firstSyllable || code > lastSyllable) return undefined;
  const at = code - firstSyllable;
  const [lead, vowel, tail] = [Math.floor(at / 588), Math.floor((at % 588) / 28), at % 28];
  return [leads[lead] ?? "", vowels[vowel] ?? "", tails[tail] ?? ""];
}

// Text of a given length that does not compress better than people's own.

const firstSyllable = 0xac00;
const syllables = 11_172;

/** So many syllables, three bytes each in UTF-8; the same ones for the same seed. */
export function hangul(characters: number, seed = 1): string {
  let state = seed;
  const next = () => {
    state = (state * 48_271) % 2_147_483_647;
    return String.fromCodePoint(firstSyllable + (state % syllables));
  };
  return Array.from({ length: characters }, next).join("");
}

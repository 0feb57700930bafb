// A name for somebody who has not thought of one yet.

const names = {
  en: {
    first: ["quiet", "sunny", "brave", "gentle", "swift", "merry", "clever", "happy", "calm", "bright"],
    second: ["otter", "magpie", "tiger", "crane", "fox", "heron", "badger", "wren", "lynx", "deer"],
    between: "-",
  },
  ko: {
    first: ["조용한", "밝은", "씩씩한", "다정한", "재빠른", "즐거운", "똑똑한", "느긋한", "반가운", "용감한"],
    second: ["수달", "까치", "호랑이", "두루미", "여우", "너구리", "다람쥐", "고라니", "참새", "토끼"],
    between: " ",
  },
};

/** Two words of the language; `random` gives 0 ≤ x < 1. */
export function suggestedName(language: keyof typeof names, random: () => number = Math.random): string {
  const { first, second, between } = names[language];
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? "";
  return `${pick(first)}${between}${pick(second)}`;
}

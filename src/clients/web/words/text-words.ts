// What is said about emoji and about long texts.

const english = {
  searchEmoji: "Search emoji",
  noEmoji: "No emoji is called that.",
  showAllLines: (count: number) => `Show all (${count} lines)`,
  showAllCharacters: (count: number) => `Show all (${count.toLocaleString("en")} characters)`,
  showLess: "Show less",
};

const korean: typeof english = {
  searchEmoji: "이모지 찾기",
  noEmoji: "그런 이름의 이모지가 없습니다.",
  showAllLines: (count) => `모두 보기 (${count}줄)`,
  showAllCharacters: (count) => `모두 보기 (${count.toLocaleString("ko")}자)`,
  showLess: "접기",
};

/** The sentences about emoji and long texts. */
export const textWords = { en: english, ko: korean };

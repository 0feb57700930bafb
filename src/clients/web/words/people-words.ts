// What is said of people and of channels as places for them.

const english = {
  builtIn: "built in",
};

const korean: typeof english = {
  builtIn: "내장",
};

/** The sentences about people. */
export const peopleWords = { en: english, ko: korean };

// Every sentence of the page in one language.
import { channelWords } from "./channel-words.ts";
import { conversationWords } from "./conversation-words.ts";
import { entranceWords } from "./entrance-words.ts";
import { failureWords } from "./failure-words.ts";
import { frameWords } from "./frame-words.ts";
import { notifyWords } from "./notify-words.ts";
import { peopleWords } from "./people-words.ts";
import { textWords } from "./text-words.ts";

/** The languages of the page. */
export type Language = "en" | "ko";

/** All sentences of one language, by where they stand. */
export type Words = ReturnType<typeof wordsIn>;

/** The sentences in a language. */
export function wordsIn(language: Language) {
  return {
    language,
    entrance: entranceWords[language],
    frame: frameWords[language],
    conversation: conversationWords[language],
    channels: channelWords[language],
    people: peopleWords[language],
    notify: notifyWords[language],
    texts: textWords[language],
    failures: failureWords[language],
  };
}

/** The first language of the browser's that the page knows; English if there is none. */
export function languageOf(wished: readonly string[]): Language {
  for (const tag of wished) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "ko" || language === "en") return language;
  }
  return "en";
}

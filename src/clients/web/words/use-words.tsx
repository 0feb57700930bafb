// How components get their sentences, and how the language is switched.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { keepText, keptText } from "../session/browser-storage.ts";
import { type Language, languageOf, type Words, wordsIn } from "./words.ts";

interface Spoken {
  readonly words: Words;
  readonly speak: (language: Language) => void;
}

const SpokenContext = createContext<Spoken | undefined>(undefined);

/** Everything below it speaks the language that was chosen here, or else the browser's. */
export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(() => {
    const chosen = keptText("language");
    return chosen === "en" || chosen === "ko" ? chosen : languageOf(navigator.languages);
  });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speak = (next: Language) => {
    keepText("language", next);
    setLanguage(next);
  };
  return <SpokenContext value={{ words: wordsIn(language), speak }}>{children}</SpokenContext>;
}

/** The sentences. */
export function useWords(): Words {
  return useSpoken().words;
}

/** Switches the language, now and for the next visit. */
export function useSpeak(): (language: Language) => void {
  return useSpoken().speak;
}

function useSpoken(): Spoken {
  const spoken = useContext(SpokenContext);
  if (!spoken) throw new Error("No language was chosen.");
  return spoken;
}

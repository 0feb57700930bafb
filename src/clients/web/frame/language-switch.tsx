// Switches between English and Korean; it speaks the other language.
import { Button } from "@mantine/core";
import { useSpeak, useWords } from "../words/use-words.tsx";

/** One button, in the language it leads to. */
export function LanguageSwitch() {
  const { language, frame } = useWords();
  const speak = useSpeak();
  const other = language === "en" ? "ko" : "en";
  return (
    <Button variant="subtle" size="compact-sm" lang={other} onClick={() => speak(other)}>
      {frame.language}
    </Button>
  );
}

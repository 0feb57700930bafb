// The way in: one field with a suggested name, one button.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { LanguageSwitch } from "../frame/language-switch.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./entrance.module.css";
import type { Phase, SessionGate } from "./session-gate.ts";
import { suggestedName } from "./suggested-name.ts";

interface EntranceProps {
  readonly gate: SessionGate;
  readonly phase: Exclude<Phase, { type: "inside" }>;
}

/** What somebody sees who is not inside. */
export function Entrance({ gate, phase }: EntranceProps) {
  const words = useWords();
  const [name, setName] = useState(() => phase.name ?? suggestedName(words.language));
  const field = useRef<HTMLInputElement>(null);
  const isEntering = phase.type === "entering";
  // Selected: whoever has a name types it, whoever has none presses Enter.
  useEffect(() => {
    if (!isEntering) field.current?.select();
  }, [isEntering]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void gate.enter({ kind: "guest", name });
  };
  return (
    <main className={styles["place"]}>
      <form className={styles["card"]} onSubmit={submit}>
        <img src="/icon.svg" alt="" width={52} height={52} />
        <h1 className={styles["title"]}>{words.entrance.title}</h1>
        <p className={styles["promise"]}>{words.entrance.promise}</p>
        <TextInput
          ref={field}
          label={words.entrance.name}
          size="md"
          value={name}
          maxLength={64}
          autoFocus
          autoComplete="nickname"
          spellCheck={false}
          disabled={isEntering}
          error={phase.type === "outside" && phase.failure !== undefined && failureSentence(phase.failure, words)}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" size="md" fullWidth loading={isEntering}>
          {isEntering ? words.entrance.entering : words.entrance.enter}
        </Button>
      </form>
      <LanguageSwitch />
    </main>
  );
}

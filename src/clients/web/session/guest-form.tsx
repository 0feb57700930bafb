// Comes in by name alone.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef } from "react";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./entrance.module.css";
import type { Entry } from "./session-gate.ts";

/** What all ways in share. */
export interface WayProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly isEntering: boolean;
  readonly failure: unknown;
  readonly onEnter: (entry: Entry) => void;
}

/** One field, one button. */
export function GuestForm({ name, onName, isEntering, failure, onEnter }: WayProps) {
  const words = useWords();
  const field = useRef<HTMLInputElement>(null);
  // Selected: whoever has a name types it, whoever has none presses Enter.
  useEffect(() => {
    if (!isEntering) field.current?.select();
  }, [isEntering]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") onEnter({ kind: "guest", name });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
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
        error={failure !== undefined && failureSentence(failure, words)}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth loading={isEntering}>
        {isEntering ? words.entrance.entering : words.entrance.enter}
      </Button>
    </form>
  );
}

// Comes in with a password, or makes an account.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { ChatError } from "../../sdk/browser.ts";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./entrance.module.css";
import type { WayProps } from "./guest-form.tsx";

const shortestPassword = 8;

/** Two fields and a button; password managers understand them. */
export function AccountForm({
  isNew,
  name,
  onName,
  isEntering,
  failure,
  onEnter,
}: WayProps & { readonly isNew: boolean }) {
  const words = useWords();
  const { entrance } = words;
  const [password, setPassword] = useState("");
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  // Where the name is known the password is what misses.
  useEffect(() => {
    const field = nameField.current?.value === "" ? nameField : passwordField;
    if (!isEntering) field.current?.focus();
  }, [isEntering]);
  // Whoever wants an account under a name with another password is told that the password is wrong.
  const isTaken = isNew && failure instanceof ChatError && failure.reason === "WRONG_PASSWORD";
  const sentence = isTaken ? entrance.taken : failure !== undefined && failureSentence(failure, words);
  const canEnter = name.trim() !== "" && (isNew ? password.length >= shortestPassword : password !== "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canEnter) onEnter({ kind: "account", name: name.trim(), password, signUp: isNew });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <h1 className={styles["title"]}>{isNew ? entrance.signUpTitle : entrance.signInTitle}</h1>
      {isNew && <p className={styles["promise"]}>{entrance.signUpPromise}</p>}
      <TextInput
        ref={nameField}
        label={entrance.name}
        size="md"
        name="username"
        value={name}
        maxLength={64}
        autoComplete="username"
        spellCheck={false}
        disabled={isEntering}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <PasswordInput
        ref={passwordField}
        label={entrance.password}
        description={isNew && entrance.passwordHint}
        size="md"
        name="password"
        value={password}
        maxLength={256}
        autoComplete={isNew ? "new-password" : "current-password"}
        disabled={isEntering}
        error={sentence}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <Button type="submit" size="md" fullWidth loading={isEntering} disabled={!canEnter}>
        {isEntering ? entrance.entering : isNew ? entrance.signUp : entrance.signIn}
      </Button>
    </form>
  );
}

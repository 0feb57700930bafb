// Changes one's own password.
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { ChatError } from "../../sdk/browser.ts";
import styles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";

const shortestPassword = 8;

/** A form; afterwards one is signed out everywhere else. */
export function PasswordForm() {
  const { people: words } = useWords();
  const client = useClient();
  const work = useWork();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [isChanged, setChanged] = useState(false);
  const isWrong = work.failure instanceof ChatError && work.failure.reason === "WRONG_PASSWORD";
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setChanged(await work.run(() => client.changePassword(old, fresh)));
  };
  if (isChanged)
    return (
      <p role="status" className={styles["good"]}>
        {words.passwordChanged}
      </p>
    );
  return (
    <form className={styles["form"]} onSubmit={(event) => void submit(event)}>
      <PasswordInput
        data-autofocus
        label={words.oldPassword}
        value={old}
        maxLength={256}
        autoComplete="current-password"
        error={isWrong && words.passwordWrong}
        onChange={(event) => setOld(event.currentTarget.value)}
      />
      <PasswordInput
        label={words.newPassword}
        description={words.passwordHint}
        value={fresh}
        maxLength={256}
        autoComplete="new-password"
        onChange={(event) => setFresh(event.currentTarget.value)}
      />
      <Failure of={isWrong ? undefined : work.failure} />
      <div className={styles["acts"]}>
        <Button type="submit" loading={work.isBusy} disabled={old === "" || fresh.length < shortestPassword}>
          {words.password}
        </Button>
      </div>
    </form>
  );
}

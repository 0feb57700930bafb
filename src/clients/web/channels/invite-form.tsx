// Brings somebody into a channel by their name.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useId, useState } from "react";
import styles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useOnlinePeople } from "../people/use-online-people.ts";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";

interface InviteFormProps {
  readonly channelId: string;
  readonly onInvited: () => void;
}

/** One field that knows who is online; an invitation needs no answer. */
export function InviteForm({ channelId, onInvited }: InviteFormProps) {
  const { channels: words } = useWords();
  const client = useClient();
  const work = useWork();
  const listId = useId();
  const online = useOnlinePeople();
  const [name, setName] = useState("");
  const [invited, setInvited] = useState<string>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setInvited(undefined);
    void work.run(async () => {
      const person = await client.profile({ name: name.replace(/^@/, "").trim() });
      await client.invite(channelId, person.id);
      setInvited(person.name);
      setName("");
      onInvited();
    });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <div className={styles["inline"]}>
        <TextInput
          className={styles["grow"] ?? ""}
          aria-label={words.inviteName}
          placeholder={words.inviteName}
          value={name}
          maxLength={64}
          autoComplete="off"
          list={listId}
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="light" loading={work.isBusy} disabled={name.trim() === ""}>
          {words.invite}
        </Button>
      </div>
      <datalist id={listId}>
        {online.map((person) => (
          <option key={person.id} value={person.name} />
        ))}
      </datalist>
      <Failure of={work.failure} />
      <div role="status">{invited !== undefined && <p className={styles["good"]}>{words.invited(invited)}</p>}</div>
    </form>
  );
}

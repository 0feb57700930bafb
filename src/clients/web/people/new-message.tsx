// Begins a conversation of two, by name or with somebody who is online.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Who } from "../../sdk/browser.ts";
import { matchRank } from "../channels/match-rank.ts";
import rowStyles from "../channels/member-list.module.css";
import styles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import { Avatar } from "./avatar.tsx";
import { useOnlinePeople } from "./use-online-people.ts";

/** A field that also finds who is not online, and those who are. */
export function NewMessage() {
  const { people: words } = useWords();
  const client = useClient();
  const { enter } = useDialogs();
  const work = useWork();
  const myId = useChat((state) => state.me?.id);
  const online = useOnlinePeople();
  const [name, setName] = useState("");
  const others = online.filter(
    (one) => one.id !== myId && one.id !== "madang" && matchRank(one.name, name) !== undefined,
  );
  const write = (who: Who) => void work.run(async () => enter((await client.openDirect(who)).channelId));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write({ name: name.replace(/^@/, "").trim() });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <div className={styles["inline"]}>
        <TextInput
          data-autofocus
          className={styles["grow"] ?? ""}
          label={words.to}
          placeholder={words.toHint}
          value={name}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={work.isBusy} disabled={name.trim() === ""}>
          {words.message}
        </Button>
      </div>
      <Failure of={work.failure} />
      {others.length === 0 && name === "" && <p className={styles["note"]}>{words.nobody}</p>}
      <ul className={styles["rows"]}>
        {others.map((person) => (
          <li key={person.id} className={styles["row"]}>
            <button type="button" className={rowStyles["person"]} onClick={() => write({ id: person.id })}>
              <Avatar person={person} size={28} />
              <bdi className={styles["name"]}>{person.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}

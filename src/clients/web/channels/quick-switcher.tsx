// Ctrl/Cmd+K: a few letters and Enter lead to any channel or person.
import { TextInput } from "@mantine/core";
import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { Avatar } from "../people/avatar.tsx";
import { useOnlinePeople } from "../people/use-online-people.ts";
import { useChat, useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./quick-switcher.module.css";
import { type Choice, switcherChoices } from "./switcher-choices.ts";

/** A field and what it finds; arrows choose, Enter goes. */
export function QuickSwitcher() {
  const { channels: words } = useWords();
  const client = useClient();
  const { enter } = useDialogs();
  const work = useWork();
  const listId = useId();
  const channels = useChat((state) => state.channels);
  const myId = useChat((state) => state.me?.id);
  const people = useOnlinePeople();
  const [wish, setWish] = useState("");
  const [chosen, setChosen] = useState(0);
  const choices = switcherChoices(wish, { channels, people, myId });
  const at = Math.min(chosen, choices.length - 1);
  useEffect(() => {
    // Chromium's returns a promise, which is nothing that an effect may give back.
    document.getElementById(`${listId}-${at}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, at]);
  const go = (choice: Choice) =>
    void work.run(async () => {
      if (choice.kind === "channel") return enter(choice.channel.channelId);
      const who = choice.kind === "person" ? { id: choice.person.id } : { name: choice.name };
      enter((await client.openDirect(who)).channelId);
    });
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const choice = choices[at];
    if (step !== undefined) setChosen((at + step + choices.length) % Math.max(choices.length, 1));
    else if (event.key === "Enter" && choice) go(choice);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={words.switcherHint}
        aria-expanded={choices.length > 0}
        aria-controls={listId}
        aria-activedescendant={at >= 0 ? `${listId}-${at}` : undefined}
        placeholder={words.switcherHint}
        autoComplete="off"
        value={wish}
        onKeyDown={press}
        onChange={(event) => {
          setWish(event.currentTarget.value);
          setChosen(0);
        }}
      />
      <div id={listId} role="listbox" aria-label={words.switcher} className={styles["list"]}>
        {choices.map((choice, i) => (
          <div
            key={choice.key}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === at}
            className={styles["choice"]}
            onClick={() => go(choice)}
            onMouseMove={() => setChosen(i)}
          >
            <ChoiceView choice={choice} />
          </div>
        ))}
      </div>
      <Failure of={work.failure} />
    </>
  );
}

function ChoiceView({ choice }: { readonly choice: Choice }) {
  const { channels, people } = useWords();
  if (choice.kind === "name") return <span className={styles["name"]}>{people.writeTo(choice.name)}</span>;
  const person = choice.kind === "person" ? choice.person : choice.channel.peer;
  const unread = choice.kind === "channel" ? choice.channel.unread : 0;
  return (
    <>
      {person ? <Avatar person={person} size={24} /> : <span className={styles["sign"]}>#</span>}
      <span className={styles["name"]}>{person?.name ?? (choice.kind === "channel" && choice.channel.name)}</span>
      {unread > 0 && <span className={styles["small"]}>{channels.unreadHere(unread)}</span>}
    </>
  );
}

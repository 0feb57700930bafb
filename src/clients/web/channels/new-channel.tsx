// Makes a channel.
import { Button, Switch, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import styles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";

/** A form; whoever makes a channel is in it at once. */
export function NewChannel() {
  const { channels: words } = useWords();
  const client = useClient();
  const { enter } = useDialogs();
  const work = useWork();
  const [name, setName] = useState("");
  const [topic, setTopic] = useState("");
  const [isPrivate, setPrivate] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void work.run(async () => {
      const made = await client.createChannel({ name: name.replace(/^#/, "").trim(), topic, private: isPrivate });
      enter(made.channelId);
    });
  };
  return (
    <form className={styles["form"]} onSubmit={submit}>
      <TextInput
        data-autofocus
        label={words.name}
        description={words.nameHint}
        value={name}
        maxLength={64}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={words.topic}
        description={words.topicHint}
        value={topic}
        maxLength={250}
        autoComplete="off"
        onChange={(event) => setTopic(event.currentTarget.value)}
      />
      <Switch label={words.private} checked={isPrivate} onChange={(event) => setPrivate(event.currentTarget.checked)} />
      <Failure of={work.failure} />
      <div className={styles["acts"]}>
        <Button type="submit" loading={work.isBusy} disabled={name.trim() === ""}>
          {words.make}
        </Button>
      </div>
    </form>
  );
}

// What owners do with their channel: another name or topic, and closing it for writing.
import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ChannelHead } from "../../sdk/browser.ts";
import styles from "../frame/dialog.module.css";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";

/** A form for owners. */
export function ChannelSettings({ channel }: { readonly channel: ChannelHead }) {
  const { channels: words } = useWords();
  const client = useClient();
  const work = useWork();
  const [name, setName] = useState(channel.name);
  const [topic, setTopic] = useState(channel.topic);
  const [isSaved, setSaved] = useState(false);
  const isChanged = name !== channel.name || topic !== channel.topic;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    // A name that stays is not claimed anew.
    const change = { ...(name !== channel.name && { name }), ...(topic !== channel.topic && { topic }) };
    setSaved(await work.run(() => client.rename(channel.channelId, change)));
  };
  const archive = () => void work.run(() => client.archive(channel.channelId, !channel.archived));
  return (
    <>
      <h3 className={styles["heading"]}>{words.settings}</h3>
      <form className={styles["form"]} onSubmit={(event) => void save(event)} onChange={() => setSaved(false)}>
        <TextInput
          label={words.name}
          value={name}
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={words.topic}
          value={topic}
          maxLength={250}
          autoComplete="off"
          onChange={(event) => setTopic(event.currentTarget.value)}
        />
        <Failure of={work.failure} />
        <div className={styles["acts"]}>
          <span role="status" className={styles["good"]}>
            {isSaved && words.saved}
          </span>
          <Button type="submit" loading={work.isBusy} disabled={!isChanged || name === ""}>
            {words.save}
          </Button>
        </div>
      </form>
      <h3 className={styles["heading"]}>{channel.archived ? words.unarchive : words.archive}</h3>
      <div className={styles["inline"]}>
        <p className={`${styles["note"]} ${styles["grow"]}`}>{channel.archived ? words.archived : words.archiveHint}</p>
        <Button variant="default" loading={work.isBusy} onClick={archive}>
          {channel.archived ? words.unarchive : words.archive}
        </Button>
      </div>
    </>
  );
}

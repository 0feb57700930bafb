// The directory: every channel that one can find.
import { Button, TextInput } from "@mantine/core";
import { useCallback, useState } from "react";
import type { Channel } from "../../sdk/browser.ts";
import styles from "../frame/dialog.module.css";
import { useDialogs } from "../frame/dialogs.tsx";
import { Failure } from "../frame/failure.tsx";
import { useClient } from "../state/use-chat.tsx";
import { usePages } from "../state/use-pages.ts";
import { useWork } from "../state/use-work.ts";
import { useWords } from "../words/use-words.tsx";
import { directoryRows } from "./directory-rows.ts";

const pageSize = 200;

/** A list with a filter; one click joins and opens. */
export function BrowseChannels() {
  const { channels: words } = useWords();
  const client = useClient();
  const { show } = useDialogs();
  const [wish, setWish] = useState("");
  const pages = usePages<Channel>(useCallback((pageToken) => client.listChannels({ pageSize, pageToken }), [client]));
  const rows = directoryRows(pages.items ?? [], wish);
  const isEmpty = pages.items !== undefined && rows.length === 0;
  return (
    <div className={styles["form"]}>
      <div className={styles["inline"]}>
        <TextInput
          data-autofocus
          className={styles["grow"] ?? ""}
          aria-label={words.find}
          placeholder={words.find}
          value={wish}
          onChange={(event) => setWish(event.currentTarget.value)}
        />
        <Button variant="light" onClick={() => show({ kind: "newChannel" })}>
          {words.create}
        </Button>
      </div>
      <Failure of={pages.failure} />
      {isEmpty && <p className={styles["note"]}>{wish === "" ? words.noChannels : words.noneFound}</p>}
      <ul className={styles["rows"]}>
        {rows.map((channel) => (
          <DirectoryRow key={channel.channelId} channel={channel} />
        ))}
      </ul>
      {pages.more && (
        <Button variant="subtle" loading={pages.isBusy} onClick={pages.more}>
          {words.more}
        </Button>
      )}
    </div>
  );
}

function DirectoryRow({ channel }: { readonly channel: Channel }) {
  const { channels: words } = useWords();
  const client = useClient();
  const { enter } = useDialogs();
  const work = useWork();
  const { channelId, kind, name, topic, members, role } = channel;
  const isIn = role !== "none" || kind === "lobby";
  const facts = [
    kind === "private" && words.isPrivate,
    kind === "lobby" ? words.everybody : words.members(members),
    topic,
  ];
  const join = async () => {
    if (!isIn) await client.joinChannel(channelId);
    enter(channelId);
  };
  return (
    <li>
      <div className={styles["row"]}>
        <div className={styles["words"]}>
          <span className={styles["name"]}>#{name}</span>
          <span className={styles["small"]}>{facts.filter(Boolean).join(" · ")}</span>
        </div>
        <Button
          size="compact-md"
          variant={isIn ? "default" : "filled"}
          aria-label={`${isIn ? words.open : words.join}: #${name}`}
          loading={work.isBusy}
          onClick={() => void work.run(join)}
        >
          {isIn ? words.open : words.join}
        </Button>
      </div>
      <Failure of={work.failure} />
    </li>
  );
}

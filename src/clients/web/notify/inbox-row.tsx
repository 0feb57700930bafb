// One thing that somebody was told of.
import { ActionIcon } from "@mantine/core";
import type { InboxItem } from "../../sdk/browser.ts";
import { useDialogs } from "../frame/dialogs.tsx";
import { Avatar } from "../people/avatar.tsx";
import { addressOf } from "../place/address.ts";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./inbox-panel.module.css";
import { momentBeside } from "./moment-beside.ts";

interface InboxRowProps {
  readonly item: InboxItem;
  readonly onAcknowledge: () => void;
}

/** Leads to its message. */
export function InboxRow({ item, onAcknowledge }: InboxRowProps) {
  const { notify } = useWords();
  const { leave } = useDialogs();
  const { message, acknowledged } = item;
  return (
    <li className={styles["row"]} data-open={!acknowledged || undefined}>
      {message ? (
        <a className={styles["link"]} href={addressOf(message)} onClick={leave}>
          <Avatar person={message.from} size={32} />
          <Told item={item} />
        </a>
      ) : (
        <div className={styles["link"]}>
          <span className={styles["sign"]}>
            <Icon name="bell" size={18} />
          </span>
          <Told item={item} />
        </div>
      )}
      <span className={styles["end"]}>
        {!acknowledged && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={notify.acknowledge}
            title={notify.acknowledge}
            onClick={onAcknowledge}
          >
            <Icon name="check" size={18} />
          </ActionIcon>
        )}
      </span>
    </li>
  );
}

function Told({ item }: { readonly item: InboxItem }) {
  const words = useWords();
  const { notify } = words;
  const { message, reason, channelName, roomId, acknowledged, text, at } = item;
  const place = channelName === "" ? roomId : notify.in(channelName);
  return (
    <span className={styles["told"]}>
      <span className={styles["head"]}>
        {!acknowledged && (
          <span className={styles["dot"]}>
            <span className="unseen">{notify.isNew}: </span>
          </span>
        )}
        {message && <bdi className={styles["name"]}>{message.from.name}</bdi>}{" "}
        <span className={styles["where"]}>
          {notify.said[reason ?? "all"]} {place}
        </span>{" "}
        <time className={styles["time"]} dateTime={new Date(at).toISOString()}>
          {momentBeside(at, Date.now(), words)}
        </time>
      </span>
      <bdi className={styles["text"]}>{text === "" ? notify.noText : text}</bdi>
    </span>
  );
}

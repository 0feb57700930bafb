// The way to the inbox, with the number of what is open in it.
import { ActionIcon } from "@mantine/core";
import { useDialogs } from "../frame/dialogs.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./inbox-bell.module.css";
import { useInbox } from "./use-notify.tsx";

/** A bell. */
export function InboxBell() {
  const { notify } = useWords();
  const { show } = useDialogs();
  const { open } = useInbox();
  const count = open > 99 ? "99+" : String(open);
  const label = open > 0 ? notify.inboxOpen(count) : notify.inbox;
  return (
    <ActionIcon
      className={styles["bell"] ?? ""}
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => show({ kind: "inbox" })}
    >
      <Icon name="bell" />
      {open > 0 && (
        <span className={styles["count"]} aria-hidden="true">
          {count}
        </span>
      )}
    </ActionIcon>
  );
}

// The side: who I am and whether I am connected, and the channels.
import { ActionIcon } from "@mantine/core";
import { ChannelList } from "../channels/channel-list.tsx";
import { InboxBell } from "../notify/inbox-bell.tsx";
import { Avatar } from "../people/avatar.tsx";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { useDialogs } from "./dialogs.tsx";
import { MeMenu } from "./me-menu.tsx";
import styles from "./side.module.css";
import { StatusDot } from "./status-dot.tsx";

interface SideProps {
  readonly className?: string | undefined;
  /** Given where it lies over the conversation. */
  readonly onClose?: () => void;
  /** Given where the people have no column. */
  readonly onOpenPeople?: (() => void) | undefined;
}

/** The left column, or a drawer. */
export function Side({ className = "", onClose, onOpenPeople }: SideProps) {
  const { frame, people, channels } = useWords();
  const { show } = useDialogs();
  const me = useChat((state) => state.me);
  const hereCount = useChat((state) => (state.connection === "connected" ? state.hereCount : 0));
  return (
    <aside className={`${styles["side"]} ${className}`} aria-label="Madang">
      <header className={styles["brand"]}>
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span className={styles["name"]}>Madang</span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={channels.switcher}
          title={`${channels.switcher} (Ctrl+K)`}
          onClick={() => show({ kind: "switcher" })}
        >
          <Icon name="search" />
        </ActionIcon>
        <InboxBell />
        {onClose && (
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={frame.closeSide} onClick={onClose}>
            <Icon name="close" />
          </ActionIcon>
        )}
      </header>
      <ChannelList />
      {onOpenPeople && (
        <button type="button" className={styles["people"]} onClick={onOpenPeople}>
          <Icon name="people" />
          <span className={styles["who"]}>{people.openPeople}</span>
          {hereCount > 0 && <span>{frame.here(hereCount)}</span>}
        </button>
      )}
      <footer className={styles["me"]}>
        {me && (
          <button
            type="button"
            className={styles["card"]}
            aria-label={people.myProfile}
            onClick={() => show({ kind: "person", person: me })}
          >
            <Avatar person={me} size={34} />
          </button>
        )}
        <div className={styles["who"]}>
          <span className={styles["myName"]}>{me?.name}</span>
          <StatusDot />
        </div>
        <MeMenu />
      </footer>
    </aside>
  );
}

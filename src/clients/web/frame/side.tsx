// The side: who I am and whether I am connected, and the channels.
import { ChannelList } from "../channels/channel-list.tsx";
import { Avatar } from "../people/avatar.tsx";
import { useChat } from "../state/use-chat.tsx";
import { MeMenu } from "./me-menu.tsx";
import styles from "./side.module.css";
import { StatusDot } from "./status-dot.tsx";

/** The left column. */
export function Side({ className = "" }: { readonly className?: string | undefined }) {
  const me = useChat((state) => state.me);
  return (
    <aside className={`${styles["side"]} ${className}`}>
      <header className={styles["brand"]}>
        <img src="/icon.svg" alt="" width={26} height={26} />
        <span className={styles["name"]}>Madang</span>
      </header>
      <ChannelList />
      <footer className={styles["me"]}>
        {me && <Avatar person={me} size={34} />}
        <div className={styles["who"]}>
          <span className={styles["myName"]}>{me?.name}</span>
          <StatusDot />
        </div>
        <MeMenu />
      </footer>
    </aside>
  );
}

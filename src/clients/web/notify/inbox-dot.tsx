// That something is open in the inbox, where there is no room for its bell.
import styles from "./inbox-bell.module.css";
import { useInbox } from "./use-notify.tsx";

/** For the corner of a button; nothing while nothing is open. */
export function InboxDot() {
  return useInbox().open > 0 ? <span className={styles["dot"]} /> : null;
}

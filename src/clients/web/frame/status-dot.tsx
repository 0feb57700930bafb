// Whether the client is connected, as a dot and a word.
import { useChat } from "../state/use-chat.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./status-dot.module.css";

/** Tells the truth: connected means that the stream of all channels is open. `isSmall`: a word only where it is not. */
export function StatusDot({ isSmall = false }: { readonly isSmall?: boolean }) {
  const words = useWords();
  const connection = useChat((state) => state.connection);
  const reason = useChat((state) => state.reason);
  return (
    <span
      className={styles["status"]}
      data-state={connection}
      role="status"
      title={reason && failureSentence(reason, words)}
    >
      <span className={styles["dot"]} />
      <span className={isSmall && connection === "connected" ? "unseen" : undefined}>{words.frame[connection]}</span>
    </span>
  );
}

// A message that is in the channel.
import { memo } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./message-row.module.css";
import { RowShape } from "./row-shape.tsx";

interface MessageRowProps {
  readonly message: ChatMessage;
  readonly isContinued: boolean;
}

/** Who said what, and when. */
export const MessageRow = memo(function MessageRow({ message, isContinued }: MessageRowProps) {
  const { conversation } = useWords();
  const { from, at, text, deleted, editedAt, custom } = message;
  return (
    <RowShape person={from} at={at} isContinued={isContinued}>
      {deleted ? (
        <p className={styles["gone"]}>{conversation.deleted}</p>
      ) : (
        <p className={styles["text"]}>
          {text}
          {text === "" && custom && <span className={styles["mark"]}>{conversation.custom(custom.type)}</span>}
          {editedAt !== undefined && <span className={styles["mark"]}> ({conversation.edited})</span>}
        </p>
      )}
    </RowShape>
  );
});

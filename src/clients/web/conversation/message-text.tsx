// The text of a message: never HTML, with links and names told apart.
import { memo } from "react";
import styles from "./message-text.module.css";
import { isFewEmoji, textParts } from "./text-parts.ts";

interface MessageTextProps {
  readonly text: string;
  readonly withMentions: boolean;
}

/** Shows a text so that it stays in its own place. */
export const MessageText = memo(function MessageText({ text, withMentions }: MessageTextProps) {
  if (isFewEmoji(text)) return <span className={styles["emoji"]}>{text}</span>;
  const parts = textParts(text, withMentions);
  let at = 0;
  return (
    <bdi className={styles["text"]}>
      {parts.map((part) => {
        const key = at;
        at += part.text.length;
        if (part.type === "text") return part.text;
        if (part.type === "mention") {
          return (
            <span key={key} className={styles["mention"]}>
              {part.text}
            </span>
          );
        }
        return (
          <a key={key} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        );
      })}
    </bdi>
  );
});

// The text of a message: never HTML, with links and names told apart, and folded where it is long.
import { memo, useMemo } from "react";
import styles from "./message-text.module.css";
import { FoldButton, useFolded } from "./message-text-folding.tsx";
import { isFewEmoji, type TextPart, textParts } from "./text-parts.ts";

interface MessageTextProps {
  readonly text: string;
  readonly withMentions: boolean;
}

/** Shows a text so that it stays in its own place. */
export const MessageText = memo(function MessageText({ text, withMentions }: MessageTextProps) {
  if (isFewEmoji(text)) return <span className={styles["emoji"]}>{text}</span>;
  return <PlainText text={text} withMentions={withMentions} />;
});

function PlainText({ text, withMentions }: MessageTextProps) {
  const parts = useMemo(() => textParts(text, withMentions), [text, withMentions]);
  const folding = useFolded(text, parts);
  return (
    <>
      <bdi className={styles["text"]}>
        <Parts parts={folding.parts} />
        {folding.isFolded && " …"}
      </bdi>
      {folding.fold && <FoldButton fold={folding.fold} isFolded={folding.isFolded} onToggle={folding.toggle} />}
    </>
  );
}

function Parts({ parts }: { readonly parts: readonly TextPart[] }) {
  let at = 0;
  return parts.map((part) => {
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
  });
}

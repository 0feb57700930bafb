// The message that another one answers, in one line; a click goes there.
import { useEffect, useState } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { useDesk } from "./conversation-desk.tsx";
import styles from "./quote.module.css";
import { safeText } from "./text-parts.ts";

const mostShown = 160;

interface QuoteProps {
  readonly seq: number;
  /** Undefined: it is fetched. */
  readonly message: ChatMessage | undefined;
}

/** Who said what before. */
export function Quote({ seq, message }: QuoteProps) {
  const { conversation } = useWords();
  const { reader } = useDesk();
  const quoted = useQuoted(seq, message);
  const text = quoted?.deleted ? conversation.deleted : quoted && oneLine(quoted.text);
  return (
    <button
      type="button"
      className={styles["quote"]}
      title={conversation.goToQuoted}
      onClick={() => void reader.open(seq).catch(() => undefined)}
    >
      <Icon name="reply" size={14} />
      {quoted && <bdi className={styles["name"]}>{quoted.from.name}</bdi>}
      <bdi className={styles["text"]}>{text ?? conversation.earlierMessage}</bdi>
    </button>
  );
}

/** A text in one line, short. */
export function oneLine(text: string): string {
  const short = safeText(text.slice(0, mostShown)).replaceAll(/\s+/gu, " ");
  return text.length > mostShown ? `${short}…` : short;
}

function useQuoted(seq: number, known: ChatMessage | undefined): ChatMessage | undefined {
  const { reader } = useDesk();
  const [fetched, setFetched] = useState<ChatMessage>();
  useEffect(() => {
    if (known) return;
    let isOver = false;
    void reader.peek(seq).then((message) => {
      if (!isOver) setFetched(message);
    });
    return () => {
      isOver = true;
    };
  }, [reader, seq, known]);
  return known ?? fetched;
}

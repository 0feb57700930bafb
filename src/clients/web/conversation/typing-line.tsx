// Who is typing in the channel in front.
import { useMemo } from "react";
import { useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./typing-line.module.css";

const mostNames = 3;

/** One line that is always there, so that nothing moves when somebody begins. */
export function TypingLine() {
  const { conversation } = useWords();
  const channelId = useChat((state) => state.channelId);
  const typing = useChat((state) => state.typing);
  const names = useMemo(
    () => typing.filter((one) => one.channelId === channelId).map(({ person }) => person.name),
    [typing, channelId],
  );
  return (
    <p className={styles["line"]} aria-live="polite">
      {names.length > 0 && conversation.typing(names.slice(0, mostNames), Math.max(0, names.length - mostNames))}
    </p>
  );
}

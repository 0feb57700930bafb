// What stands above the messages while something is not as it should be.
import { ActionIcon } from "@mantine/core";
import { useActs, useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { failureSentence } from "../words/failure-sentence.ts";
import { dayLabel, timeLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./notices.module.css";
import { RenamedNotice } from "./renamed-notice.tsx";

/** No connection, with the reason; that we were removed from a channel, and that our name is another. */
export function Notices() {
  const words = useWords();
  const acts = useActs();
  const reason = useChat((state) => state.reason);
  const sentence = useAwaySentence();
  const isAway = useChat((state) => state.connection !== "connected" && state.reason !== undefined);
  const removedFrom = useChat((state) => state.removedFrom);
  return (
    <>
      {isAway && (
        <p className={styles["notice"]} data-kind="wait" title={failureSentence(reason, words)}>
          <Icon name="clock" size={17} /> {sentence}
        </p>
      )}
      {removedFrom !== undefined && (
        <p className={styles["notice"]} role="status">
          {words.frame.removedFrom(removedFrom)}
          <ActionIcon variant="subtle" color="gray" aria-label={words.frame.close} onClick={() => acts.noteRemoval()}>
            <Icon name="close" size={16} />
          </ActionIcon>
        </p>
      )}
      <RenamedNotice />
    </>
  );
}

// What is shown may be older than the connection: then it is said from when it is.
function useAwaySentence(): string {
  const words = useWords();
  const reason = useChat((state) => state.reason);
  const keptAtMs = useChat((state) => state.keptAtMs);
  const isLoaded = useChat((state) => state.isLoaded);
  // Here one can do something about it.
  if (reason?.reason === "TOO_MANY_CONNECTIONS") return failureSentence(reason, words);
  if (!isLoaded) return words.frame.notKept;
  if (keptAtMs === undefined) return words.frame.reconnecting;
  const nowMs = Date.now();
  const isToday = new Date(keptAtMs).toDateString() === new Date(nowMs).toDateString();
  const time = timeLabel(keptAtMs, words);
  return words.frame.offline(isToday ? time : `${dayLabel(keptAtMs, nowMs, words)} ${time}`);
}

// Goes to the message that an address names, once its channel is in front.
import { ActionIcon } from "@mantine/core";
import { useEffect, useState } from "react";
import { useDesk } from "../conversation/conversation-desk.tsx";
import type { HistoryReader } from "../conversation/history-reader.ts";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./go-to-message.module.css";
import { useWhereabouts, useWhither } from "./use-whereabouts.tsx";

/** Shows nothing, or one sentence if there is no such message. */
export function GoToMessage() {
  const { conversation, frame } = useWords();
  const { reader } = useDesk();
  const whereabouts = useWhereabouts();
  const { goal } = useWhither();
  const channelId = useChat((state) => state.channelId);
  const isReady = useChat(
    (state) => state.isLoaded && state.keptAtMs === undefined && state.connection === "connected",
  );
  const [isMissing, setMissing] = useState(false);
  useEffect(() => {
    if (!goal || goal.channelId !== channelId || !isReady) return;
    // What cannot be fetched now is gone to when the connection is back.
    goTo(reader, goal.seq).then(
      (isThere) => {
        setMissing(!isThere);
        whereabouts.reached(goal);
      },
      () => undefined,
    );
  }, [goal, channelId, isReady, reader, whereabouts]);
  if (!isMissing) return null;
  return (
    <p className={styles["missing"]} role="status">
      {conversation.place.noMessage}
      <ActionIcon variant="subtle" color="gray" aria-label={frame.close} onClick={() => setMissing(false)}>
        <Icon name="close" size={16} />
      </ActionIcon>
    </p>
  );
}

// Whether it is there. Where nothing was found one reads on at the end.
async function goTo(reader: HistoryReader, seq: number): Promise<boolean> {
  const { messages, isComplete } = reader.reading();
  // The first one at hand is not shown before the one above it is.
  if (messages[0]?.seq === seq && !isComplete) await reader.loadOlder();
  await reader.open(seq);
  const isThere = reader.reading().messages.some((message) => message.seq === seq);
  if (!isThere) reader.toLive();
  return isThere;
}

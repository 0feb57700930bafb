// The messages of the channel in front; only those in sight are in the page.
import { useEffect, useMemo, useRef, useState } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { lobbyId } from "../state/chat-state.ts";
import { useActs, useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import styles from "./message-list.module.css";
import { RowView } from "./row-view.tsx";
import { conversationRows, type Row } from "./rows.ts";

/** Rows before the first one get numbers below this. */
const firstNumber = 1_000_000;

/** A list that stays at the end while one is there, and where one is while one reads. */
export function MessageList() {
  const { conversation } = useWords();
  const acts = useActs();
  const isLoaded = useChat((state) => state.isLoaded);
  const rows = useRows();
  const list = useRef<VirtuosoHandle>(null);
  const [atEnd, setAtEnd] = useState(true);
  const number = useFirstNumber(rows);
  useEffect(() => {
    if (atEnd && document.visibilityState === "visible") acts.markRead();
  }, [acts, atEnd, rows]);
  if (!isLoaded) return <div className={styles["waiting"]}>{conversation.loading}</div>;
  return (
    <div className={styles["list"]} role="log" aria-label={conversation.messages}>
      <Virtuoso<Row>
        ref={list}
        data={rows}
        firstItemIndex={number}
        initialTopMostItemIndex={{ index: "LAST", align: "end" }}
        alignToBottom
        followOutput={(isAtEnd) => isAtEnd && "auto"}
        atBottomThreshold={40}
        atBottomStateChange={setAtEnd}
        startReached={() => void acts.fetchOlder()}
        computeItemKey={(_, row) => row.key}
        itemContent={(_, row) => <RowView row={row} />}
      />
    </div>
  );
}

function useRows(): readonly Row[] {
  const channelId = useChat((state) => state.channelId);
  const messages = useChat((state) => state.messages);
  const outgoing = useChat((state) => state.outgoing);
  const myId = useChat((state) => state.me?.id);
  const unseen = useChat((state) => state.unseen);
  const isComplete = useChat((state) => state.isComplete);
  return useMemo(() => {
    const ours = outgoing.filter((one) => one.channelId === channelId);
    const withGreeting = channelId === lobbyId && isComplete;
    return conversationRows({ messages, outgoing: ours, myId, unseen, withGreeting });
  }, [channelId, messages, outgoing, myId, unseen, isComplete]);
}

// Rows that come in front lower the number of the first, so that those in sight keep theirs.
function useFirstNumber(rows: readonly Row[]): number {
  const known = useRef<{ readonly key: string | undefined; readonly number: number }>({
    key: undefined,
    number: firstNumber,
  });
  const anchor = rows.find(({ type }) => type === "message");
  const at = rows.findIndex(({ key }) => key === known.current.key);
  const number = at < 0 ? firstNumber : known.current.number - at;
  if (anchor) known.current = { key: anchor.key, number: number + rows.indexOf(anchor) };
  return number;
}

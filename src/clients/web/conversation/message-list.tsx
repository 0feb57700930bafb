// The messages of the channel in front; only those in sight are in the page.
import {
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { type ListRange, Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { useActs, useChat } from "../state/use-chat.tsx";
import { useWords } from "../words/use-words.tsx";
import { bringToRow } from "./bring-to-row.ts";
import { useDesk } from "./conversation-desk.tsx";
import { DrawnRows, type DrawnRowsContext } from "./drawn-rows.tsx";
import styles from "./message-list.module.css";
import { NewBelow, UnreadAbove } from "./places.tsx";
import { RowView } from "./row-view.tsx";
import { firstRowNumber, type Row } from "./rows.ts";
import { useEndKeys } from "./use-end-keys.ts";
import { useBySeq, useRows } from "./use-rows.ts";
import { useStayAtEnd } from "./use-stay-at-end.ts";
import { walkRows } from "./walk-rows.ts";

const room = { top: 1_600, bottom: 600 };
/** Of a row whose author goes on, in pixels: what is not measured yet is taken for one. */
const rowHeight = 26;
const components = { List: DrawnRows };

/** A list that stays at the end while one is there, and where one is while one reads. */
export function MessageList() {
  const { conversation } = useWords();
  const { reader, field } = useDesk();
  const reading = useSyncExternalStore(reader.subscribe, reader.reading);
  const isLoaded = useChat((state) => state.isLoaded);
  const isAway = useChat((state) => state.connection !== "connected" && state.reason !== undefined);
  const rows = useRows(reading);
  const bySeq = useBySeq(reading);
  const list = useRef<VirtuosoHandle>(null);
  const frame = useRef<HTMLDivElement>(null);
  const { isAtEnd, attach, follow, stay, leave, arrive } = useStayAtEnd(reading);
  const [firstInSight, setFirstInSight] = useState(0);
  const number = firstRowNumber(rows);
  const goal = useGoal({ frame, list, leave, arrive }, rows, reading.goal);
  const isAtLast = isAtEnd && reading.isLive;
  useReadMark(isAtLast, rows);
  useOwnInSight(stay);
  const noteRange = useCallback(({ startIndex }: ListRange) => setFirstInSight(startIndex), []);
  const toLast = () => {
    reader.toLive();
    stay();
  };
  const context = useMemo(() => ({ onDrawn: follow }), [follow]);
  const pressEnd = useEndKeys(frame, reader, toLast);
  if (!isLoaded) return <div className={styles["waiting"]}>{isAway ? conversation.waiting : conversation.loading}</div>;
  const goalRow = indexOfSeq(rows, reading.goal?.seq);
  const press = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape" && !event.defaultPrevented) field.current?.focus();
    else walkRows(event);
    pressEnd(event);
  };
  return (
    <div
      ref={frame}
      className={styles["list"]}
      role="log"
      aria-label={conversation.messages}
      aria-description={conversation.keys}
      onKeyDown={press}
    >
      <Virtuoso<Row, DrawnRowsContext>
        key={reading.place}
        ref={list}
        data={rows}
        components={components}
        context={context}
        firstItemIndex={number}
        initialTopMostItemIndex={
          goalRow >= 0 && !reading.isLive ? { index: goalRow, align: "center" } : { index: "LAST", align: "end" }
        }
        alignToBottom
        defaultItemHeight={rowHeight}
        skipAnimationFrameInResizeObserver
        increaseViewportBy={room}
        scrollerRef={attach}
        rangeChanged={noteRange}
        isScrolling={(isMoving) => !isMoving && reader.rest(firstInSight)}
        startReached={() => void reader.loadOlder()}
        endReached={() => void reader.loadNewer()}
        computeItemKey={(_, row) => row.key}
        itemContent={(_, row) => {
          const isGoal = row.type === "message" && row.message.seq === goal;
          return <RowView row={row} answered={bySeq.get(answeredBy(row) ?? 0)} isGoal={isGoal} />;
        }}
      />
      <UnreadAbove rows={rows} firstNumber={number} firstInSight={firstInSight} />
      {!isAtLast && <NewBelow onGo={toLast} />}
    </div>
  );
}

function answeredBy(row: Row): number | undefined {
  if (row.type === "message") return row.message.replyTo;
  return row.type === "outgoing" ? row.outgoing.replyTo : undefined;
}

function indexOfSeq(rows: readonly Row[], seq: number | undefined): number {
  return seq === undefined ? -1 : rows.findIndex((row) => row.type === "message" && row.message.seq === seq);
}

function useReadMark(isAtLast: boolean, rows: readonly Row[]): void {
  const acts = useActs();
  useEffect(() => {
    if (rows.length > 0 && isAtLast && document.visibilityState === "visible") acts.markRead();
  }, [acts, isAtLast, rows]);
}

const goalShownMs = 2_500;

interface GoalParts {
  readonly frame: RefObject<HTMLElement | null>;
  readonly list: RefObject<VirtuosoHandle | null>;
  readonly leave: () => void;
  readonly arrive: () => void;
}

// Scrolls to where one wished to go, and marks it for a moment.
function useGoal(
  { frame, list, leave, arrive }: GoalParts,
  rows: readonly Row[],
  goal: { readonly seq: number; readonly count: number } | undefined,
): number | undefined {
  const [marked, setMarked] = useState<number>();
  const now = useRef(rows);
  now.current = rows;
  useEffect(() => {
    if (!goal) return;
    leave();
    const jump = () => {
      const index = indexOfSeq(now.current, goal.seq);
      if (index >= 0) list.current?.scrollToIndex({ index, align: "center" });
    };
    const stop = bringToRow(frame.current ?? document.body, goal.seq, { jump, onOver: arrive });
    setMarked(goal.seq);
    const timer = setTimeout(() => setMarked(undefined), goalShownMs);
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [goal, frame, list, leave, arrive]);
  return marked;
}

// Whoever says something wants to see it.
function useOwnInSight(stay: () => void): void {
  const { reader } = useDesk();
  const channelId = useChat((state) => state.channelId);
  const last = useChat((state) => state.outgoing.findLast((one) => one.channelId === channelId)?.clientMessageId);
  const before = useRef(last);
  useEffect(() => {
    if (last === undefined || last === before.current) return;
    before.current = last;
    reader.toLive();
    const timer = setTimeout(stay);
    return () => clearTimeout(timer);
  }, [last, reader, stay]);
}

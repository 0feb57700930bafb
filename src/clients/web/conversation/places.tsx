// Ways to other places of the conversation: up to what is unread, down to what is new.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useChat } from "../state/use-chat.tsx";
import { Icon } from "../theme/icon.tsx";
import { useWords } from "../words/use-words.tsx";
import { useDesk } from "./conversation-desk.tsx";
import styles from "./places.module.css";
import type { Row } from "./rows.ts";

interface UnreadAboveProps {
  readonly rows: readonly Row[];
  /** The number of the first row. */
  readonly firstNumber: number;
  /** The number of the first row in sight. */
  readonly firstInSight: number;
}

/** Shown until one has been there, or did not want to. */
export function UnreadAbove({ rows, firstNumber, firstInSight }: UnreadAboveProps) {
  const { conversation, frame } = useWords();
  const { reader } = useDesk();
  const unseen = useChat((state) => state.unseen);
  const [doneAfter, setDoneAfter] = useState<number>();
  const at = rows.findIndex((row) => row.type === "message" && row.isFirstNew);
  const count = useUnreadCount();
  if (unseen === undefined || unseen.after === 0 || doneAfter === unseen.after || count === 0) return null;
  if (at < 0 && reachesBackTo(rows, unseen.after)) return null;
  if (at >= 0 && firstNumber + at >= firstInSight) return null;
  const done = () => setDoneAfter(unseen.after);
  const go = () => reader.open(unseen.after + 1).then(done, () => undefined);
  return (
    <div className={styles["above"]}>
      <Button size="compact-sm" radius="xl" leftSection={<Icon name="up" size={15} />} onClick={() => void go()}>
        {conversation.unreadAbove(count)}
      </Button>
      <Button size="compact-sm" radius="xl" variant="default" aria-label={frame.close} onClick={done}>
        <Icon name="close" size={14} />
      </Button>
    </div>
  );
}

// All that is after it is at hand: had it been unread to us it would be marked.
function reachesBackTo(rows: readonly Row[], seq: number): boolean {
  const first = rows.find((row) => row.type === "message");
  return first?.type === "message" && (first.message.seq <= seq || first.message.messages === 1);
}

// As many as the channel had unread when it came to the front.
function useUnreadCount(): number {
  const unread = useChat((state) => state.channels.find((one) => one.channelId === state.channelId)?.unread ?? 0);
  const unseen = useChat((state) => state.unseen);
  const [first, setFirst] = useState({ unseen, unread });
  if (unseen?.after !== first.unseen?.after) setFirst({ unseen, unread });
  return first.unread;
}

/** Back to the last message, with the number of those that came meanwhile. */
export function NewBelow({ onGo }: { readonly onGo: () => void }) {
  const { conversation } = useWords();
  const messages = useChat((state) => state.messages);
  const myId = useChat((state) => state.me?.id);
  const [left] = useState(messages.at(-1)?.seq ?? 0);
  const count = messages.filter(({ seq, from }) => seq > left && from.id !== myId).length;
  return (
    <div className={styles["below"]}>
      <Button
        size="compact-sm"
        radius="xl"
        variant={count > 0 ? "filled" : "default"}
        leftSection={<Icon name="down" size={15} />}
        onClick={onGo}
      >
        <span aria-live="polite">{count > 0 ? conversation.newMessages(count) : conversation.toLast}</span>
      </Button>
    </div>
  );
}

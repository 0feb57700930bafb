// One row of the conversation, whatever it is.
import { memo } from "react";
import type { ChatMessage } from "../../sdk/browser.ts";
import { dayLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import { Greeting } from "./greeting.tsx";
import { MessageRow } from "./message-row.tsx";
import { OutgoingRow } from "./outgoing-row.tsx";
import styles from "./row-view.module.css";
import type { Row } from "./rows.ts";

interface RowViewProps {
  readonly row: Row;
  /** The message that it answers, if it is at hand. */
  readonly answered: ChatMessage | undefined;
  readonly isGoal: boolean;
}

/** Chooses the component for a row, and draws the lines above it. */
export const RowView = memo(function RowView({ row, answered, isGoal }: RowViewProps) {
  const { conversation } = useWords();
  if (row.type === "greeting") return <Greeting />;
  if (row.type === "outgoing") {
    return <OutgoingRow outgoing={row.outgoing} answered={answered} isContinued={row.isContinued} />;
  }
  const { message, isContinued, startsDay, isFirstNew } = row;
  return (
    <>
      {startsDay && <Day at={message.at} />}
      {isFirstNew && (
        <div className={styles["rule"]} data-kind="new">
          <span>{conversation.newHere}</span>
        </div>
      )}
      <MessageRow message={message} answered={answered} isContinued={isContinued} isGoal={isGoal} />
    </>
  );
});

function Day({ at }: { readonly at: number }) {
  const words = useWords();
  return (
    <div className={styles["rule"]}>
      <span>{dayLabel(at, Date.now(), words)}</span>
    </div>
  );
}

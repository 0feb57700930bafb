// One row of the conversation, whatever it is.
import { dayLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import { Greeting } from "./greeting.tsx";
import { MessageRow } from "./message-row.tsx";
import { OutgoingRow } from "./outgoing-row.tsx";
import styles from "./row-view.module.css";
import type { Row } from "./rows.ts";

/** Chooses the component for a row. */
export function RowView({ row }: { readonly row: Row }) {
  switch (row.type) {
    case "greeting":
      return <Greeting />;
    case "day":
      return <Day at={row.at} />;
    case "new":
      return <New />;
    case "message":
      return <MessageRow message={row.message} isContinued={row.isContinued} />;
    case "outgoing":
      return <OutgoingRow outgoing={row.outgoing} isContinued={row.isContinued} />;
  }
}

function Day({ at }: { readonly at: number }) {
  const words = useWords();
  return (
    <div className={styles["rule"]}>
      <span>{dayLabel(at, Date.now(), words)}</span>
    </div>
  );
}

function New() {
  const { conversation } = useWords();
  return (
    <div className={styles["rule"]} data-kind="new">
      <span>{conversation.newHere}</span>
    </div>
  );
}

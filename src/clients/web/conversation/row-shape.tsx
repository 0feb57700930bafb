// The shape that all rows with an author share: picture, name and time, unless the same author goes on.
import type { HTMLAttributes, ReactNode, RefAttributes } from "react";
import type { Person } from "../../sdk/browser.ts";
import { useDialogs } from "../frame/dialogs.tsx";
import { Avatar } from "../people/avatar.tsx";
import { momentLabel, timeLabel } from "../words/time-label.ts";
import { useWords } from "../words/use-words.tsx";
import styles from "./row-shape.module.css";

interface RowShapeProps {
  readonly person: Person | undefined;
  readonly at: number | undefined;
  readonly isContinued: boolean;
  /** Not in the channel yet. */
  readonly isFaint?: boolean;
  /** It is to stand out: it mentions us, or one has come to see it. */
  readonly mark?: "mention" | "goal" | undefined;
  /** For the article itself. */
  readonly article?: HTMLAttributes<HTMLElement> & RefAttributes<HTMLElement>;
  readonly children: ReactNode;
}

/** An article with its author at the left. */
export function RowShape({ person, at, isContinued, isFaint, mark, article, children }: RowShapeProps) {
  const words = useWords();
  const dialogs = useDialogs();
  const time = at !== undefined && (
    <time className={styles["time"]} dateTime={new Date(at).toISOString()} title={momentLabel(at, words)}>
      {timeLabel(at, words)}
    </time>
  );
  return (
    <article
      {...article}
      className={styles["row"]}
      data-continued={isContinued || undefined}
      data-faint={isFaint || undefined}
      data-mark={mark}
    >
      <div className={styles["edge"]}>{isContinued ? time : person && <Avatar person={person} size={36} />}</div>
      <div className={styles["body"]}>
        {isContinued ? (
          <span className="unseen">{person?.name}</span>
        ) : (
          <header className={styles["head"]}>
            <button
              type="button"
              className={styles["name"]}
              // By keys the card is reached from the list of people: not every row shall be a stop.
              tabIndex={-1}
              onClick={() => person && dialogs.show({ kind: "person", person })}
            >
              <bdi>{person?.name}</bdi>
            </button>
            {time}
          </header>
        )}
        {children}
      </div>
    </article>
  );
}

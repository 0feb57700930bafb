// The list above the field of what the word before the caret may become.
import { useEffect, useRef } from "react";
import { useWords } from "../words/use-words.tsx";
import type { CommandName } from "./commands.ts";
import styles from "./suggestions.module.css";

interface SuggestionsProps {
  readonly id: string;
  readonly candidates: readonly string[];
  /** How each of them is called, where they do not say it themselves. */
  readonly names: readonly string[] | undefined;
  readonly index: number;
  readonly onChoose: (candidate: string) => void;
}

/** The focus stays in the field, which names the chosen one by `optionId`. */
export function Suggestions({ id, candidates, names, index, onChoose }: SuggestionsProps) {
  const { composer } = useWords().conversation;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.children[index]?.scrollIntoView({ block: "nearest" });
  }, [index]);
  return (
    <div ref={list} id={id} className={styles["list"]} role="listbox" aria-label={composer.suggestions}>
      {candidates.map((candidate, i) => {
        const command = candidate.startsWith("/") ? composer.commands[candidate.slice(1) as CommandName] : undefined;
        return (
          <div
            key={candidate}
            id={optionId(id, i)}
            className={styles["option"]}
            role="option"
            tabIndex={-1}
            aria-selected={i === index}
            onMouseDown={(event) => {
              // The caret stays where it is.
              event.preventDefault();
              onChoose(candidate);
            }}
          >
            <bdi className={styles["name"]}>{candidate}</bdi>
            {names && <span className={styles["usage"]}>{names[i]}</span>}
            {command && (
              <>
                <span className={styles["usage"]}>{command[0]}</span>
                <span className={styles["meaning"]}>{command[1]}</span>
              </>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** The id of one of the options. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

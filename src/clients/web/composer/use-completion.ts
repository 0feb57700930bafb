// Completing the word before the caret, by keys.
import { type KeyboardEvent, type RefObject, useState } from "react";
import { type Completion, completed, completionAt } from "./completion.ts";
import { useChoices } from "./use-choices.ts";

/** What is suggested now, and how one goes through it. */
export interface Suggesting {
  readonly candidates: readonly string[];
  readonly index: number;
  readonly choose: (candidate?: string) => void;
  /** Looks again at where the caret is. */
  readonly look: () => void;
  /** Whether the key was for the list. */
  readonly press: (event: KeyboardEvent) => boolean;
}

/** Suggests while the caret stands behind @…, #… or a command. */
export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  change: (text: string) => void,
): Suggesting {
  const [caret, setCaret] = useState(0);
  const [index, setIndex] = useState(0);
  const [closedAt, setClosedAt] = useState<number>();
  const choices = useChoices(/[@#]/.test(text));
  const found = completionAt(text, caret, choices);
  const isOpen = found !== undefined && found.start !== closedAt;
  const candidates = isOpen ? found.candidates : [];
  const at = Math.min(index, candidates.length - 1);

  const look = () => {
    const place = field.current?.selectionEnd ?? 0;
    setCaret(place);
    const start = startAt(field.current?.value ?? "", place);
    if (start !== closedAt) setClosedAt(undefined);
  };
  const choose = (candidate = candidates[at]) => {
    if (!isOpen || candidate === undefined) return;
    put(found, candidate);
    setIndex(0);
    setClosedAt(found.start);
  };
  const put = (completion: Completion, candidate: string) => {
    const [next, place] = completed(text, completion, candidate);
    change(next);
    setCaret(place);
    // After the field shows it.
    setTimeout(() => field.current?.setSelectionRange(place, place));
  };
  const press = (event: KeyboardEvent): boolean => {
    if (candidates.length === 0 || event.shiftKey) return false;
    const { length } = candidates;
    if (event.key === "ArrowDown") setIndex((at + 1) % length);
    else if (event.key === "ArrowUp") setIndex((at + length - 1) % length);
    else if (event.key === "Tab") choose();
    else if (event.key === "Escape") setClosedAt(found?.start);
    else return false;
    event.preventDefault();
    return true;
  };
  return { candidates, index: at, choose, look, press };
}

function startAt(text: string, caret: number): number {
  return Math.max(text.lastIndexOf("@", caret - 1), text.lastIndexOf("#", caret - 1), text.startsWith("/") ? 0 : -1);
}

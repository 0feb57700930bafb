// Completing the word before the caret, by keys.
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { completed, completionAt, withEmoji } from "./completion.ts";
import { useChoices } from "./use-choices.ts";

/** What is suggested now, and how one goes through it. */
export interface Suggesting {
  readonly candidates: readonly string[];
  /** How each of them is called, where they do not say it themselves. */
  readonly names: readonly string[] | undefined;
  readonly index: number;
  readonly choose: (candidate?: string) => void;
  /** Looks again at where the caret is. */
  readonly look: () => void;
  /** Puts the emoji in the place of its name that was just ended with a colon. */
  readonly endName: () => void;
  /** Whether the key was for the list. */
  readonly press: (event: KeyboardEvent) => boolean;
}

/** Suggests while the caret stands behind @…, #…, :… or a command. */
export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  text: string,
  change: (text: string) => void,
): Suggesting {
  const [caret, setCaret] = useState(0);
  const [index, setIndex] = useState(0);
  const [closedAt, setClosedAt] = useState<number>();
  const choices = useChoices(text);
  const nextPlace = useRef<number>(undefined);
  // As soon as the field shows the text: the next key must find the caret there.
  useLayoutEffect(() => {
    const place = nextPlace.current;
    nextPlace.current = undefined;
    if (place !== undefined) field.current?.setSelectionRange(place, place);
  });
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
    put(completed(text, found, candidate));
    setIndex(0);
    setClosedAt(found.start);
  };
  const endName = () => {
    const { value = "", selectionEnd = 0 } = field.current ?? {};
    const ended = withEmoji(value, selectionEnd, choices.emoji);
    if (ended) put(ended);
  };
  const put = ([next, place]: readonly [text: string, caret: number]) => {
    change(next);
    setCaret(place);
    nextPlace.current = place;
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
  return { candidates, names: isOpen ? found.names : undefined, index: at, choose, look, endName, press };
}

function startAt(text: string, caret: number): number {
  const signs = ["@", "#", ":"].map((sign) => text.lastIndexOf(sign, caret - 1));
  return Math.max(...signs, text.startsWith("/") ? 0 : -1);
}

// Folding a long text and unfolding it, so that whoever reads stays where they are.
import { useMemo, useState } from "react";
import { useWords } from "../words/use-words.tsx";
import styles from "./message-text.module.css";
import { type Fold, foldOf, partsUntil } from "./message-text-fold.ts";
import type { TextPart } from "./text-parts.ts";

/** What was unfolded, for as long as the page is open: a row that leaves the sight forgets everything. */
const unfolded = new Set<string>();
const mostRemembered = 200;
/** As long as the list may still be moving its rows. */
const settlingMs = 400;

interface Folding {
  readonly parts: readonly TextPart[];
  /** Undefined: the text is short. */
  readonly fold: Fold | undefined;
  readonly isFolded: boolean;
  readonly toggle: () => void;
}

/** The parts that are to be shown now. */
export function useFolded(text: string, parts: readonly TextPart[]): Folding {
  const fold = useMemo(() => foldOf(parts.map((part) => part.text).join("")), [parts]);
  const [, setTurn] = useState(0);
  const isFolded = fold !== undefined && !unfolded.has(text);
  const toggle = () => {
    if (isFolded) remember(text);
    else unfolded.delete(text);
    setTurn((turn) => turn + 1);
  };
  return { parts: isFolded ? partsUntil(parts, fold.end) : parts, fold, isFolded, toggle };
}

interface FoldButtonProps {
  readonly fold: Fold;
  readonly isFolded: boolean;
  readonly onToggle: () => void;
}

/** Unfolding leaves what was read where it is, folding leaves the button there, and what follows. */
export function FoldButton({ fold, isFolded, onToggle }: FoldButtonProps) {
  const { texts } = useWords();
  const all = fold.isByLines ? texts.showAllLines(fold.lines) : texts.showAllCharacters(fold.characters);
  return (
    <button
      type="button"
      className={styles["fold"]}
      aria-expanded={!isFolded}
      data-fold
      onClick={({ currentTarget: button }) => {
        if (!isFolded) keepInPlace(button);
        onToggle();
      }}
    >
      {isFolded ? all : texts.showLess}
    </button>
  );
}

function remember(text: string): void {
  unfolded.add(text);
  const [oldest] = unfolded;
  if (unfolded.size > mostRemembered && oldest !== undefined) unfolded.delete(oldest);
}

// What goes lies above the button, and the list learns of it a few frames later.
function keepInPlace(element: Element): void {
  const scroller = element.closest("[data-virtuoso-scroller]");
  if (!scroller) return;
  const before = element.getBoundingClientRect().top;
  const startedAt = performance.now();
  const over = new AbortController();
  const leave = () => over.abort();
  // Whoever scrolls or writes now wants to go elsewhere.
  for (const type of ["wheel", "touchmove", "pointerdown", "keydown"])
    document.addEventListener(type, leave, { passive: true, capture: true, signal: over.signal });
  const hold = () => {
    if (!element.isConnected || performance.now() - startedAt > settlingMs) leave();
    if (over.signal.aborted) return;
    const moved = element.getBoundingClientRect().top - before;
    if (Math.abs(moved) >= 1) scroller.scrollTop += moved;
    requestAnimationFrame(hold);
  };
  requestAnimationFrame(hold);
}

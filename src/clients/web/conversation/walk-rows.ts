// The arrow keys go from message to message.
import type { KeyboardEvent } from "react";

const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** Moves the focus to the message above or below; from the list itself to the last one in sight. */
export function walkRows(event: KeyboardEvent<HTMLElement>): void {
  const step = steps[event.key];
  const target = event.target as HTMLElement;
  const isRow: boolean = target.matches("article");
  // Buttons and lists inside have their own keys.
  if (step === undefined || (!isRow && !target.matches("[data-virtuoso-scroller]"))) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>("article")].filter((row) => row.tabIndex === -1);
  const next = isRow ? rows[rows.indexOf(target) + step] : lastInSight(rows, event.currentTarget);
  if (!next) return;
  event.preventDefault();
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function lastInSight(rows: readonly HTMLElement[], list: HTMLElement): HTMLElement | undefined {
  const { bottom } = list.getBoundingClientRect();
  return rows.findLast((row) => row.getBoundingClientRect().top < bottom);
}

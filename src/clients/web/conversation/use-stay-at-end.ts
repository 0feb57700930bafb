// Keeps the messages at their end while one reads there, whatever changes its height; who scrolls up is let go of.
import { useCallback, useRef, useState } from "react";
import type { Reading } from "./history-reader.ts";

/** What the list does to stay at its end. */
export interface StayingAtEnd {
  /** Whether one reads at the end, also while the last rows are on their way. */
  readonly isAtEnd: boolean;
  /** Takes what scrolls; a list that begins anew hands in another. */
  readonly attach: (scroller: HTMLElement | Window | null) => void;
  /** Goes to the end, and stays there. */
  readonly stay: () => void;
  /** Call before going to another row: whether that is at the end is seen once it is come to. */
  readonly leave: () => void;
}

/** So near is at the end: pixels are fractions on many screens. */
const nearPx = 4;
/** In between the list measures what it shows. */
const restMs = 50;
const mostApproaches = 40;
/** A little longer than it takes to come to a row whose surroundings are not measured yet. */
const goingMs = 1_600;
/** As long as it takes a text to unfold, and the list to learn of it. */
const unfoldingMs = 400;
/** As long as the list may scroll by itself, to where it takes the end to be before its rows are measured. */
const settlingMs = 1_000;
const gestures = ["wheel", "touchmove", "pointerdown", "focusin"] as const;

/** At a place that one wished to see the end is not followed until one comes to it; nor is the end of a past stretch. */
export function useStayAtEnd({ isLive, place, goal }: Pick<Reading, "isLive" | "place" | "goal">): StayingAtEnd {
  const isFollowed = isLive && goal === undefined;
  const [isAtEnd, setAtEnd] = useState(isFollowed);
  const now = useRef({ isAtEnd, isLive, place });
  now.current.isLive = isLive;
  if (now.current.place !== place) {
    now.current.place = place;
    now.current.isAtEnd = isFollowed;
    setAtEnd(isFollowed);
  }
  const decide = useCallback((next: boolean) => {
    now.current.isAtEnd = next;
    setAtEnd(next);
  }, []);
  const watched = useRef<{ readonly scroller: HTMLElement; readonly watch: EndWatch }>(undefined);
  const attach = useCallback(
    (scroller: HTMLElement | Window | null) => {
      watched.current?.watch.stop();
      watched.current = undefined;
      if (!(scroller instanceof HTMLElement)) return;
      const watch = watchEnd(scroller, {
        isHeld: () => now.current.isAtEnd && now.current.isLive,
        onEnd: () => now.current.isLive && decide(true),
        onLeave: () => decide(false),
      });
      watched.current = { scroller, watch };
    },
    [decide],
  );
  const stay = useCallback(() => {
    decide(true);
    const scroller = watched.current?.scroller;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  }, [decide]);
  const leave = useCallback(() => {
    decide(false);
    watched.current?.watch.leave();
  }, [decide]);
  return { isAtEnd, attach, stay, leave };
}

interface EndWatch {
  readonly leave: () => void;
  readonly stop: () => void;
}

interface EndEars {
  readonly isHeld: () => boolean;
  readonly onEnd: () => void;
  readonly onLeave: () => void;
}

function watchEnd(scroller: HTMLElement, { isHeld, onEnd, onLeave }: EndEars): EndWatch {
  const stop = new AbortController();
  const { signal } = stop;
  let mayLeave = false;
  let changedAtMs = performance.now();
  let rest: ReturnType<typeof setTimeout> | undefined;
  let leftAtMs = Number.NEGATIVE_INFINITY;
  let unfoldedAtMs = Number.NEGATIVE_INFINITY;
  let before = { top: scroller.scrollTop, height: scroller.scrollHeight };
  const hold = () => {
    if (!isHeld()) return;
    scroller.scrollTop = scroller.scrollHeight;
    before = { top: scroller.scrollTop, height: scroller.scrollHeight };
  };
  // By halves: a list that is drawn as high as before does not measure its rows, and would be clamped back for ever.
  let approaches = 0;
  const approach = () => {
    if (!isHeld()) return;
    if (++approaches < mostApproaches) changedAtMs = performance.now();
    scroller.scrollTop += Math.ceil(distance(scroller) / 2);
  };
  const isGoing = () => performance.now() - leftAtMs < goingMs;
  const scrolled = () => {
    const { scrollTop: top, scrollHeight: height } = scroller;
    // Content that shrinks moves up by itself; what moves further was moved by somebody.
    const movedUp = before.top - top - Math.max(0, before.height - height);
    before = { top, height };
    if (isGoing()) return;
    clearTimeout(rest);
    if (distance(scroller) <= nearPx) {
      mayLeave = false;
      approaches = 0;
      onEnd();
    } else if (!mayLeave && performance.now() - changedAtMs < settlingMs) rest = setTimeout(approach, restMs);
    else if (movedUp > nearPx) onLeave();
  };
  const release = () => {
    mayLeave = true;
    leftAtMs = Number.NEGATIVE_INFINITY;
  };
  const leave = () => {
    leftAtMs = performance.now();
    clearTimeout(rest);
    rest = setTimeout(scrolled, goingMs + 1);
  };
  const pressed = ({ target }: Event) => {
    if (!(target instanceof Element && target.matches("input, textarea"))) release();
  };
  document.addEventListener("keydown", pressed, { capture: true, signal });
  for (const gesture of gestures) scroller.addEventListener(gesture, release, { passive: true, signal });
  scroller.addEventListener("scroll", scrolled, { passive: true, signal });
  const clicked = ({ target }: Event) => {
    if (target instanceof Element && target.closest("[data-fold]")) unfoldedAtMs = performance.now();
  };
  scroller.addEventListener("click", clicked, { capture: true, signal });
  const resized = new ResizeObserver(() => {
    changedAtMs = performance.now();
    // Whoever unfolds a text reads on where it begins.
    if (changedAtMs - unfoldedAtMs > unfoldingMs) hold();
    else if (distance(scroller) > nearPx) onLeave();
  });
  resized.observe(scroller);
  // Rows that are not in the page are paddings of the list.
  const rows = scroller.querySelector("[data-testid=virtuoso-item-list]");
  if (rows) resized.observe(rows, { box: "border-box" });
  signal.addEventListener("abort", () => {
    clearTimeout(rest);
    resized.disconnect();
  });
  return { leave, stop: () => stop.abort() };
}

function distance({ scrollHeight, clientHeight, scrollTop }: HTMLElement): number {
  return scrollHeight - clientHeight - scrollTop;
}

// Keeps the messages at their end while one reads there, whatever changes its height; who scrolls up is let go of.
import { useRef, useState } from "react";
import { EndWatch } from "./end-watch.ts";
import type { Reading } from "./history-reader.ts";

/** What the list does to stay at its end. */
interface EndActs {
  /** Takes what scrolls; a list that begins anew hands in another. */
  readonly attach: (scroller: HTMLElement | Window | null) => void;
  /** Call when rows were put into the page or taken out. */
  readonly follow: () => void;
  /** Goes to the end, and stays there. */
  readonly stay: () => void;
  /** Call before going to another row, and `arrive` after. */
  readonly leave: () => void;
  /** Sees whether the row that one went to is at the end. */
  readonly arrive: () => void;
}

/** The acts, and whether one reads at the end, also while the last rows are on their way. */
export interface StayingAtEnd extends EndActs {
  readonly isAtEnd: boolean;
}

interface Now {
  isAtEnd: boolean;
  isLive: boolean;
  place: number;
  isGoing: boolean;
}

/** At a place that one wished to see the end is not followed until one comes to it; nor is the end of a past stretch. */
export function useStayAtEnd({ isLive, place, goal }: Pick<Reading, "isLive" | "place" | "goal">): StayingAtEnd {
  const isFollowed = isLive && goal === undefined;
  const [isAtEnd, setAtEnd] = useState(isFollowed);
  const { current: now } = useRef<Now>({ isAtEnd, isLive, place, isGoing: false });
  now.isLive = isLive;
  if (now.place !== place) {
    now.place = place;
    now.isAtEnd = isFollowed;
    setAtEnd(isFollowed);
  }
  const [acts] = useState(() => endActs(now, setAtEnd));
  return { isAtEnd, ...acts };
}

function endActs(now: Now, onChange: (isAtEnd: boolean) => void): EndActs {
  const decide = (next: boolean) => {
    now.isAtEnd = next;
    onChange(next);
  };
  const watch = new EndWatch({
    isHeld: () => now.isAtEnd && now.isLive,
    onEnd: () => now.isLive && !now.isGoing && decide(true),
    onLeave: () => decide(false),
  });
  return {
    attach: (scroller) => watch.attach(scroller instanceof HTMLElement ? scroller : undefined),
    follow: watch.follow,
    stay: () => {
      decide(true);
      watch.toEnd();
    },
    leave: () => {
      now.isGoing = true;
      decide(false);
    },
    arrive: () => {
      now.isGoing = false;
      watch.look();
    },
  };
}

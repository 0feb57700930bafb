// Keeps a scrolled list at its end for as long as it is held there, and lets go of it when somebody moves it.
import { isAtEnd, isMovedAway, type Standing } from "./end-verdict.ts";

/** What is told to the watch, and by it. */
export interface EndEars {
  /** Whether the list is to stay at its end. */
  readonly isHeld: () => boolean;
  /** Somebody came to the end. */
  readonly onEnd: () => void;
  /** Somebody left it. */
  readonly onLeave: () => void;
}

/** Watches one list at a time; make it before the list. */
export class EndWatch {
  readonly #ears: EndEars;
  #scroller: HTMLElement | undefined;
  #rows: HTMLElement | undefined;
  /** Where the end was when the list stood there last; 0: it did not yet. */
  #endBefore = 0;
  /** Observers are told in the order they were made, this one before the list's own, which measures its rows. */
  readonly #before = new ResizeObserver(() => {
    this.#measured();
    this.follow();
    this.#isMeasuring = true;
    setTimeout(this.#measured);
  });
  #after: ResizeObserver | undefined;
  #isMeasuring = false;
  readonly #measured = () => {
    this.#isMeasuring = false;
  };
  #stop = new AbortController();

  constructor(ears: EndEars) {
    this.#ears = ears;
  }

  /** Watches this list and no other any more. */
  attach(scroller: HTMLElement | undefined): void {
    this.#stop.abort();
    this.#before.disconnect();
    this.#after?.disconnect();
    this.#scroller = scroller;
    this.#rows = scroller?.querySelector<HTMLElement>("[data-testid=virtuoso-item-list]") ?? undefined;
    this.#endBefore = 0;
    this.#isMeasuring = false;
    if (scroller) this.#watch(scroller);
  }

  /** Call when rows were put into the page or taken out, before that is drawn. */
  readonly follow = (): void => {
    const standing = this.#standing();
    if (!standing || !this.#ears.isHeld()) return;
    // The event that tells of somebody's scrolling may come later than rows; but not while they are measured, which is
    // after a frame's events: then it is the list that moves, to where it takes the rows to be.
    const isAsBefore = !this.#isMeasuring && standing.end === this.#endBefore;
    if (!this.#isMeasuring && isMovedAway(standing, this.#endBefore)) this.#ears.onLeave();
    // Less than that is somebody who begins to move it.
    else if (!isAsBefore) this.toEnd();
  };

  /** Call when the list may be where nobody scrolled to. */
  readonly look = (): void => {
    if (this.#ears.isHeld()) return this.follow();
    const standing = this.#standing();
    if (!standing || !isAtEnd(standing)) return;
    this.#endBefore = standing.end;
    this.#ears.onEnd();
  };

  /** Goes to the end. */
  toEnd(): void {
    if (this.#scroller) this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#endBefore = this.#standing()?.end ?? 0;
  }

  #watch(scroller: HTMLElement): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const scrolled = () => {
      this.#measured();
      this.look();
    };
    scroller.addEventListener("scroll", scrolled, { passive: true, signal });
    // Whoever unfolds a text reads on where it begins.
    const clicked = ({ target }: Event) => {
      if (target instanceof Element && target.closest("[data-fold]")) this.#ears.onLeave();
    };
    scroller.addEventListener("click", clicked, { capture: true, signal });
    this.#after = new ResizeObserver(this.follow);
    for (const observer of [this.#before, this.#after]) {
      observer.observe(scroller);
      if (this.#rows) observer.observe(this.#rows);
    }
  }

  /** Undefined until the list has come to its first place: it is not shown before, and moves by itself. */
  #standing(): Standing | undefined {
    if (!this.#scroller || this.#rows?.style.visibility === "hidden") return undefined;
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return { top: scrollTop, end: scrollHeight - clientHeight };
  }
}

// Whether nobody looks at the page, for so long that what comes now was certainly not seen.

/** The server gathers for a second what it tells of the inbox. */
const settledMs = 2_000;

/** Start it when the house is shown. */
export class Away {
  /** Undefined: somebody may look. */
  #sinceMs: number | undefined;

  /** Whether it is so now. */
  readonly isAway = (): boolean => this.#sinceMs !== undefined && performance.now() - this.#sinceMs > settledMs;

  /** Follows what the browser tells until the returned function is called. */
  readonly start = (): (() => void) => {
    const look = () => {
      this.#sinceMs = document.visibilityState === "hidden" ? performance.now() : undefined;
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  };
}

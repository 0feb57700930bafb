// Holds the state of a screen and tells those who show it: the page and the terminal alike.
import { after } from "./after.ts";

/** One state; many changes that come at once are shown once. */
export class StateStore<State, Action> {
  readonly #reduce: (state: State, action: Action) => State;
  readonly #frameMs: number;
  #state: State;
  /** What was told last. */
  #shown: State;
  readonly #listeners = new Set<() => void>();
  #cancel: (() => void) | undefined;

  /** `frameMs`: how long what others do may wait for more of it, so that all is shown at once. */
  constructor(state: State, reduce: (state: State, action: Action) => State, frameMs: number) {
    this.#reduce = reduce;
    this.#frameMs = frameMs;
    this.#state = state;
    this.#shown = state;
  }

  /** The state as it is. */
  get state(): State {
    return this.#state;
  }

  /** The state as it is shown. */
  readonly shown = (): State => this.#shown;

  /** Calls after what is shown has changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Takes note of what happened; it shows soon. */
  dispatch(action: Action): void {
    this.#state = this.#reduce(this.#state, action);
    if (this.#state !== this.#shown) this.#cancel ??= after(this.#frameMs, () => this.show());
  }

  /** Shows now what has changed: for what follows a key. */
  show(): void {
    this.close();
    if (this.#state === this.#shown) return;
    this.#shown = this.#state;
    for (const listener of this.#listeners) listener();
  }

  /** Shows nothing more by itself. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

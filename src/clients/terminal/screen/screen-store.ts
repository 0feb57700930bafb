// Holds the screen's state and tells those who show it.
import { after } from "../after.ts";
import { type ScreenAction, screenReducer } from "./screen-reducer.ts";
import type { ScreenState } from "./screen-state.ts";

/** Twenty-five pictures a second are enough for what others do. */
const frameMs = 40;

/** One state; many changes that come at once are shown once. */
export class ScreenStore {
  #state: ScreenState;
  /** What was told last. */
  #shown: ScreenState;
  readonly #listeners = new Set<() => void>();
  #cancel: (() => void) | undefined;

  constructor(state: ScreenState) {
    this.#state = state;
    this.#shown = state;
  }

  /** The state as it is. */
  get state(): ScreenState {
    return this.#state;
  }

  /** The state as it is shown. */
  readonly shown = (): ScreenState => this.#shown;

  /** Calls after what is shown has changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Takes note of what happened; it shows soon. */
  dispatch(action: ScreenAction): void {
    this.#state = screenReducer(this.#state, action);
    if (this.#state !== this.#shown) this.#cancel ??= after(frameMs, () => this.show());
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

// A state that changes while it is shown: what useSyncExternalStore needs.

/** Whoever keeps it changes it; whoever shows it reads and subscribes. */
export class ToldState<State> {
  #state: State;
  readonly #listeners = new Set<() => void>();

  constructor(state: State) {
    this.#state = state;
  }

  /** The same object until something changes. */
  readonly read = (): State => this.#state;

  /** Calls after every change, until the returned function is called. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Changes some of it. */
  change(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

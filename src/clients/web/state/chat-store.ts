// Holds the state and tells those who show it.
import { after } from "./after.ts";
import { type ChatAction, chatReducer } from "./chat-reducer.ts";
import type { ChatState } from "./chat-state.ts";

/** One picture a frame of the screen is enough for what others do; a timer, because hidden tabs draw no frames. */
const frameMs = 16;

/** One state; many changes that come at once are shown once. */
export class ChatStore {
  #state: ChatState;
  /** What was told last. */
  #shown: ChatState;
  readonly #listeners = new Set<() => void>();
  #cancel: (() => void) | undefined;

  constructor(state: ChatState) {
    this.#state = state;
    this.#shown = state;
  }

  /** The state as it is. */
  get state(): ChatState {
    return this.#state;
  }

  /** The state as it is shown. */
  readonly shown = (): ChatState => this.#shown;

  /** Calls after what is shown has changed. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Takes note of what happened; it shows soon. */
  dispatch(action: ChatAction): void {
    this.#state = chatReducer(this.#state, action);
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

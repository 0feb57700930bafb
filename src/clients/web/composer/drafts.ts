// What was begun and not sent, kept by the browser for each person and channel.
import { keepText, keptText, placeOf } from "../session/browser-storage.ts";

/** Longer ones only live as long as the page: the browser's room is small. */
const mostKept = 20_000;

/** The draft of one person in one channel. */
export class Draft {
  readonly #name: string;
  #text: string;

  constructor(userId: string, channelId: string) {
    this.#name = `draft.${userId}.${channelId}`;
    this.#text = keptText(this.#name) ?? "";
  }

  /** The text as it was left. */
  get text(): string {
    return this.#text;
  }

  /** Keeps a text; an empty one is forgotten. */
  keep(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    if (text.length <= mostKept) keepText(this.#name, text === "" ? undefined : text);
  }

  /** Calls with the text whenever another tab changed it, until the returned function is called. */
  listen(onText: (text: string) => void): () => void {
    const hear = ({ key, newValue }: StorageEvent) => {
      if (key !== placeOf(this.#name)) return;
      this.#text = newValue ?? "";
      onText(this.#text);
    };
    addEventListener("storage", hear);
    return () => removeEventListener("storage", hear);
  }
}

// Remembers what was said lately, so that an edit or a reaction can say of what it is.
import type { ChatEvent } from "../../sdk/index.ts";

/** Who said what. */
export interface Remembered {
  readonly name: string;
  readonly text: string;
}

const mostMessages = 1_000;

/** The last 1,000 messages that were heard, in all channels. */
export class MessageMemory {
  readonly #messages = new Map<string, Remembered>();

  /** Takes note of an event, after it was shown. */
  take(event: ChatEvent): void {
    if (event.type === "message") this.#keep(keyOf(event.channelId, event.seq), event.from.name, event.text);
    else if (event.type === "deleted") this.#messages.delete(keyOf(event.channelId, event.target));
    else if (event.type === "edited") {
      const key = keyOf(event.channelId, event.target);
      this.#keep(key, this.#messages.get(key)?.name ?? event.from.name, event.text);
    }
  }

  /** A message that was heard lately. */
  find(channelId: string, seq: number): Remembered | undefined {
    return this.#messages.get(keyOf(channelId, seq));
  }

  #keep(key: string, name: string, text: string): void {
    this.#messages.set(key, { name, text });
    if (this.#messages.size <= mostMessages) return;
    this.#messages.delete(this.#messages.keys().next().value as string);
  }
}

function keyOf(channelId: string, seq: number): string {
  return `${channelId} ${seq}`;
}

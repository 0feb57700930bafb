// Tells the server what was read, once a second at most.
import type { ChatClient } from "../sdk/browser.ts";
import { after } from "./after.ts";

const periodMs = 1_000;

/** Marks channels as read; what cannot be told now is told with the next message. */
export class ReadMarker {
  readonly #client: ChatClient;
  readonly #waiting = new Map<string, number>();
  #cancel: (() => void) | undefined;

  constructor(client: ChatClient) {
    this.#client = client;
  }

  /** The channel was read up to this seq. */
  saw(channelId: string, seq: number): void {
    const channel = this.#client.channel(channelId);
    if (!channel || channel.readSeq >= seq) return;
    this.#waiting.set(channelId, Math.max(seq, this.#waiting.get(channelId) ?? 0));
    this.#cancel ??= after(periodMs, () => this.#tell());
  }

  /** Tells no more. */
  close(): void {
    this.#cancel?.();
  }

  #tell(): void {
    this.#cancel = undefined;
    for (const [channelId, seq] of this.#waiting) this.#client.markRead(channelId, seq).catch(() => undefined);
    this.#waiting.clear();
  }
}

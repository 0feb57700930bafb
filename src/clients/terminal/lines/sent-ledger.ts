// What became of one's own messages, counted.
import { ChatError, type ChatEvent } from "../../sdk/index.ts";

/** What may be on its way at once; then input waits. The SDK's outbox holds twice as much. */
const mostWaiting = 5_000;
const mostCharacters = 3_000_000;

/** Counts what waits to be acknowledged, what was refused, and knows how far acknowledged messages reach. */
export class SentLedger {
  readonly #waiting = new Map<string, { readonly channelId: string; readonly characters: number }>();
  readonly #acknowledged = new Map<string, number>();
  readonly #sleepers = new Set<() => void>();
  #characters = 0;
  #refused = 0;

  /** Messages that are not acknowledged. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Messages that were refused, and will never be there. */
  get refused(): number {
    return this.#refused;
  }

  /** The last acknowledged seq of each channel. */
  get acknowledged(): ReadonlyMap<string, number> {
    return this.#acknowledged;
  }

  /** Counts a message that never came as far as being queued. */
  lost(): void {
    this.#refused++;
  }

  /** Takes note of what became of a message. */
  take(event: ChatEvent): void {
    if (event.type === "pending") this.#wait(event.clientMessageId, event.channelId, event.text.length);
    else if (event.type === "acknowledged") this.#settle(event.clientMessageId, event.channelId, event.seq);
    else if (event.type === "failed") this.#fail(event.clientMessageId, event.error);
  }

  /** Resolves when there is room for one more. */
  room(): Promise<void> {
    return this.#until(() => this.#waiting.size < mostWaiting && this.#characters < mostCharacters);
  }

  /** Resolves when nothing waits any more, in the channel if one is named. */
  settled(channelId?: string): Promise<void> {
    const isIn = (one: string) => channelId === undefined || one === channelId;
    return this.#until(() => ![...this.#waiting.values()].some((one) => isIn(one.channelId)));
  }

  #wait(clientMessageId: string, channelId: string, characters: number): void {
    this.#waiting.set(clientMessageId, { channelId, characters });
    this.#characters += characters;
  }

  #done(clientMessageId: string): void {
    this.#characters -= this.#waiting.get(clientMessageId)?.characters ?? 0;
    this.#waiting.delete(clientMessageId);
  }

  #settle(clientMessageId: string, channelId: string, seq: number): void {
    this.#done(clientMessageId);
    this.#acknowledged.set(channelId, Math.max(seq, this.#acknowledged.get(channelId) ?? 0));
    this.#wake();
  }

  #fail(clientMessageId: string, error: unknown): void {
    const reason = error instanceof ChatError ? error.reason : undefined;
    if (reason === "CLIENT_CLOSED") return;
    this.#done(clientMessageId);
    if (reason !== "OTHER_SENDER") this.#refused++;
    this.#wake();
  }

  async #until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => void this.#sleepers.add(resolve));
  }

  #wake(): void {
    const sleepers = [...this.#sleepers];
    this.#sleepers.clear();
    for (const wake of sleepers) wake();
  }
}

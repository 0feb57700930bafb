// What this page noted of the way of its messages: by its own clock, nothing guessed.
import type { ChatEvent } from "../../sdk/browser.ts";

/** Moments in milliseconds since 1970-01-01 UTC; undefined: it did not happen here, or not yet. */
export interface TravelNote {
  readonly writtenMs?: number;
  readonly keptMs?: number;
  readonly acknowledgedMs?: number;
  readonly heardMs?: number;
}

const most = 2_000;
const fields = {
  pending: "writtenMs",
  queued: "keptMs",
  acknowledged: "acknowledgedMs",
  message: "heardMs",
} as const satisfies Partial<Record<ChatEvent["type"], keyof TravelNote>>;

/** Holds the notes of the last 2,000 messages. */
export class TravelNotes {
  readonly #notes = new Map<string, TravelNote>();

  /** Takes note of what happened; the first time counts. */
  hear(event: ChatEvent, nowMs: number): void {
    if (!isNoted(event)) return;
    // What is fetched later did not travel here now.
    if (event.type === "message" && event.fromHistory) return;
    const note = this.#notes.get(event.clientMessageId);
    const field = fields[event.type];
    if (note?.[field] !== undefined) return;
    this.#notes.set(event.clientMessageId, { ...note, [field]: nowMs });
    const [oldest] = this.#notes.keys();
    if (this.#notes.size > most && oldest !== undefined) this.#notes.delete(oldest);
  }

  /** What was noted of a message. */
  of(clientMessageId: string): TravelNote {
    return this.#notes.get(clientMessageId) ?? {};
  }
}

function isNoted(event: ChatEvent): event is Extract<ChatEvent, { type: keyof typeof fields }> {
  return Object.hasOwn(fields, event.type);
}

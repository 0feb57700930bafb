// What this page noted of the way of its messages: by its own clock, nothing guessed.
import type { ChatEvent } from "../../sdk/browser.ts";

/** Moments in milliseconds since 1970-01-01 UTC; undefined: it did not happen here, or not yet. */
export interface TravelNote {
  readonly writtenMs?: number;
  readonly keptMs?: number;
  readonly acknowledgedMs?: number;
  readonly heardMs?: number;
  /** The last try was refused. */
  readonly failedMs?: number;
}

/** Since when the connection is as it is; undefined: since before this page took notes. */
export interface ConnectionNote {
  readonly isConnected: boolean;
  readonly sinceMs: number | undefined;
}

const most = 2_000;
const fields = {
  pending: "writtenMs",
  queued: "keptMs",
  acknowledged: "acknowledgedMs",
  message: "heardMs",
  failed: "failedMs",
} as const satisfies Partial<Record<ChatEvent["type"], keyof TravelNote>>;

/** Holds the notes of the last 2,000 messages. */
export class TravelNotes {
  readonly #notes = new Map<string, TravelNote>();
  #connection: ConnectionNote;

  constructor(isConnected: boolean) {
    this.#connection = { isConnected, sinceMs: undefined };
  }

  /** How the connection is, and since when. */
  get connection(): ConnectionNote {
    return this.#connection;
  }

  /** Takes note of what happened; the first time counts. */
  hear(event: ChatEvent, nowMs: number): void {
    if (event.type === "state") this.#hearState(event.state === "connected", nowMs);
    if (!isNoted(event)) return;
    // What is fetched later did not travel here now.
    if (event.type === "message" && event.fromHistory) return;
    const { failedMs, ...note } = this.#notes.get(event.clientMessageId) ?? {};
    const field = fields[event.type];
    // A refused message that is tried again was not refused.
    const isAgain = event.type === "pending" && failedMs !== undefined;
    if (note[field as keyof typeof note] !== undefined && !isAgain) return;
    this.#notes.set(event.clientMessageId, { [field]: nowMs, ...note });
    const [oldest] = this.#notes.keys();
    if (this.#notes.size > most && oldest !== undefined) this.#notes.delete(oldest);
  }

  /** What was noted of a message. */
  of(clientMessageId: string): TravelNote {
    return this.#notes.get(clientMessageId) ?? {};
  }

  #hearState(isConnected: boolean, nowMs: number): void {
    if (isConnected !== this.#connection.isConnected) this.#connection = { isConnected, sinceMs: nowMs };
  }
}

function isNoted(event: ChatEvent): event is Extract<ChatEvent, { type: keyof typeof fields }> {
  return Object.hasOwn(fields, event.type);
}

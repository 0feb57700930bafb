// Who is connected to another service, as its streams said last.
import type { Clock } from "../../core/clock.ts";
import { nameKey } from "../../core/text.ts";
import { namesSomebody } from "./names-somebody.ts";

const maxPeople = 100_000;
const maxStatusLength = 256;
/** What services say of people who are there; every other word says that they are not. */
const connectedWords: ReadonlySet<string> = new Set(["connected", "online"]);
/**
 * What a stream said is worth something for so long after it went: a client that reconnects is known meanwhile, and one
 * that died without a word is not taken for connected for ever.
 */
const keptAfterStreamMs = 3_600_000;

/** What says who is connected. */
export interface Speaker {
  /** Since when it is gone; undefined while it is there. */
  goneAtMs: number | undefined;
}

interface Said {
  readonly status: string;
  readonly speaker: Speaker;
}

/** The last word on each person wins. At most 100,000 people: the one of whom nothing was said for longest is forgotten. */
export class ConnectedPeople {
  readonly #clock: Pick<Clock, "now">;
  /** By the key of their name, as people here are found by it; in the order of the last word. */
  readonly #people = new Map<string, Said>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Remembers what was said; nothing of an id that can be nobody's, or of a status that is too long to be one. */
  hear(userId: string, status: string, speaker: Speaker): void {
    if (!namesSomebody(userId) || status.length > maxStatusLength) return;
    const key = nameKey(userId);
    this.#people.delete(key);
    this.#people.set(key, { status, speaker });
    if (this.#people.size <= maxPeople) return;
    for (const oldest of this.#people.keys()) {
      this.#people.delete(oldest);
      return;
    }
  }

  /** The last status of a person; undefined if nothing is known, or the stream that said it went over an hour ago. */
  statusOf(userId: string): string | undefined {
    const said = this.#people.get(nameKey(userId));
    return said && !this.#isStale(said) ? said.status : undefined;
  }

  /** Whether the last status of a person says that they are there, in capitals or not. */
  isConnected(userId: string): boolean {
    return connectedWords.has(this.statusOf(userId)?.toLowerCase() ?? "");
  }

  /** How many people are remembered. */
  get size(): number {
    return this.#people.size;
  }

  /** Lets go of those whose stream went over an hour ago. */
  sweep(): void {
    for (const [key, said] of this.#people) if (this.#isStale(said)) this.#people.delete(key);
  }

  #isStale({ speaker: { goneAtMs } }: Said): boolean {
    return goneAtMs !== undefined && this.#clock.now() - goneAtMs > keptAfterStreamMs;
  }
}

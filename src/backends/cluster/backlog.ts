// What was accepted and is not durable yet: beyond its bounds nothing more is taken.
import type { Clock } from "../../core/clock.ts";
import type { EventRecord } from "./log-record.ts";
import type { OwnerLimits } from "./owner-options.ts";

/** The accepted events of one owner that are on their way, the oldest first. */
export class Backlog {
  readonly #limits: OwnerLimits;
  readonly #clock: Clock;
  readonly #events = new Map<EventRecord, { sinceMs: number; bytes: number }>();
  #bytes = 0;

  constructor(limits: OwnerLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Whether nothing more is to be taken: there is too much, or the oldest waits for too long. */
  get isFull(): boolean {
    const { oldestMs, pending, pendingBytes } = this.#limits;
    const oldest = this.#events.values().next().value;
    const isLate = oldest !== undefined && this.#clock.now() - oldest.sinceMs > oldestMs;
    return isLate || this.#events.size >= pending || this.#bytes >= pendingBytes;
  }

  /** Whether all that was accepted is durable. */
  get isEmpty(): boolean {
    return this.#events.size === 0;
  }

  /** An event was accepted. */
  add(event: EventRecord, bytes: number): void {
    this.#events.set(event, { sinceMs: this.#clock.now(), bytes });
    this.#bytes += bytes;
  }

  /** An event is durable; one that is not held is passed over. */
  settled(event: EventRecord): void {
    this.#bytes -= this.#events.get(event)?.bytes ?? 0;
    this.#events.delete(event);
  }
}

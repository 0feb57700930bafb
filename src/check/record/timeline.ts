// When who was connected, spoke and saw, second by second: for a picture of a check.
import type { DoorKind } from "../plan/plan.ts";
import { personOf, type Recorded } from "./observation.ts";

/** One person over the time of a check. */
export interface TimelineRow {
  readonly who: string;
  readonly door: DoorKind | undefined;
  /** What happened in each step of time. */
  readonly steps: readonly { readonly asked: number; readonly acknowledged: number; readonly seen: number }[];
  /** Spans in which they were connected, from and to; only of those who hear by themselves. */
  readonly connected: readonly (readonly [from: number, to: number])[];
}

interface Row {
  door: DoorKind | undefined;
  readonly steps: Map<number, { asked: number; acknowledged: number; seen: number }>;
  readonly connected: [from: number, to: number][];
  since: number | undefined;
}

/** Gathers rows while records are read. */
export class Timeline {
  readonly stepMs: number;
  readonly #rows = new Map<string, Row>();

  constructor(stepMs: number) {
    this.stepMs = stepMs;
  }

  /** Takes the next record of somebody. */
  take(record: Recorded): void {
    const { at, what } = record;
    const who = personOf(record.who);
    const row = this.#rows.get(who) ?? { door: undefined, steps: new Map(), connected: [], since: undefined };
    this.#rows.set(who, row);
    if (what === "enter") row.door = record.door;
    else if (what === "died") noteState(row, at, false);
    else if (what === "state") noteState(row, at, record.state === "connected");
    else if (what === "ask") this.#step(row, at).asked++;
    else if (what === "ack") this.#step(row, at).acknowledged++;
    else if (what === "event" || what === "heard") this.#step(row, at).seen++;
  }

  /** The rows of a check that went from `from` to `to`. */
  rows(from: number, to: number): TimelineRow[] {
    const first = Math.floor(from / this.stepMs);
    const count = Math.ceil(to / this.stepMs) - first;
    return [...this.#rows].map(([who, { door, steps, connected, since }]) => ({
      who,
      door,
      steps: Array.from({ length: count }, (_, i) => steps.get(first + i) ?? { asked: 0, acknowledged: 0, seen: 0 }),
      connected: since === undefined ? connected : [...connected, [since, to]],
    }));
  }

  #step(row: Row, at: number) {
    const number = Math.floor(at / this.stepMs);
    let step = row.steps.get(number);
    if (!step) row.steps.set(number, (step = { asked: 0, acknowledged: 0, seen: 0 }));
    return step;
  }
}

function noteState(row: Row, at: number, isConnected: boolean): void {
  if (isConnected) row.since ??= at;
  else if (row.since !== undefined) {
    row.connected.push([row.since, at]);
    row.since = undefined;
  }
}

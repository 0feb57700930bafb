// Prints hops on standard output, as much as it takes: what is too much is counted and left out, and nobody waits.
import type { Cancel, Clock } from "../core/clock.ts";
import type { Hop, Trace } from "../core/trace.ts";
import { describeHop, toTraceLine } from "./trace-line.ts";

/** Where lines go: standard output, or a test's. */
export interface LineSink {
  /** False: it has enough until "drain". */
  write(text: string): boolean;
  on(event: "drain" | "error", act: () => void): unknown;
}

/** What printing is made of. */
export interface TracePrinterParts {
  readonly clock: Clock;
  readonly out: LineSink;
  /** Milliseconds that only go forward. */
  readonly now: () => number;
}

interface Entry {
  readonly hop: Hop;
  readonly sinceMs: number;
  tookMs: number;
  through: number | undefined;
}

/** Lines are gathered for so long, so that they stand in the order in which the hops began. */
const gatherMs = 50;
/** With so many lines gathered, hops that go on where one like them ended become one line with it. */
const singleLines = 60;
/** More lines are not kept. */
const maxLines = 500;

/** A Trace that prints; `close` prints what is left. */
export class TracePrinter implements Trace {
  readonly #parts: TracePrinterParts;
  #entries: Entry[] = [];
  readonly #latest = new Map<string, Entry>();
  #leftOut = 0;
  #isFull = false;
  #isClosed = false;
  #cancel: Cancel | undefined;

  constructor(parts: TracePrinterParts) {
    this.#parts = parts;
    parts.out.on("drain", () => {
      this.#isFull = false;
      this.#schedule();
    });
    // Whoever read it has gone: Madang goes on.
    parts.out.on("error", () => {
      this.#isClosed = true;
    });
  }

  now(): number {
    return this.#parts.now();
  }

  tell(hop: Hop, sinceMs: number): void {
    if (this.#isClosed) return;
    const through = hop.span && "from" in hop.span ? hop.span.through : undefined;
    const entry = { hop, sinceMs, tookMs: this.now() - sinceMs, through };
    const key = `${hop.at} ${hop.span?.channelId} ${describeHop(hop)}`;
    if (this.#entries.length >= singleLines && joins(this.#latest.get(key), entry)) return;
    if (this.#entries.length >= maxLines) this.#leftOut++;
    else {
      this.#entries.push(entry);
      this.#latest.set(key, entry);
    }
    this.#schedule();
  }

  /** Prints what is left, and nothing after it. */
  close(): void {
    this.#cancel?.();
    if (!this.#isClosed && !this.#isFull) this.#print();
    this.#isClosed = true;
  }

  #schedule(): void {
    if (this.#isFull || this.#isClosed || this.#cancel) return;
    this.#cancel = this.#parts.clock.after(gatherMs, () => this.#print());
  }

  #print(): void {
    this.#cancel = undefined;
    if (this.#entries.length === 0) return;
    const aheadMs = this.#parts.clock.now() - this.now();
    const lines = this.#entries
      .sort((one, other) => one.sinceMs - other.sinceMs)
      .map(({ hop, sinceMs, ...timing }) => toTraceLine(hop, { atMs: aheadMs + sinceMs, ...timing }));
    if (this.#leftOut > 0) lines.push(`${this.#leftOut} lines left out: more than could be printed`);
    this.#entries = [];
    this.#latest.clear();
    this.#leftOut = 0;
    this.#isFull = !this.#parts.out.write(`${lines.join("\n")}\n`);
  }
}

// The longest of them is what one looks for.
function joins(last: Entry | undefined, { hop, tookMs, through }: Entry): boolean {
  if (last?.through === undefined || !hop.span || !("from" in hop.span)) return false;
  if (hop.span.from !== last.through + 1) return false;
  last.through = through;
  last.tookMs = Math.max(last.tookMs, tookMs);
  return true;
}

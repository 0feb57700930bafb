// Latencies from the moment at which something was due, so that a stall counts for all that it held up.
import { build } from "hdr-histogram-js";

/** A histogram in microseconds with three digits. */
export class Latency {
  readonly #histogram = build({ numberOfSignificantValueDigits: 3 });

  /** Records what was due at `dueMs` and came at `atMs`, both of performance.now(). */
  record(dueMs: number, atMs: number): void {
    this.#histogram.recordValue(Math.max(0, Math.round((atMs - dueMs) * 1_000)));
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  /** In milliseconds. */
  percentile(percent: number): number {
    return this.#histogram.getValueAtPercentile(percent) / 1_000;
  }
}

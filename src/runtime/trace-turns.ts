// Watches the hub's turns from outside: what was stored since the last one is told in the next.
import type { Span, Trace } from "../core/trace.ts";

/** How far a channel's followers are; see Hub.reach. */
export type Reach = (channelId: string, seq: number) => { readonly followers: number; readonly behind: number };

type Schedule = (turn: () => void) => void;

/** Times hops from the moment at which the events were durable. */
export class TracedTurns {
  readonly #trace: Trace;
  readonly #reach: Reach;
  readonly #untold = new Map<string, { span: Span; sinceMs: number }>();

  constructor(trace: Trace, reach: Reach) {
    this.#trace = trace;
    this.#reach = reach;
  }

  /** Events are durable and were published. Where nobody follows there will be no turn. */
  stored(span: Span): void {
    const { channelId, through } = span;
    const reach = this.#reach(channelId, through);
    const sinceMs = this.#trace.now();
    if (reach.followers === 0) return this.#trace.tell({ at: "told", span, ...reach }, sinceMs);
    const untold = this.#untold.get(channelId);
    if (untold) untold.span = { ...untold.span, through };
    else this.#untold.set(channelId, { span, sinceMs });
  }

  /** The same scheduler, watched. */
  over(schedule: Schedule): Schedule {
    return (turn) =>
      schedule(() => {
        turn();
        for (const { span, sinceMs } of this.#untold.values())
          this.#trace.tell({ at: "told", span, ...this.#reach(span.channelId, span.through) }, sinceMs);
        this.#untold.clear();
      });
  }
}

// What a scenario is: something that runs against servers and comes back with findings.
import type { LinePlot } from "../plot/line-plot.ts";

/** A plot and the name of its file, in kebab case. */
export interface NamedPlot extends LinePlot {
  readonly name: string;
}

/** One run of one scenario. */
export interface Run {
  /** Shorter and smaller: to see that all works, not to compare. */
  readonly quick: boolean;
  /** Prints a line of progress. */
  say(line: string): void;
  /** Puts a plot beside the table of this scenario. */
  plot(plot: NamedPlot): void;
  /** Has something done when the scenario is over, well or not; the last comes first. */
  after(act: () => Promise<void>): void;
}

/** One number that a scenario found. */
export interface Finding {
  readonly what: string;
  /** The middle of what the repeats gave. */
  readonly value: number;
  readonly unit: "" | "/s" | "s" | "ms" | "µs" | "B" | "KiB" | "MiB" | "MB/s" | "%";
  /** What each repeat gave, if there was more than one. */
  readonly repeats?: readonly number[];
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
  /** What the server whose clients we serve was measured at, in words. */
  readonly original?: string;
}

/** A scenario; `run` rejects if anything that was to be delivered was not. */
export interface Scenario {
  readonly name: string;
  /** One sentence: what is done and how it is measured. */
  readonly method: string;
  /** It is ended after so long. */
  readonly longestMs: number;
  /** What this machine lacks for it and how to get that, in one sentence; without it, or undefined, it can run. */
  lacking?(): string | undefined;
  run(run: Run): Promise<readonly Finding[]>;
}

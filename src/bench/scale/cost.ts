// What a delivery costs over something that grows, and how flat that is.
import { findRepeated } from "../meters/repeats.ts";
import type { Finding } from "../scenario.ts";

/** The cost at one size. */
export interface CostAt {
  readonly size: number;
  /** Server CPU for each delivery, of each repeat. */
  readonly costsUs: readonly number[];
  /** How many deliveries came in one frame. */
  readonly inFrame: number;
}

/** Findings of one line: the cost at each size, and how far the farthest of them is from the middle. */
export function toCostFindings(costs: readonly CostAt[], unit: string, line: string): Finding[] {
  const each = costs.map(({ size, costsUs }) => ({
    what: `${size.toLocaleString("en")} ${unit}: server CPU for each delivery`,
    unit: "µs" as const,
    ...findRepeated(costsUs),
  }));
  const inFrame = Math.max(...costs.map((cost) => cost.inFrame));
  return [
    ...each,
    { what: `${line}: farthest from the middle`, unit: "%", value: farthest(each), target: { atMost: 25 } },
    { what: `${line}: deliveries in a frame, at most`, unit: "", value: inFrame },
  ];
}

/** The middle lies halfway between the least and the most, which are so far from it, in percent. */
export function farthest(costs: readonly { readonly value: number }[]): number {
  const values = costs.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return ((most - least) / (most + least)) * 100;
}

/** One series of a plot. */
export function toSeries(name: string, costs: readonly CostAt[]) {
  return { name, points: costs.map(({ size, costsUs }) => [size, findRepeated(costsUs).value] as const) };
}

// What came of a soak, in lines that one can read.
import { summaryLines } from "../report/summary.ts";
import type { MeasureVerdict } from "./judge-soak.ts";
import type { SoakResult } from "./soak.ts";

const width = 40;
/** Per cent of a core that still pass for half of it. */
const leastHalf = 35;

/** The lines; `replay` is the command that does the same again. */
export function soakLines(result: SoakResult, replay: string): string[] {
  return [
    ...result.measures.map((measure) => {
      const { first, last, before, left, perHour } = measureWords(measure);
      const name = measure.title.padEnd(width);
      return `${name}${before} before, ${first} to ${last} (${perHour} an hour), ${left} at the end`;
    }),
    `crowd         ${loadWords(result)}`,
    ...summaryLines(result.check, replay),
  ];
}

/** The load in words. */
export function loadWords({ crowd, perSecond, measures }: SoakResult): string {
  const { asked, acknowledged, heard, came } = crowd;
  const cpu = measures.find(({ name }) => name === "cpu")?.growth?.last ?? 0;
  const load = `${Math.round(perSecond)} acts a second, at which the server took ${cpu.toFixed(0)} % of a core`;
  const short = cpu < leastHalf ? " (half of one was wanted, and the machine could not make so much load)" : "";
  return `${load}${short}; ${acknowledged} of ${asked} sends acknowledged, ${heard} heard; came in ${came} times`;
}

/** The numbers of a measure, in words. */
export function measureWords({ unit, growth, before, left, maxPerHour, maxLeft, name }: MeasureVerdict) {
  const told = (value: number | undefined) =>
    value === undefined ? "too short" : `${Math.round(value * 10) / 10}${unit === "" ? "" : ` ${unit}`}`;
  return {
    before: told(before),
    first: told(growth?.first),
    last: told(growth?.last),
    perHour: told(growth?.perHour),
    noise: told(growth?.noise),
    bound: maxPerHour === undefined ? "told only" : told(maxPerHour),
    left: told(left),
    leftBound: maxLeft === undefined ? "told only" : told(before + maxLeft),
    name,
  };
}

// What the files of each wire and each size of chunks took, and what of it is told: each wire at its fastest.
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, NamedPlot } from "../scenario.ts";

/** One file. */
export interface Turn {
  readonly mbPerSecond: number;
  /** Of who sends. */
  readonly cpuSeconds: number;
}

/** One wire with one size of chunks. */
export interface Race {
  readonly name: string;
  readonly kiB: number;
  readonly turns: readonly Turn[];
}

/** Speed and processor time of each wire, and how many times slower than the first the others are. */
export function toFindings(races: readonly Race[]): Finding[] {
  const best = namesOf(races).map((name) => fastestOf(name, races));
  const [first, ...others] = best as [Race, ...Race[]];
  return [
    ...best.flatMap(toPair),
    ...others.map(
      (other): Finding => ({
        what: `${other.name} ÷ ${first.name}, MB/s`,
        unit: "",
        value: speedOf(other) / speedOf(first),
      }),
    ),
  ];
}

/** Speed over the size of chunks, a line for each wire. */
export function toPlot(races: readonly Race[]): NamedPlot {
  const series = namesOf(races).map((name) => ({
    name,
    points: races.filter((race) => race.name === name).map((race) => [race.kiB, speedOf(race)] as const),
  }));
  const labels = { xLabel: "KiB a chunk", yLabel: "MB/s", xScale: "log" as const };
  return { name: "file-chunks", title: "A file, by the size of its chunks", ...labels, series };
}

function toPair({ name, kiB, turns }: Race): Finding[] {
  const what = `${name}, chunks of ${kiB} KiB`;
  return [
    { what, unit: "MB/s", ...findRepeated(turns.map(({ mbPerSecond }) => mbPerSecond)) },
    { what: `${what}: server CPU`, unit: "s", ...findRepeated(turns.map(({ cpuSeconds }) => cpuSeconds)) },
  ];
}

function namesOf(races: readonly Race[]): string[] {
  return [...new Set(races.map(({ name }) => name))];
}

function fastestOf(wire: string, races: readonly Race[]): Race {
  return races
    .filter(({ name }) => name === wire)
    .reduce((best, race) => (speedOf(race) > speedOf(best) ? race : best));
}

function speedOf({ turns }: Race): number {
  return findRepeated(turns.map(({ mbPerSecond }) => mbPerSecond)).value;
}

// The report of a soak as one page: verdict, load, every measure with its bound and plot, faults, machine.
import { linePlotSvg } from "../../plot/line-plot.ts";
import { machineFacts } from "../report/machine.ts";
import { factTable, pageOf, violationPart } from "../report/page-parts.ts";
import { countsOf } from "../report/summary.ts";
import { escaped, timelinePicture } from "../report/timeline-picture.ts";
import type { MeasureVerdict } from "./judge-soak.ts";
import type { SoakResult } from "./soak.ts";
import { loadWords, measureWords } from "./soak-words.ts";

const minuteMs = 60_000;

/** The page; it needs nothing from anywhere else. */
export function soakPage(result: SoakResult, replay: string): string {
  const { check, measures } = result;
  const { verdict, plan, startedAt } = check;
  const isFlat = verdict.violations.length === 0;
  const word = isFlat ? "Flat, and the promise was kept" : "Not as it should be";
  return pageOf({ title: `${word} · madang soak`, word, isGood: isFlat }, [
    `<p>${plan.talkMs / minuteMs} minutes of a crowd, with faults; ${new Date(startedAt).toISOString()}.</p>`,
    ...verdict.violations.map((violation) => violationPart(violation, check)),
    "<h2>What was done</h2>",
    factTable(factsOf(result)),
    "<h2>What was measured</h2>",
    `<p class="note">Of the server's process, while people talked. The first third is not judged: there the pace is found and caches
fill. Then a measure may grow by so much an hour, by the median of all slopes; it is too much if it is more than its noise and goes
on in the second half. Before each look all garbage is collected.</p>`,
    measureTable(measures),
    ...measures.map((measure) => plotOf(measure)),
    "<h2>Who did what, and when</h2>",
    `<p class="note">The people who are watched, as in a check; of the crowd nothing is written down. Bands are faults.</p>`,
    `<div class="picture">${timelinePicture(check)}</div>`,
    "<h2>The same again</h2>",
    `<p><code>${escaped(replay)}</code></p>`,
  ]);
}

function factsOf(result: SoakResult): Record<string, string> {
  const { verdict, faults, history, tookMs, died, notJudged, notMade, version } = result.check;
  return {
    load: loadWords(result),
    "people who are watched": countsOf([...history.doors.values()]),
    "their messages": `${verdict.acknowledged} acknowledged of ${history.sent.length} that were sent; ${verdict.seen} sights`,
    faults: countsOf(faults.map(({ kind }) => kind)) || "none",
    "not made": notMade.join("; ") || "nothing that was asked for",
    "not judged": notJudged.join("; ") || "nothing",
    "ended by itself": `${died} times`,
    took: `${Math.round(tookMs / 1_000)} s`,
    madang: version,
    ...machineFacts(),
  };
}

function measureTable(measures: readonly MeasureVerdict[]): string {
  const heads = ["", "before", "first third", "last third", "an hour", "allowed", "when all had gone", "allowed"];
  const rows = measures.map((measure) => {
    const { before, first, last, perHour, bound, left, leftBound } = measureWords(measure);
    const cells = [before, first, last, perHour, bound, left, leftBound].map((cell) => `<td>${escaped(cell)}</td>`);
    return `<tr><th>${escaped(measure.title)}</th>${cells.join("")}</tr>`;
  });
  return `<div class="picture"><table><tr>${heads.map((head) => `<th>${head}</th>`).join("")}</tr>${rows.join("\n")}</table></div>`;
}

function plotOf({ title, unit, row }: MeasureVerdict): string {
  const [first] = row;
  if (!first) return "";
  const points = row.map(([at, value]) => [(at - first[0]) / minuteMs, value] as const);
  const plot = linePlotSvg({ title, xLabel: "minutes", yLabel: unit, series: [{ name: title, points }] });
  return `<div class="plot">${plot}</div>`;
}

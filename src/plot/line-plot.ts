// Line plots as SVG: drawn the same on a page, in a document, in light and dark.
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";

/** One line of a plot. */
export interface PlotSeries {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** What a line plot shows. */
export interface LinePlot {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly xScale?: "linear" | "log";
  readonly series: readonly PlotSeries[];
}

const width = 720;
const height = 320;
const edge = { left: 68, right: 20, top: 40, bottom: 64 };
// Told apart by people who see few colours too, on white and on black.
const colours = ["#3b82c4", "#d97706", "#2a9d6f", "#c2476b", "#7c5cc4", "#6b7280"];
const short = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 });

/** Draws it; the y axis begins at 0, so that a small change looks small. Needs at least one point. */
export function linePlotSvg(plot: LinePlot): string {
  const points = plot.series.flatMap((series) => series.points);
  const xs = points.map(([x]) => x);
  const most = Math.max(...points.map(([, y]) => y)) || 1;
  const xDomain = [Math.min(...xs), Math.max(...xs)];
  const x = (plot.xScale === "log" ? scaleLog() : scaleLinear()).domain(xDomain).range([edge.left, width - edge.right]);
  const y = scaleLinear()
    .domain([0, most])
    .nice(5)
    .range([height - edge.bottom, edge.top]);
  const path = line<readonly [number, number]>(
    ([pointX]) => x(pointX),
    ([, pointY]) => y(pointY),
  );
  const rows = y.ticks(5).map((tick) => yTick(tick, y(tick)));
  const columns = (plot.xScale === "log" ? [...new Set(xs)] : x.ticks(8)).map((tick) => xTick(tick, x(tick)));
  const lines = plot.series.map(({ points: own }, index) => drawSeries(own, path(own) ?? "", colourOf(index), x, y));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(plot.title)}" font-family="system-ui, sans-serif" font-size="12">
<style>text{fill:#24292f}.grid{stroke:#8884}@media(prefers-color-scheme:dark){text{fill:#d0d7de}}</style>
<text x="${edge.left}" y="20" font-size="14" font-weight="600">${escape(plot.title)}</text>
${[...rows, ...columns, ...lines].join("\n")}
<text x="${width - edge.right}" y="${height - 28}" text-anchor="end">${escape(plot.xLabel)}</text>
<text x="${edge.left}" y="34">${escape(plot.yLabel)}</text>
${legend(plot.series)}
</svg>
`;
}

type Scale = (value: number) => number;

function drawSeries(points: PlotSeries["points"], path: string, colour: string, x: Scale, y: Scale): string {
  const dots =
    points.length > 30 ? [] : points.map(([px, py]) => `<circle cx="${at(x(px))}" cy="${at(y(py))}" r="3"/>`);
  const drawn = path.replaceAll(/\d+\.\d+/g, (number) => at(Number(number)));
  return `<g fill="${colour}"><path d="${drawn}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join("")}</g>`;
}

function yTick(value: number, at: number): string {
  return `<line class="grid" x1="${edge.left}" x2="${width - edge.right}" y1="${at}" y2="${at}"/><text x="${edge.left - 8}" y="${at + 4}" text-anchor="end">${short.format(value)}</text>`;
}

function xTick(value: number, place: number): string {
  return `<text x="${at(place)}" y="${height - edge.bottom + 18}" text-anchor="middle">${short.format(value)}</text>`;
}

function legend(series: readonly PlotSeries[]): string {
  const step = (width - edge.left - edge.right) / Math.max(series.length, 3);
  const entries = series.map(({ name }, index) => {
    const left = edge.left + index * step;
    return `<rect x="${at(left)}" y="${height - 18}" width="10" height="10" fill="${colourOf(index)}"/><text x="${at(left + 15)}" y="${height - 9}">${escape(name)}</text>`;
  });
  return entries.join("\n");
}

function colourOf(index: number): string {
  return colours[index % colours.length] as string;
}

function at(number: number): string {
  return String(Math.round(number * 10) / 10);
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

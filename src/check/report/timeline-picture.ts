// The picture of a check: people down, time across, faults as bands through all of them.
import type { CheckResult } from "../check.ts";

const width = 1_040;
const namesWidth = 130;
const rowHeight = 26;
const top = 34;
/** Sends in a second beyond which a bar grows no more. */
const mostAsked = 12;

/** SVG, in the colours of the page around it. */
export function timelinePicture({ history, faults, startedAt, tookMs }: CheckResult): string {
  const rows = history.timeline.rows(startedAt, startedAt + tookMs);
  const height = top + rows.length * rowHeight + 8;
  const x = (at: number) => namesWidth + ((at - startedAt) / tookMs) * (width - namesWidth - 10);
  const bands = faults.map(({ kind, from, to }, i) => {
    const wide = Math.max(2, x(to) - x(from));
    const band = `<rect x="${x(from).toFixed(1)}" y="${top - 4}" width="${wide.toFixed(1)}" height="${height - top}" fill="var(--band)" opacity="0.18"/>`;
    // Two heights, so that names of neighbours do not cover each other.
    const name =
      faults.length > 40
        ? ""
        : `<text x="${x(from).toFixed(1)}" y="${i % 2 === 0 ? 12 : 25}" font-size="11" fill="var(--band)">${kind}</text>`;
    return `${band}${name}`;
  });
  const stepWidth = Math.max(1, x(startedAt + history.timeline.stepMs) - x(startedAt));
  const most = rows.reduce((all, { steps }) => steps.reduce((each, { seen }) => Math.max(each, seen), all), 1);
  const people = rows.map(({ who, door, steps, connected }, row) => {
    const y = top + (row + 1) * rowHeight - 4;
    const left = (i: number) => x(startedAt) + i * stepWidth;
    const high = (count: number, mostHere: number) => Math.min(1, count / mostHere) * (rowHeight - 8);
    const bars = [
      barsOf(
        steps.map(({ seen }, i) => [left(i), y, stepWidth, high(seen, most)]),
        0.3,
      ),
      barsOf(
        steps.map(({ asked }, i) => [left(i) + stepWidth * 0.3, y, stepWidth * 0.4, high(asked, mostAsked)]),
        1,
      ),
    ];
    const lines = connected.map(
      ([from, to]) =>
        `<path d="M${x(from).toFixed(1)} ${y + 1.5}H${x(to).toFixed(1)}" stroke="var(--good)" stroke-width="1.5"/>`,
    );
    return `<text x="0" y="${y}" font-size="12" fill="var(--ink)">${escaped(who)} <tspan fill="var(--soft)">${door ?? ""}</tspan></text>${bars.join("")}${lines.join("")}`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Who was there and spoke, over time">${bands.join("")}${people.join("")}</svg>`;
}

type Bar = readonly [left: number, bottom: number, wide: number, high: number];

// One path for all: a picture of ten minutes must not be megabytes.
function barsOf(bars: readonly Bar[], opacity: number): string {
  const there = bars.filter(([, , , high]) => high > 0);
  const paths = there.map(
    ([left, bottom, wide, high]) => `M${short(left)} ${bottom}h${short(wide)}v-${short(high)}h-${short(wide)}z`,
  );
  return `<path d="${paths.join("")}" fill="var(--said)" opacity="${opacity}"/>`;
}

function short(length: number): string {
  return String(Math.round(length * 10) / 10);
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

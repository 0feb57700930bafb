// The picture of a check: people down, time across, faults as bands through all of them.
import type { CheckResult } from "../check.ts";

const width = 1_040;
const namesWidth = 130;
const rowHeight = 20;
const top = 34;

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
    const bars = steps.map(({ asked, seen }, i) => {
      const left = (x(startedAt) + i * stepWidth).toFixed(1);
      return (
        bar(left, y, stepWidth, (seen / most) * (rowHeight - 6), 0.28) +
        bar(left, y, stepWidth, Math.min(asked, 10) * 1.2, 1)
      );
    });
    const lines = connected.map(
      ([from, to]) =>
        `<path d="M${x(from).toFixed(1)} ${y + 1.5}H${x(to).toFixed(1)}" stroke="var(--good)" stroke-width="1.5"/>`,
    );
    return `<text x="0" y="${y}" font-size="12" fill="var(--ink)">${escaped(who)} <tspan fill="var(--soft)">${door ?? ""}</tspan></text>${bars.join("")}${lines.join("")}`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Who was there and spoke, over time">${bands.join("")}${people.join("")}</svg>`;
}

function bar(x: string, bottom: number, wide: number, high: number, opacity: number): string {
  if (high <= 0) return "";
  return `<rect x="${x}" y="${(bottom - high).toFixed(1)}" width="${wide.toFixed(1)}" height="${high.toFixed(1)}" fill="var(--said)" opacity="${opacity}"/>`;
}

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

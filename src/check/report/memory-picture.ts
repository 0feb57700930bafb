// The server's memory over a check, as a line.
import type { CheckResult } from "../check.ts";

const width = 1_040;
const height = 120;
const left = 130;

/** SVG, or a sentence where nobody could look. */
export function memoryPicture({ samples, startedAt, tookMs }: CheckResult): string {
  if (samples.length === 0) return "<p>Not measured: this system has no /proc.</p>";
  const most = samples.reduce((all, { rssMiB }) => Math.max(all, rssMiB), 1);
  const x = (at: number) => left + ((at - startedAt) / tookMs) * (width - left - 10);
  const y = (mib: number) => height - 8 - (mib / most) * (height - 24);
  const points = samples.map(({ at, rssMiB }) => `${x(at).toFixed(1)},${y(rssMiB).toFixed(1)}`).join(" ");
  const last = samples.at(-1);
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Resident memory over time">
<text x="0" y="16" font-size="12" fill="var(--ink)">most ${most} MiB</text>
<text x="0" y="34" font-size="12" fill="var(--ink)">at the end ${last?.rssMiB} MiB</text>
<text x="0" y="52" font-size="12" fill="var(--soft)">${last?.descriptors} descriptors</text>
<path d="M${left} ${height - 8}H${width}" stroke="var(--line)"/>
<polyline points="${points}" fill="none" stroke="var(--said)" stroke-width="1.5"/></svg>`;
}

// A bar that shows how far something is.

const widest = 40;

/** Fits into the terminal's columns. */
export function progressLine(percent: number, columns: number): string {
  const width = Math.max(1, Math.min(widest, columns - 8));
  const full = Math.round((percent / 100) * width);
  return `${"█".repeat(full)}${"░".repeat(width - full)} ${String(percent).padStart(3)} %`;
}

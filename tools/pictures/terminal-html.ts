// The screen of a terminal as HTML, in the colours of a quiet dark theme.
import { type Cell, type Look, textOf } from "./terminal-screen.ts";

/** What it needs in the style sheet; the marked row has the class `marked`. */
export const terminalStyle = `
.terminal { margin: 0; padding: 14px 16px; background: #1d2328; color: #dfe4e2; white-space: pre;
  font: 14px/20px Emoji, ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", NanumGothicCoding, monospace; }
.terminal .row { height: 20px; margin: 0 -16px; padding: 0 16px; }
.terminal .wide { display: inline-block; width: 2ch; overflow: hidden; text-align: center; vertical-align: bottom; }
.terminal .bold { font-weight: 700; }
.terminal .dim { opacity: 0.62; }
`;

const ink = "#dfe4e2";
const paper = "#1d2328";
const dark = ["#5c6b72", "#f08a83", "#86c98f", "#e5c07b", "#82aee8", "#cf9be0", "#6cc7cf", "#dfe4e2"];
const colors = [...dark, ...dark];

/** The rows; the first one that holds the text is marked. */
export function terminalHtml(rows: readonly (readonly Cell[])[], marked: string): string {
  const place = rows.findIndex((row) => textOf(row).includes(marked));
  return `<div class="terminal">${rows.map((row, y) => rowHtml(row, y === place)).join("")}</div>`;
}

function rowHtml(row: readonly Cell[], isMarked: boolean): string {
  return `<div class="row${isMarked ? " marked" : ""}">${row.map((cell, x) => cellHtml(cell, row[x + 1])).join("")}</div>`;
}

function cellHtml({ text, look }: Cell, next: Cell | undefined): string {
  if (text === "") return "";
  const isPlain = !look.bold && !look.dim && !look.inverse && look.color === undefined;
  const isWide = next?.text === "";
  if (isPlain && !isWide) return escaped(text);
  const classes = [isWide && "wide", look.bold && "bold", look.dim && "dim"].filter(Boolean).join(" ");
  return `<span class="${classes}" style="${colorsOf(look)}">${escaped(text)}</span>`;
}

function colorsOf({ inverse, color }: Look): string {
  const own = color === undefined ? ink : (colors[color] ?? ink);
  return inverse ? `background:${own};color:${paper}` : `color:${own}`;
}

/** The text as it stands between tags and in attributes. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

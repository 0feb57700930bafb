// Several windows laid out on one quiet sheet, as HTML that a browser photographs.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { escaped, terminalStyle } from "./terminal-html.ts";

/** Pixels of a sheet's picture for each of the sheet: all its places are multiples of four, so that they are whole pixels. */
export const sheetScale = 1.25;

/** A window: what it is, and what it shows. */
export interface SheetWindow {
  readonly title: string;
  readonly html: string;
  readonly isDark: boolean;
}

// As on the page: the machine may have no emoji of its own.
const emoji = readFileSync(fileURLToPath(import.meta.resolve("twemoji-colr-font/twemoji.woff2"))).toString("base64");

const style = `
@font-face { font-family: Emoji; src: url(data:font/woff2;base64,${emoji}); unicode-range: U+1F000-1FAFF; }
* { box-sizing: border-box; }
body { margin: 0; font: 13.5px/1 Pretendard, "Open Sans", "Noto Sans KR", NanumGothic, system-ui, sans-serif; }
#sheet { display: inline-flex; gap: 28px; padding: 32px; background: #dbe3dd; }
#sheet.dark { background: #0e2420; }
.column { display: flex; flex-direction: column; gap: 28px; }
.window { border-radius: 10px; overflow: hidden; background: #fff; box-shadow: 0 0 0 1px #0000001f; }
.window.dark { background: #1d2328; box-shadow: 0 0 0 1px #ffffff1f; }
.window.grows { flex: 1; }
.bar { height: 36px; display: flex; align-items: center; gap: 7px; padding: 0 14px; background: #ece9e1; color: #4d5a57; }
.dark .bar { background: #2d363c; color: #b9c4c1; }
.bar i { width: 10px; height: 10px; border-radius: 50%; background: currentColor; opacity: 0.28; }
.bar span { margin-left: 8px; }
.shot { position: relative; font-size: 0; }
.band { position: absolute; border-radius: 6px; background: #ffd54a66; mix-blend-mode: multiply; }
.marked { background: #ffd54a3d; }
${terminalStyle}`;

/** The whole sheet: columns of windows; the last window of a column grows to the column's foot. */
export function sheetHtml(columns: readonly (readonly SheetWindow[])[], { isDark = false } = {}): string {
  const inside = columns.map((windows) => `<div class="column">${windows.map(windowHtml).join("")}</div>`).join("");
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><div id="sheet" class="${isDark ? "dark" : ""}">${inside}</div>`;
}

/** What a page shows now, with a band over one of its elements if there is one. */
export async function pageHtml(page: Page, marked?: Locator): Promise<string> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  await settle(page);
  const band = await marked?.boundingBox();
  const picture = (await page.screenshot()).toString("base64");
  const place = band && `left:${band.x - 8}px;top:${band.y}px;width:${band.width + 16}px;height:${band.height}px`;
  const over = place ? `<div class="band" style="${place}"></div>` : "";
  return `<div class="shot"><img alt="" width="${width}" height="${height}" src="data:image/png;base64,${picture}">${over}</div>`;
}

/** Resolves when fonts are there and nothing is being faded in. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate("document.fonts.ready");
  await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
}

/** Photographs a sheet into a file. */
export async function photograph(context: BrowserContext, html: string, path: string): Promise<void> {
  const page = await context.newPage();
  await page.setContent(html);
  await page.locator("#sheet").screenshot({ path });
  await page.close();
}

function windowHtml({ title, html, isDark }: SheetWindow, place: number, all: readonly SheetWindow[]): string {
  const classes = ["window", isDark && "dark", place === all.length - 1 && all.length > 1 && "grows"].filter(Boolean);
  const bar = `<div class="bar"><i></i><i></i><i></i><span>${escaped(title)}</span></div>`;
  return `<div class="${classes.join(" ")}">${bar}${html}</div>`;
}

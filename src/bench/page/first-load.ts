// One load of the page by a browser that never saw it.
import type { Browser } from "playwright-core";

const loadMs = 30_000;

/** What it took. */
export interface FirstLoad {
  /** Bytes on the wire, headers too, without the font. */
  readonly bytes: number;
  /** From the start of the navigation to the first text on the screen. */
  readonly textMs: number;
  /** To the moment at which a name can be typed. */
  readonly interactiveMs: number;
}

/** Loads the page in a profile of its own. */
export async function loadFirst(browser: Browser, url: string): Promise<FirstLoad> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(loadMs);
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send("Network.enable");
    const fonts = new Set<string>();
    let bytes = 0;
    devTools.on("Network.responseReceived", ({ requestId, type }) => void (type === "Font" && fonts.add(requestId)));
    devTools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (!fonts.has(requestId)) bytes += encodedDataLength;
    });
    // Noted in the page: a browser's driver hears of it later.
    await page.addInitScript("addEventListener('focusin', () => { window.typedAt ??= performance.now(); })");
    await page.goto(url, { waitUntil: "networkidle" });
    await page.locator("form input:focus").waitFor();
    const textMs = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime");
    const interactiveMs = await page.evaluate("window.typedAt");
    if (!(Number(textMs) > 0 && Number(interactiveMs) > 0)) throw new Error("the page showed nothing");
    return { bytes, textMs: Number(textMs), interactiveMs: Number(interactiveMs) };
  } finally {
    await context.close();
  }
}

// The Chromium of our own tests, and the page as it is built from today's sources.
import type { Browser } from "playwright-core";
import type { Run } from "../scenario.ts";

// Not in the package, and no part of what is compiled for it.
const support = (name: string) => new URL(`../../../test/support/${name}`, import.meta.url).href;

/** Builds the page if it is old and starts a browser, which the run ends; rejects where there is none. */
export async function openBrowser(run: Run): Promise<Browser> {
  const { ensureBuiltPage } = (await import(support("built-page.ts"))) as { ensureBuiltPage(): void };
  const { launchBrowser } = (await import(support("browser.ts"))) as { launchBrowser(): Promise<Browser> };
  ensureBuiltPage();
  const browser = await launchBrowser();
  run.after(() => browser.close());
  return browser;
}

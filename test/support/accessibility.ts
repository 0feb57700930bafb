// What axe finds wrong with a page for people who see, hear or move otherwise.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const source = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const rules = JSON.stringify({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });

// What still fades in has the contrast of neither before nor after.
const settled = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => Number.isFinite(effect?.getComputedTiming().endTime ?? 0))
  .map(({ finished }) => finished))`;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** One sentence for each place that breaks WCAG A or AA; none is what one wants. */
export async function barriersOn(page: Page): Promise<string[]> {
  await page.evaluate(source);
  await page.evaluate(settled);
  const found: Violation[] = await page.evaluate(`axe.run(${rules}).then(({ violations }) => violations)`);
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`));
}

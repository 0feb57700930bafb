// How much a browser fetches before somebody can type their name, and how long that takes.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { missingTool } from "../../support/require-tool.ts";

const mostBytes = 300 * 1024;
// On an idle machine these take a third of it; the other tests run beside.
const textMs = 3_000;
const fieldMs = 4_500;

describe("the first load", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });

  test("is at most 300 KiB besides the font, all of it from the server and compressed", async (t) => {
    const page = await browser.newPage();
    const devTools = await page.context().newCDPSession(page);
    await devTools.send("Network.enable");
    const types = new Map<string, string>();
    const encodings: string[] = [];
    let bytes = 0;
    devTools.on("Network.responseReceived", ({ requestId, type, response }) => {
      types.set(requestId, type);
      if (type === "Script" || type === "Stylesheet") encodings.push(response.headers["content-encoding"] ?? "none");
    });
    devTools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      if (types.get(requestId) !== "Font") bytes += encodedDataLength;
    });
    await page.goto(madang.web, { waitUntil: "networkidle" });
    t.diagnostic(`${(bytes / 1024).toFixed(0)} KiB`);
    assert.ok(bytes > 50 * 1024 && bytes <= mostBytes, `${bytes} bytes`);
    assert.deepEqual([...new Set(encodings)], ["br"]);
  });

  test("shows text and takes a name soon", async (t) => {
    const page = await browser.newPage();
    await page.goto(madang.web, { waitUntil: "commit" });
    await page.locator("form input:focus").waitFor({ timeout: fieldMs });
    const shown = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime";
    await page.waitForFunction(shown);
    const paintedMs = Number(await page.evaluate(shown));
    const focusedMs = Number(await page.evaluate("performance.now()"));
    t.diagnostic(`text after ${Math.round(paintedMs)} ms, a name can be typed after ${Math.round(focusedMs)} ms`);
    assert.ok(paintedMs < textMs && focusedMs < fieldMs, `${paintedMs} and ${focusedMs} ms`);
  });
});

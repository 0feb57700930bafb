// A channel of 100,000 messages in a real browser: scrolled by wheel through a large part of it, to its beginning and back.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";
import { ScrollWitness } from "../../support/scroll-witness.ts";

const many = 100_000;
const batch = 5_000;
/** So far one wheels back: six times what the page holds. */
const farBack = 12_000;
/** From the beginning on: more than the page holds. */
const farDown = 3_000;

describe("a channel of 100,000 messages", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start("--send-rate", "0"), launchBrowser()]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await madang.remove();
  });

  test("nothing jumps, doubles or is missing, and the page stays small, far back and at both ends", async () => {
    const { channelId } = await bot.client.createChannel({ name: "huge" });
    for (let done = 0; done < many; done += batch)
      await bot.client.publish(Array.from({ length: batch }, (_, i) => ({ channelId, text: line(done + i + 1) })));
    const fox = await PagePerson.enter(browser, madang.web, "fox");
    await fox.say("/join huge");
    await fox.sees(line(many));
    const witness = await ScrollWitness.begin(fox, "line");

    const atFirst = await witness.heapMiB();
    await witness.wheelUntil(-600, ({ first }) => first <= many - farBack);

    await fox.page.locator("[data-virtuoso-scroller]").focus();
    await fox.page.keyboard.press("Home");
    await fox.sees(line(1));
    await witness.wheelUntil(250, ({ last }) => last >= farDown);
    await witness.wheelUntil(-500, ({ first }) => first <= farDown - 500);
    await fox.page.locator("[data-virtuoso-scroller]:focus").press("End");
    await fox.sees(line(many));
    // Until the list has found its place.
    await fox.page.waitForTimeout(300);
    await witness.wheelUntil(-300, ({ first }) => first <= many - 200);
    await bot.client.send(channelId, line(many + 1));
    await fox.page.getByRole("button", { name: "1 new message" }).click();
    await fox.sees(line(many + 1));

    const { jumps, faults, mostRows, frames, slowFrames } = await witness.account();
    assert.deepEqual([jumps, faults], [[], []]);
    assert.ok(mostRows <= 250, `${mostRows} rows in the page`);
    assert.ok(slowFrames <= frames / 20, `${slowFrames} of ${frames} frames took more than 50 ms`);
    const heap = await witness.heapMiB();
    assert.ok(heap <= atFirst + 20, `${heap} MiB, and ${atFirst} before`);
    assert.deepEqual(fox.complaints, []);
    await fox.leave();
  });
});

// Lines of one row and of several.
function line(number: number): string {
  return `line ${number} of many${number % 9 === 0 ? `, ${"and it goes on ".repeat(number % 25)}.` : ""}`;
}

// Two tabs of one person in the same channel: what is done in one of them is done.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

describe("two tabs", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await madang.remove();
  });

  test("what is written without a connection shows once in both when it is back", async () => {
    const ann = await PagePerson.enter(browser, madang.web, "ann");
    const other = await ann.anotherTab(madang.web);
    await other.isTold("connected");
    await madang.kill();
    await other.isTold("connecting");
    await ann.say("written in one tab");
    await other.say("written in the other");
    await madang.start();
    for (const tab of [ann, other]) {
      for (const text of ["written in one tab", "written in the other"]) await tab.sees(text);
      await tab.messages
        .getByRole("button", { name: /Waiting|Sending/ })
        .first()
        .waitFor({ state: "detached" });
      assert.deepEqual([await tab.count("written in one tab"), await tab.count("written in the other")], [1, 1]);
    }
    assert.deepEqual(await ann.page.evaluate("Object.keys(localStorage).filter((key) => /outbox/.test(key))"), []);
    await ann.leave();
  });

  test("what a tab left when it was closed without a connection is sent by the one that stays", async () => {
    const dan = await PagePerson.enter(browser, madang.web, "dan");
    const other = await dan.anotherTab(madang.web);
    await other.isTold("connected");
    await madang.kill();
    await other.isTold("connecting");
    await other.say("left behind");
    await other.messages.getByRole("button", { name: "Waiting for the connection" }).waitFor();
    await other.page.close();
    await madang.start();
    await dan.sees("left behind");
    assert.equal(await dan.count("left behind"), 1);
    await dan.leave();
  });

  test("what is read in one is read in the other", async () => {
    const bob = await PagePerson.enter(browser, madang.web, "bob");
    const { channelId } = await bot.client.createChannel({ name: "news" });
    await bob.say("/join news");
    await bob.page.getByRole("heading", { name: "#news" }).waitFor();
    await bob.page.getByRole("navigation").getByText("lobby", { exact: true }).click();
    await bob.page.getByRole("heading", { name: "#lobby" }).waitFor();
    const other = await bob.anotherTab(madang.web);
    await bot.client.send(channelId, { text: "something new" });
    const unread = (tab: PagePerson) => tab.page.getByRole("navigation").getByText("1 unread").first();
    await Promise.all([bob, other].map((tab) => unread(tab).waitFor({ state: "attached" })));
    await other.page.getByRole("navigation").getByText("news", { exact: true }).click();
    await other.sees("something new");
    await Promise.all([bob, other].map((tab) => unread(tab).waitFor({ state: "detached" })));
    await bob.leave();
  });

  test("there is one draft for both: neither undoes the other's, and what was sent is no draft any more", async () => {
    const cho = await PagePerson.enter(browser, madang.web, "cho");
    const other = await cho.anotherTab(madang.web);
    await cho.composer.fill("half a");
    await shows(other, "half a");
    await other.composer.press("End");
    await other.page.keyboard.type(" thought");
    await shows(cho, "half a thought");
    await cho.page.reload();
    await shows(cho, "half a thought");
    await cho.composer.press("Enter");
    await Promise.all([cho, other].map((tab) => tab.sees("half a thought")));
    await shows(other, "");
    await other.page.reload();
    await other.composer.waitFor();
    await shows(other, "");
    await cho.leave();
  });
});

/** Resolves once this stands where one writes. */
async function shows(tab: PagePerson, text: string): Promise<void> {
  for (let left = 250; (await tab.composer.inputValue()) !== text; left--) {
    assert.ok(left > 0, `waited for "${text}"`);
    await tab.page.waitForTimeout(20);
  }
}

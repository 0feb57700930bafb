// Several tabs of one person: they share the session's cookie, and none of them may cost another its session.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { missingTool } from "../../support/require-tool.ts";

describe("tabs", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });

  test("tabs that are loaded again at once all go on, without another sign-in", async () => {
    const ann = await PagePerson.enter(browser, madang.web, "ann");
    const tabs = [ann, await ann.anotherTab(madang.web), await ann.anotherTab(madang.web)];
    const refused: string[] = [];
    ann.context.on("response", (response) => {
      if (response.status() >= 400 || response.url().includes("SignIn")) refused.push(response.url());
    });
    for (let round = 0; round < 3; round++) {
      await Promise.all(tabs.map(({ page }) => page.reload()));
      await Promise.all(tabs.map((tab) => tab.isTold("connected")));
    }
    await tabs[2]?.say("from the third tab");
    await Promise.all(tabs.map((tab) => tab.sees("from the third tab")));
    assert.deepEqual(refused, []);
    await ann.leave();
  });

  test("who signs out in one tab is out in all", async () => {
    const bob = await PagePerson.enter(browser, madang.web, "bob");
    const other = await bob.anotherTab(madang.web);
    await other.isTold("connected");
    await bob.page.getByRole("button", { name: /leaving/ }).click();
    await bob.page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
    await Promise.all([bob.nameField.waitFor(), other.nameField.waitFor()]);
    await other.page.reload();
    await other.nameField.waitFor();
    await bob.leave();
  });
});

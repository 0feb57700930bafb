// The main screens in both themes, on a wide screen and on a phone's: nothing keeps anybody out.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { missingTool } from "../../support/require-tool.ts";

const wide = { width: 1280, height: 800 };
const phone = { width: 390, height: 780 };

describe("accessibility", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing at the entrance, in the lobby and in the menu when it is ${colorScheme}`, async () => {
      const ann = await PagePerson.open(browser, madang.web, { colorScheme, viewport: wide });
      await ann.nameField.waitFor();
      assert.deepEqual(await barriersOn(ann.page), []);
      await ann.nameField.press("Enter");
      await ann.composer.waitFor();
      await ann.say(`words in ${colorScheme}`);
      await ann.sees(`words in ${colorScheme}`);
      assert.deepEqual(await barriersOn(ann.page), []);
      await ann.page.getByRole("button", { name: /leaving/ }).click();
      await ann.page.getByRole("menuitem", { name: "Sign out", exact: true }).waitFor();
      // What is still being faded in has other colours.
      await ann.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))");
      assert.deepEqual(await barriersOn(ann.page), []);
      await ann.leave();
    });
  }

  test("axe finds nothing on a phone, in Korean, with the side open and a text that was refused", async () => {
    const bo = await PagePerson.enter(browser, madang.web, "보라", { locale: "ko-KR", viewport: phone });
    await bo.say("x".repeat(4_001));
    await bo.page.getByRole("alert").first().waitFor();
    assert.deepEqual(await barriersOn(bo.page), []);
    await bo.page.getByRole("button", { name: "채널 목록 열기" }).click();
    await bo.page.getByRole("navigation").waitFor();
    await bo.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))");
    assert.deepEqual(await barriersOn(bo.page), []);
    await bo.leave();
  });
});

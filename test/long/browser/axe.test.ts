// The dialogs in both themes, on a wide screen and on a phone's: nothing keeps anybody out, and the keyboard is enough.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

const phone = { width: 390, height: 780 };

describe("dialogs", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing in any dialog when it is ${colorScheme}`, async (t) => {
      const [ann, zoe] = [
        await PagePerson.open(browser, madang.web, { colorScheme }),
        await Person.enter(madang.address, `zoe-${colorScheme}`),
      ];
      t.after(() => Promise.all([ann.leave(), zoe.leave()]));
      const { page } = ann;
      const press = (name: string) => page.getByRole("button", { name, exact: true }).first().click();
      const choose = (name: string) => page.getByRole("menuitem", { name, exact: true }).click();
      const clean = async () => assert.deepEqual(await barriersOn(page), []);
      const cleanDialog = async (title: string) => {
        await page.getByRole("dialog", { name: title }).waitFor();
        // What is still being faded has other colours.
        await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
        await clean();
      };
      await press("Create an account");
      await page.getByRole("textbox", { name: "Your name" }).fill(`ann ${colorScheme}`);
      await page.getByRole("textbox", { name: "Password" }).fill("a good password");
      await clean();
      await page.keyboard.press("Enter");
      await ann.composer.waitFor();
      await ann.isTold("connected");
      await press("Add a channel");
      await choose("Create a channel");
      await cleanDialog("Create a channel");
      await page.keyboard.type(`of-${colorScheme}`);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: `#of-${colorScheme}` }).waitFor();
      await press(`About #of-${colorScheme}`);
      await page.getByRole("combobox", { name: "Invite by name" }).fill(`zoe-${colorScheme}`);
      await page.keyboard.press("Enter");
      await press(`What to do with zoe-${colorScheme}`);
      await cleanDialog(`#of-${colorScheme}`);
      await choose("Make a moderator");
      await page.getByText("moderator", { exact: true }).waitFor();
      await page.keyboard.press("Escape");
      for (const [name, title] of [
        ["New message", "New message"],
        ["My profile", "Profile"],
        ["Go to …", "Go to …"],
      ] as const) {
        await press(name);
        await cleanDialog(title);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        await page
          .locator(":focus")
          .and(page.getByRole("button", { name, exact: true }))
          .waitFor();
      }
      for (const [name, title] of [
        ["Edit my profile", "My profile"],
        ["Change the password", "Change the password"],
      ] as const) {
        await page.getByRole("button", { name: /leaving/ }).click();
        await choose(name);
        await cleanDialog(title);
        await page.keyboard.press("Escape");
      }
      await press("Add a channel");
      await choose("Browse channels");
      await page.getByRole("button", { name: "Open: #lobby" }).waitFor();
      await cleanDialog("Browse channels");
      assert.deepEqual(ann.complaints, []);
    });
  }

  test("on a phone both drawers are dialogs that keep the focus in and give it back", async () => {
    const bo = await PagePerson.enter(browser, madang.web, "보라", { locale: "ko-KR", viewport: phone });
    const opener = bo.page.getByRole("button", { name: "채널 목록 열기" });
    await opener.click();
    await bo.page.locator("[role=dialog]:focus-within").waitFor();
    await bo.page.keyboard.press("Escape");
    await bo.page.locator(":focus").and(opener).waitFor();
    await opener.click();
    await bo.page.getByRole("button", { name: "누가 있는지 보기" }).click();
    await bo.page.getByRole("dialog", { name: "사람들" }).waitFor();
    await bo.page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
    assert.deepEqual(await barriersOn(bo.page), []);
    await bo.page.keyboard.press("Escape");
    await bo.page.getByRole("dialog").waitFor({ state: "detached" });
    await bo.page.setViewportSize({ width: 900, height: 700 });
    await bo.page.getByRole("button", { name: "누가 있는지 보기" }).click();
    await bo.page.getByRole("dialog", { name: "사람들" }).getByText("보라").waitFor();
    assert.deepEqual(bo.complaints, []);
    await bo.leave();
  });
});

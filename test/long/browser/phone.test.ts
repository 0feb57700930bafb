// The page on a phone, and who is there: the bar tells whether one is connected, and nothing false is said of what is unread.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe("who is there, and whether we know", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await madang.remove();
  });
  const shown = (person: PagePerson) => person.page.locator("main [role=status][data-state]");

  test("on a phone the bar tells the state, and a lobby where all is in sight has nothing unread above", async () => {
    await bot.client.send("lobby", "the only line");
    const ann = await PagePerson.enter(browser, madang.web, "ann", phone);
    await ann.sees("the only line");
    await bot.client.send("lobby", "one more");
    await ann.sees("one more");
    assert.equal(await ann.page.getByRole("button", { name: /unread/ }).count(), 0);
    await ann.page.reload();
    await ann.sees("one more");
    await ann.page.waitForTimeout(500);
    assert.equal(await ann.page.getByRole("button", { name: /unread/ }).count(), 0);
    await shown(ann).and(ann.page.locator("[data-state=connected]")).waitFor();
    await madang.kill();
    await shown(ann).getByText("Connecting …").waitFor();
    await madang.start();
    await shown(ann).and(ann.page.locator("[data-state=connected]")).waitFor();
    await ann.leave();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`members who are not online stand below, and nobody is called online without a connection (${colorScheme})`, async () => {
      const [eve, dan] = await Promise.all([
        PagePerson.enter(browser, madang.web, `eve-${colorScheme}`, { colorScheme }),
        Person.enter(madang.address, `dan-${colorScheme}`),
      ]);
      await dan.client.createChannel({ name: `yard-${colorScheme}` });
      await eve.say(`/join yard-${colorScheme}`);
      const column = eve.page.getByRole("complementary", { name: "People" });
      const row = column.getByRole("button", { name: `dan-${colorScheme}` });
      await row.getByText("online").waitFor();
      await dan.leave();
      await column.getByRole("heading", { name: "Not online" }).waitFor();
      await column.locator("[data-offline]").getByText(`dan-${colorScheme}`).waitFor();
      assert.equal(await row.getByText("online").count(), 0);
      await eve.page.reload();
      await eve.isTold("connected");
      await eve.page
        .getByRole("navigation")
        .getByRole("button", { name: `# yard-${colorScheme}` })
        .click();
      await row.waitFor();
      assert.deepEqual(await barriersOn(eve.page), []);

      await madang.kill();
      await column.getByText("No connection: who is here now is not known.").waitFor();
      assert.equal(await column.getByTitle("here").count(), 0);
      assert.equal(await column.getByRole("heading", { name: "Not online" }).count(), 0);
      assert.equal(await eve.page.getByText(/\d here/).count(), 0);
      assert.deepEqual(await barriersOn(eve.page), []);
      await madang.start();
      await column.getByTitle("here").first().waitFor();
      await eve.leave();
    });
  }

  test("a guest who got another name is told so once", async () => {
    const other = await Person.enter(madang.address, "kim");
    const kim = await PagePerson.enter(browser, madang.web, "kim");
    const notice = kim.page.getByText("“kim” is somebody else here: you are kim-2.");
    await notice.waitFor();
    await kim.page.reload();
    await kim.isTold("connected");
    assert.equal(await notice.count(), 0);
    await Promise.all([kim.leave(), other.leave()]);
  });
});

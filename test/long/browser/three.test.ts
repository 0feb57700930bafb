// Two people at pages and one at a terminal: everything that one does reaches the others, and once, over kill -9 too.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { PipedTerminal } from "../../support/piped-terminal.ts";
import { missingTool } from "../../support/require-tool.ts";

describe("two pages and a terminal", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const [ann, bob] = await Promise.all([
    PagePerson.enter(browser, madang.web, "ann"),
    PagePerson.enter(browser, madang.web, "bob"),
  ]);
  const tim = new PipedTerminal(madang.address, "tim");
  after(async () => {
    await tim.leave();
    await browser.close();
    await madang.remove();
  });
  const row = (person: PagePerson, text: string) => person.messages.locator("article", { hasText: text }).last();

  test("texts, answers, reactions, changes and deletions go every way", async () => {
    await tim.shows("Connected to");
    await ann.say("hello from a page");
    await Promise.all([bob.sees("hello from a page"), tim.shows("#lobby ann: hello from a page")]);
    tim.type("/reply hello from a terminal");
    await Promise.all([ann.sees("hello from a terminal"), bob.sees("hello from a terminal")]);
    const answered = { name: "Go to the message that is answered" };
    await row(bob, "hello from a terminal").getByTitle(answered.name).getByText("hello from a page").waitFor();

    await row(bob, "hello from a terminal").focus();
    await bob.page.keyboard.press("r");
    await bob.say("an answer from a page");
    await tim.shows('#lobby bob → tim "hello from a terminal": an answer from a page');
    await ann.sees("an answer from a page");

    tim.type("/react 1 🎉");
    await row(ann, "an answer from a page")
      .getByRole("button", { name: /🎉 1: tim/ })
      .waitFor();
    await row(bob, "an answer from a page")
      .getByRole("button", { name: /🎉 1: tim/ })
      .click();
    await tim.shows('bob reacted 🎉 to bob "an answer from a page"');

    tim.type("/edit hello from the terminal");
    await Promise.all([ann.sees("hello from the terminal"), bob.sees("hello from the terminal")]);
    await ann.composer.press("ArrowUp");
    await ann.say("hello from the page");
    await tim.shows('ann changed ann "hello from a page" to: hello from the page');
    await bob.sees("hello from the page");

    await row(bob, "an answer from a page").focus();
    await bob.page.keyboard.press("Delete");
    await bob.messages.getByRole("button", { name: "Delete", exact: true }).click();
    await ann.sees("This message was deleted.");
    await tim.shows("bob took back bob");
    tim.type("/delete");
    await ann.messages.getByText("This message was deleted.").nth(1).waitFor();
  });

  test("two talk alone, from the terminal to the page and back", async () => {
    tim.type("/dm ann only us two");
    const waits = ann.page.getByRole("navigation").getByRole("button", { name: /^tim/ });
    await waits.getByTitle("1 for you").waitFor();
    await waits.click();
    await ann.sees("only us two");
    await ann.say("and nobody else");
    await tim.shows("@ann ann: and nobody else");
    assert.equal(await bob.count("only us two"), 0);
    tim.type("/join lobby");
    await ann.page.getByRole("navigation").getByRole("button", { name: "# lobby" }).click();
    await ann.page.getByRole("heading", { name: "#lobby" }).waitFor();
  });

  test("the server is killed while all three write, and everything is there once", async () => {
    await ann.say("before");
    await tim.shows("#lobby ann: before");
    await madang.kill();
    await Promise.all([ann.isTold("connecting"), bob.isTold("connecting"), tim.shows("Not connected")]);
    const lines = { ann: "ann in between", bob: "bob in between", tim: "tim in between" };
    await Promise.all([ann.say(lines.ann), bob.say(lines.bob)]);
    tim.type(lines.tim);
    await madang.start();
    for (const line of Object.values(lines)) {
      for (const { page } of [ann, bob]) await page.locator("article[data-seq]", { hasText: line }).waitFor();
      await tim.shows(line);
    }
    tim.type("after");
    for (const person of [ann, bob]) {
      await person.sees("after");
      const counts = await Promise.all(["before", ...Object.values(lines), "after"].map((line) => person.count(line)));
      assert.deepEqual(counts, [1, 1, 1, 1, 1]);
    }
    await tim.shows("tim: after");
    const printed = ["ann: before", "ann: ann in", "bob: bob in", "tim: tim in", "tim: after"];
    assert.deepEqual(
      printed.map((line) => tim.count(line)),
      [1, 1, 1, 1, 1],
    );
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
  });
});

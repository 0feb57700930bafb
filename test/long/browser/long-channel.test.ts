// A channel with thousands of messages in a real browser: read back to its beginning, and gone to in the middle.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

const manyMessages = 1_500;
const middle = 700;

describe("a long channel", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await madang.remove();
  });

  test("it is read back to its beginning without a jump, and an old message is gone to", async () => {
    const { channelId } = await bot.client.createChannel({ name: "long" });
    await bot.client.publish(Array.from({ length: manyMessages }, (_, i) => ({ channelId, text: line(i + 1) })));
    const fox = await PagePerson.enter(browser, madang.web, "fox");
    await fox.say("/join long");
    await fox.sees(line(manyMessages));
    const jumps: string[] = [];
    for (let turn = 0; turn < 400 && !(await hasText(fox, line(1))); turn++) {
      const jump = await scrollUpOnce(fox);
      if (jump) jumps.push(`turn ${turn}: ${jump}`);
    }
    await fox.sees(line(1));
    assert.deepEqual(jumps, [], "what is in sight stays where it is while older messages come in above");

    await bot.client.send(channelId, {
      text: "look at the very middle",
      replyTo: await seqOf(bot, channelId, line(middle)),
    });
    await fox.page.getByRole("button", { name: /new message|last message/ }).click();
    await fox.sees("look at the very middle");
    await fox.messages
      .locator("article")
      .filter({ hasText: "look at" })
      .last()
      .getByTitle("Go to the message that is answered")
      .getByText(line(middle))
      .click();
    await fox.messages.locator("article[data-mark=goal]").getByText(line(middle), { exact: true }).waitFor();
    for (let turn = 0; turn < 400 && !(await hasText(fox, "look at the very middle")); turn++) {
      await fox.page.evaluate("document.querySelector('[data-virtuoso-scroller]').scrollBy(0, 3_000)");
      await fox.page.waitForTimeout(30);
    }
    await fox.sees("look at the very middle");
    assert.deepEqual(fox.complaints, []);
    await fox.leave();
  });
});

function hasText(person: PagePerson, text: string): Promise<boolean> {
  return person.messages.getByText(text, { exact: true }).first().isVisible();
}

// Lines of one row and of several.
function line(number: number): string {
  return `line ${number} of many${number % 9 === 0 ? `, ${"and it goes on ".repeat(number % 25)}.` : ""}`;
}

// Scrolls up and tells whether the message that is first in sight moved while a page came in above it.
const scrollUp = `(async () => {
  const scroller = document.querySelector("[data-virtuoso-scroller]");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const place = (row) => row?.getBoundingClientRect().top;
  scroller.scrollBy(0, -500);
  await frame();
  await frame();
  const rows = [...scroller.querySelectorAll("article[data-seq]")];
  const { seq } = rows.find((row) => place(row) >= place(scroller)).dataset;
  const find = () => place(scroller.querySelector('[data-seq="' + seq + '"]'));
  const before = find();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const moved = find() - before;
  return Math.abs(moved) <= 4 ? "" : seq + " by " + moved + " px";
})()`;

async function scrollUpOnce(person: PagePerson): Promise<string> {
  return String(await person.page.evaluate(scrollUp));
}

async function seqOf(bot: Person, channelId: string, text: string): Promise<number> {
  const { messages } = await bot.client.listMessages(channelId, { before: middle + 100, pageSize: 200 });
  return messages.find((message) => message.text === text)?.seq ?? assert.fail(`no message "${text}"`);
}

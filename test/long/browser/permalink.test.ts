// Addresses of channels and messages in a real browser: links, the buttons back and forward, and loading again.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { BrowserContextOptions } from "playwright-core";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

const manyMessages = 100_000;
const perPublish = 10_000;
const farUp = 321;
/** The first of those that the page fetches of a channel. */
const firstHeld = manyMessages - 49;

describe("addresses", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start("--send-rate", "0"), launchBrowser()]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await madang.remove();
  });

  const addressOf = (channelId: string, seq?: number) =>
    `${madang.web}/#/c/${channelId}${seq === undefined ? "" : `/${seq}`}`;
  /** Comes by an address, with the name, and gets in. */
  const come = async (name: string, address: string, options?: BrowserContextOptions) => {
    const person = await PagePerson.open(browser, address, options);
    await person.nameField.waitFor();
    await person.page.keyboard.type(name);
    await person.page.keyboard.press("Enter");
    return person;
  };
  const marked = (person: PagePerson, text: string) =>
    person.messages.locator("article[data-mark=goal]").getByText(text, { exact: true }).waitFor();
  const heading = (person: PagePerson, name: string) =>
    person.page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

  test("a message's link is copied by menu and by key, and leads somebody else to it", async () => {
    const ann = await PagePerson.enter(browser, madang.web, "ann", {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await ann.say("worth a link");
    await ann.sees("worth a link");
    const row = ann.messages.locator("article[data-seq]").filter({ hasText: "worth a link" });
    await row.hover();
    await row.getByRole("button", { name: "More actions" }).click();
    await ann.page.getByRole("menuitem", { name: "Copy link" }).click();
    await row.getByText("Link copied.").waitFor();
    const link = String(await ann.page.evaluate("navigator.clipboard.readText()"));
    assert.equal(link, addressOf("lobby", Number(await row.getAttribute("data-seq"))));
    await ann.page.evaluate("navigator.clipboard.writeText('')");
    await row.focus();
    await ann.page.keyboard.press("l");
    await row.getByText("Link copied.").waitFor();
    assert.equal(await ann.page.evaluate("navigator.clipboard.readText()"), link);
    const bob = await come("bob", link);
    await marked(bob, "worth a link");
    await bob.say(`see ${link} again`);
    await bob.messages.getByRole("link", { name: link }).click();
    await marked(bob, "worth a link");
    assert.equal(bob.context.pages().length, 1, "a link to a place of the page opens in the page");
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
    await Promise.all([ann.leave(), bob.leave()]);
  });

  test("a link into a channel that one is not in offers to join, and leads to a message far up in 100,000", async () => {
    const { channelId } = await bot.client.createChannel({ name: "long", topic: "everything that was said" });
    for (let done = 0; done < manyMessages; done += perPublish) {
      const texts = Array.from({ length: perPublish }, (_, i) => `line ${done + i + 1}`);
      await bot.client.publish(texts.map((text) => ({ channelId, text })));
    }
    const seqOf = async (line: number) => {
      const { messages } = await bot.client.listMessages(channelId, { before: line + 20, pageSize: 100 });
      return messages.find(({ text }) => text === `line ${line}`)?.seq ?? assert.fail(`no line ${line}`);
    };
    const [seq, seqOfFirst] = [await seqOf(farUp), await seqOf(firstHeld)];
    for (const [name, look] of [
      ["cho", { colorScheme: "dark", viewport: { width: 390, height: 780 } }],
      ["dan", {}],
    ] as const) {
      const person = await come(name, addressOf(channelId, seq), look);
      const join = person.page.getByRole("button", { name: "Join #long" });
      await join.waitFor();
      assert.deepEqual(await barriersOn(person.page), []);
      const { items } = await bot.client.members(channelId);
      assert.ok(!items.some((member) => member.name === name), "nobody joins without a word");
      await join.click();
      await marked(person, `line ${farUp}`);
      await person.page.reload();
      await marked(person, `line ${farUp}`);
      await person.page.goto(addressOf(channelId, seqOfFirst));
      await person.page.reload();
      await marked(person, `line ${firstHeld}`);
      assert.deepEqual(person.complaints, []);
      await person.leave();
    }
  });

  test("a private channel, one that is not there and no address at all cannot be told apart", async () => {
    const { channelId } = await bot.client.createChannel({ name: "hidden", private: true });
    const told: string[] = [];
    const eve = await come("eve", addressOf("lobby"));
    await eve.composer.waitFor();
    for (const id of [channelId, "nowhere", "%F0%9F%8C%B3", `${channelId}/3`]) {
      await eve.page.goto(`${madang.web}/#/c/${id}`);
      await heading(eve, "There is no such channel, or it is private.");
      told.push((await eve.page.locator("main").textContent()) ?? "");
    }
    assert.equal(new Set(told).size, 1);
    assert.deepEqual(await barriersOn(eve.page), []);
    const { id } = await bot.client.profile({ name: "eve" });
    await bot.client.invite(channelId, id);
    await heading(eve, "#hidden");
    await eve.leave();
  });

  test("back and forward walk through channels, and loading again stays in one", async () => {
    const [one, two] = await Promise.all(["one", "two"].map((name) => bot.client.createChannel({ name })));
    assert.ok(one && two);
    const fox = await PagePerson.enter(browser, madang.web, "fox");
    await fox.say("/join one");
    await heading(fox, "#one");
    await fox.say("/join two");
    await heading(fox, "#two");
    assert.equal(fox.page.url(), addressOf(two.channelId));
    await fox.page.goBack();
    await heading(fox, "#one");
    await fox.page.goBack();
    await heading(fox, "#lobby");
    await fox.page.goForward();
    await heading(fox, "#one");
    await fox.page.reload();
    await heading(fox, "#one");
    await fox.isTold("connected");
    await fox.page.goForward();
    await heading(fox, "#two");
    await fox.page.getByRole("navigation").getByText("one", { exact: true }).click();
    await heading(fox, "#one");
    assert.equal(fox.page.url(), addressOf(one.channelId));
    assert.deepEqual(fox.complaints, []);
    await fox.leave();
  });

  test("direct messages have addresses, which lead nobody else there", async () => {
    const gil = await PagePerson.enter(browser, madang.web, "gil");
    const { channelId } = await bot.client.openDirect({ name: "gil" });
    const { seq } = await bot.client.send(channelId, { text: "between us" });
    await gil.page.goto(addressOf(channelId, seq));
    await marked(gil, "between us");
    const hal = await come("hal", addressOf(channelId, seq));
    await heading(hal, "There is no such channel, or it is private.");
    await hal.page.getByRole("button", { name: "To the lobby" }).click();
    await heading(hal, "#lobby");
    await Promise.all([gil.leave(), hal.leave()]);
  });

  test("a link to a message that was deleted, or never was, says so", async () => {
    const { seq } = await bot.client.send("lobby", { text: "not for long" });
    await bot.client.delete("lobby", seq);
    const ivy = await come("ivy", addressOf("lobby", seq));
    await marked(ivy, "This message was deleted.");
    await ivy.page.goto(addressOf("lobby", 1_000_000));
    await ivy.page.getByText("The link leads to no message of this channel.").waitFor();
    assert.deepEqual(ivy.complaints, []);
    await ivy.leave();
  });
});

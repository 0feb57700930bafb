// What people do with messages in a real browser: write Hangul, change and take back, react, answer, read far back.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { CDPSession } from "playwright-core";
import { barriersOn } from "../support/accessibility.ts";
import { launchBrowser } from "../support/browser.ts";
import { ensureBuiltPage } from "../support/built-page.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { PagePerson } from "../support/page-person.ts";
import { Person, type PersonOptions } from "../support/person.ts";
import { missingTool } from "../support/require-tool.ts";

describe("the conversation", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const enter = (name: string, options = {}) => PagePerson.enter(browser, madang.web, name, options);
  const row = (person: PagePerson, text: string) => person.messages.locator("article").filter({ hasText: text }).last();
  const guests: Person[] = [];
  const guest = async (name: string, options: PersonOptions = {}) => {
    const person = await Person.enter(madang.address, name, options);
    guests.push(person);
    return person;
  };
  after(async () => {
    // Whoever a failed test left here would keep the file from ending.
    await Promise.all(guests.map((each) => each.leave()));
    await browser.close();
    await madang.remove();
  });

  test("Hangul is sent whole: Enter belongs to the syllable while it is composed, and then sends once", async () => {
    const [kim, lee] = await Promise.all([enter("김"), enter("이")]);
    const keys = await kim.context.newCDPSession(kim.page);
    await compose(keys, ["ㅎ", "하", "한"]);
    await keys.send("Input.insertText", { text: "한" });
    await compose(keys, ["ㄱ", "그", "글"]);
    await pressEnterWhileComposing(keys);
    assert.equal(await kim.composer.inputValue(), "한글", "nothing was sent, no line begun");
    await keys.send("Input.insertText", { text: "글" });
    await kim.page.keyboard.press("Enter");
    await lee.sees("한글");
    assert.equal(await kim.composer.inputValue(), "");
    assert.deepEqual([await lee.count("한글"), await lee.count("한"), await lee.count("글")], [1, 0, 0]);
    assert.deepEqual([...kim.complaints, ...lee.complaints], []);
    await Promise.all([kim.leave(), lee.leave()]);
  });

  test("half a syllable finds a Korean name, and a particle stands right behind it", async () => {
    const other = await guest("철수", {
      guest: { name: "철수", token: "the-token-of-somebody-in-korea" },
    });
    const kim = await enter("민지");
    await kim.page.getByRole("complementary").getByText("철수").first().waitFor();
    const keys = await kim.context.newCDPSession(kim.page);
    await kim.page.keyboard.type("@");
    await compose(keys, ["ㅊ", "처"]);
    await kim.page.getByRole("option", { name: "@철수" }).waitFor();
    await keys.send("Input.insertText", { text: "처" });
    await kim.page.keyboard.press("Enter");
    await keys.send("Input.insertText", { text: "야" });
    await kim.page.keyboard.press("Enter");
    await other.hears("lobby", "@철수야");
    const said = other.log("lobby").find((event) => event.type === "message" && event.text === "@철수야");
    assert.deepEqual(said?.type === "message" && said.mentions, [other.id]);
    await Promise.all([kim.leave(), other.leave()]);
  });

  test("an edit, a reaction, an answer and a deletion reach the second person", async () => {
    const [ann, bob] = await Promise.all([enter("ann"), enter("bob")]);
    await ann.say("frist words");
    await bob.sees("frist words");
    await ann.composer.press("ArrowUp");
    assert.equal(await ann.composer.inputValue(), "frist words");
    await ann.say("first words");
    await bob.sees("first words");
    await row(bob, "first words").getByText("(edited)").waitFor();

    await row(bob, "first words").hover();
    await row(bob, "first words").getByRole("button", { name: "React 👍" }).click();
    await row(ann, "first words").getByRole("button", { name: "👍 1: bob" }).click();
    await row(bob, "first words").locator("[aria-pressed=true]").getByText("2").waitFor();

    await row(bob, "first words").focus();
    await bob.page.keyboard.press("r");
    await bob.page.getByText("Reply to ann").waitFor();
    await bob.say("an answer");
    await row(ann, "an answer").getByTitle("Go to the message that is answered").getByText("first words").waitFor();

    await row(ann, "first words").first().hover();
    await ann.messages.locator("article", { hasText: "(edited)" }).first().hover();
    await ann.messages.getByRole("button", { name: "More actions" }).click();
    await ann.page.getByRole("menuitem", { name: "Delete" }).click();
    await ann.messages.getByRole("button", { name: "Delete" }).click();
    await bob.sees("This message was deleted.");
    await row(bob, "an answer").getByTitle("Go to the message that is answered").getByText("deleted").waitFor();
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
    await Promise.all([ann.leave(), bob.leave()]);
  });

  test("a draft outlives a reload, also beside an edit that was left with Esc", async () => {
    const cho = await enter("cho");
    await cho.say("something said");
    await cho.sees("something said");
    await cho.composer.press("ArrowUp");
    await cho.composer.press("Escape");
    assert.equal(await cho.composer.inputValue(), "");
    await cho.composer.pressSequentially("half a thou");
    await cho.page.reload();
    await cho.composer.waitFor();
    assert.equal(await cho.composer.inputValue(), "half a thou");
    await cho.leave();
  });

  test("an unknown command, a text that is too long and a huge paste are refused in place, and nothing is lost", async () => {
    const dan = await enter("dan");
    await dan.say("/jion #dev");
    await dan.page.getByRole("alert").getByText("There is no command /jion").waitFor();
    assert.equal(await dan.composer.inputValue(), "/jion #dev");
    await dan.say("😀".repeat(10_000));
    await dan.page.getByRole("alert").getByText("6,000 characters too many").waitFor();
    assert.equal(await dan.page.getByText("6,000 characters too many").count(), 1, "it is said once");
    assert.equal((await dan.composer.inputValue()).length, 20_000);
    await dan.composer.fill("kept");
    await dan.page.evaluate(pasteOfAMillion);
    await dan.page.getByRole("alert").getByText("1,000,000 characters").waitFor();
    assert.equal(await dan.composer.inputValue(), "kept");
    await dan.leave();
  });

  test("script, markup and letters turned around stay text", async () => {
    const eve = await enter("eve");
    const evil = '<img src=x onerror="document.title=1"> javascript:alert(1) https://ok.example/a';
    await eve.say(evil);
    await eve.sees("https://ok.example/a");
    const links = await row(eve, "onerror").locator("a").all();
    assert.deepEqual(await Promise.all(links.map((link) => link.getAttribute("href"))), ["https://ok.example/a"]);
    assert.match((await links[0]?.getAttribute("rel")) ?? "", /noreferrer/);
    assert.equal(await row(eve, "onerror").locator("img").count(), 0);
    await eve.say("left \u202egnp.exe");
    await eve.sees("left gnp.exe");
    assert.deepEqual([eve.complaints, eve.strayRequests], [[], []]);
    await eve.leave();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`messages are walked and acted on by keys alone, and axe finds nothing when it is ${colorScheme}`, async () => {
      const gus = await enter(`gus-${colorScheme}`, { colorScheme });
      const { page } = gus;
      const clean = async () => {
        // What is still being faded has other colours.
        await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
        assert.deepEqual(await barriersOn(page), []);
      };
      await gus.say(`above in ${colorScheme} https://a.example`);
      await gus.say(`below in ${colorScheme}`);
      // In the channel, and not only on its way: then it is another row.
      await page.locator("article[data-seq]", { hasText: `below in ${colorScheme}` }).waitFor();
      await page.locator("[data-virtuoso-scroller]").focus();
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
      await page.locator("article:focus", { hasText: "above in" }).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.locator("article:focus", { hasText: "below in" }).waitFor();
      await clean();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await row(gus, "below in")
        .getByRole("button", { name: /^👍 1: you/ })
        .waitFor();
      await row(gus, "below in").focus();
      await page.keyboard.press("Delete");
      await page.getByText("Delete this message for everybody?").waitFor();
      await clean();
      await page.keyboard.press("Escape");
      await page.locator("article:focus", { hasText: "below in" }).waitFor();
      await gus.messages.getByRole("button", { name: "More actions" }).press("Enter");
      await page.getByRole("menuitem", { name: "How this message travelled" }).press("Enter");
      await page
        .getByRole("dialog")
        .getByText(/ms after it was written/)
        .waitFor();
      await clean();
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await row(gus, "below in").focus();
      await page.keyboard.press("r");
      await page.keyboard.type("/");
      await page.getByRole("option", { name: /join/ }).waitFor();
      await clean();
      assert.deepEqual(gus.complaints, []);
      await gus.leave();
    });
  }

  test("what came while one was away is marked, and gone to", async () => {
    const bot = await guest("bot");
    const { channelId } = await bot.client.createChannel({ name: "away" });
    await bot.client.send(channelId, "before");
    const hal = await enter("hal");
    await hal.say("/join away");
    await hal.sees("before");
    await hal.say("/join lobby");
    await hal.page.getByRole("heading", { name: "#lobby" }).waitFor();
    await bot.client.publish(Array.from({ length: 120 }, (_, i) => ({ channelId, text: `missed ${i + 1}` })));
    await hal.say("/join away");
    await hal.sees("missed 120");
    await hal.page.getByRole("button", { name: "120 unread messages above" }).click();
    await hal.sees("missed 1");
    await hal.messages.getByText("New", { exact: true }).waitFor();
    await bot.client.send(channelId, "and now");
    await hal.page.getByRole("button", { name: "1 new message" }).click();
    await hal.sees("and now");
    await Promise.all([hal.leave(), bot.leave()]);
  });
});

// Each text is the composition as it stands after one more key.
async function compose(keys: CDPSession, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const { length } = text;
    await keys.send("Input.imeSetComposition", { text, selectionStart: length, selectionEnd: length });
  }
}

async function pressEnterWhileComposing(keys: CDPSession): Promise<void> {
  const key = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
  await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...key });
  await keys.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
}

const pasteOfAMillion = `(() => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", "x".repeat(1_000_000));
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.querySelector("textarea").dispatchEvent(event);
})()`;

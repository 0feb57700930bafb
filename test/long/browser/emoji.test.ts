// Emoji in a real browser: their font, their names where one writes and reacts; and texts that are long or made to harm.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { missingTool } from "../../support/require-tool.ts";

const mostFontBytes = 600 * 1024;
/** A text of the longest that is allowed is drawn in a part of this on an idle machine; other tests run beside. */
const drawnMs = 2_000;

describe("emoji and long texts", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });
  const enter = (name: string, options = {}) => PagePerson.enter(browser, madang.web, name, options);
  const row = (person: PagePerson, text: string) =>
    person.messages.locator("article[data-seq]").filter({ hasText: text }).last();

  test("their font is fetched, once and from the server, when one stands there and not before", async (t) => {
    const ann = await enter("ann");
    const fonts = () => ann.page.evaluate<number[]>(emojiFonts);
    await ann.say("plain 10 # * © ™ 한글 → “so” …");
    await row(ann, "plain 10").waitFor();
    await ann.page.evaluate("document.fonts.ready");
    assert.deepEqual(await fonts(), [], "what looks like the beginning of a keycap is text");
    const [response] = await Promise.all([
      ann.page.waitForResponse((one) => /emoji.*woff2/.test(one.url())),
      ann.say("one 🎉"),
    ]);
    assert.match(response.headers()["cache-control"] ?? "", /immutable/);
    await ann.say("many 👍🏽 ❤️ ☎️ 1️⃣ 🇰🇷 🏳️‍🌈 👩‍💻");
    await row(ann, "many").waitFor();
    await ann.page.evaluate("document.fonts.ready");
    const sizes = await fonts();
    t.diagnostic(sizes.map((size) => `${(size / 1024).toFixed(0)} KiB`).join(", "));
    assert.equal(sizes.length, 1);
    assert.ok((sizes[0] ?? 0) > 1_000 && (sizes[0] ?? 0) < mostFontBytes);
    assert.deepEqual([ann.complaints, ann.strayRequests], [[], []]);
    await ann.leave();
  });

  test("one of several parts is as wide as one of one part, and digits are not", async () => {
    const ben = await enter("ben");
    await ben.say("widths");
    await row(ben, "widths").waitFor();
    const widthOf = async (text: string) => Number(await ben.page.evaluate(measure(text)));
    const one = await widthOf("😀");
    for (const text of ["👍🏽", "👩‍👩‍👧", "🏳️‍🌈", "❤️‍🔥", "🇰🇷", "1️⃣", "#️⃣", "☎️", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏃🏿‍♀️"])
      assert.ok(Math.abs((await widthOf(text)) - one) < 0.5, text);
    for (const text of ["1", "#", "*", "©"]) assert.ok((await widthOf(text)) < 0.9 * one, text);
    await ben.leave();
  });

  test("a name behind a colon is completed by keys, in English and in Korean while it is composed", async () => {
    const cho = await enter("초아");
    const { page, composer } = cho;
    await composer.pressSequentially("good :tad");
    await page.getByRole("option", { name: "🎉 :tada:" }).waitFor();
    await page.keyboard.press("Enter");
    assert.equal(await composer.inputValue(), "good 🎉 ");
    await composer.pressSequentially(":smi");
    await page.getByRole("option", { name: "😄 :smile:" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    assert.equal(await composer.inputValue(), "good 🎉 😄 ");
    const keys = await cho.context.newCDPSession(page);
    await page.keyboard.type(":");
    for (const text of ["ㅎ", "하"])
      await keys.send("Input.imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
    await page.getByRole("option", { name: /하/ }).first().waitFor();
    await keys.send("Input.insertText", { text: "하" });
    await keys.send("Input.imeSetComposition", { text: "트", selectionStart: 1, selectionEnd: 1 });
    await page.getByRole("option", { name: "❤️ :하트:" }).waitFor();
    assert.equal(await composer.inputValue(), "good 🎉 😄 :하트", "the syllable is still the input method's");
    await keys.send("Input.insertText", { text: "트" });
    await page.keyboard.type(":");
    assert.equal(await composer.inputValue(), "good 🎉 😄 ❤️");
    await page.keyboard.press("Enter");
    await cho.sees("good 🎉 😄 ❤️");
    assert.deepEqual(cho.complaints, []);
    await cho.leave();
  });

  test("a whole name becomes its emoji; times, addresses and what Esc closed stay as they are", async () => {
    const dia = await enter("dia");
    const { page, composer } = dia;
    await composer.pressSequentially("at 10:30 http://a.example :D :nothing: ");
    assert.equal(await page.getByRole("listbox").count(), 0);
    // The names are fetched at the first colon.
    await composer.pressSequentially(":th");
    await page.getByRole("listbox").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("listbox").waitFor({ state: "detached" });
    await composer.pressSequentially("umbsup: yes");
    assert.equal(await composer.inputValue(), "at 10:30 http://a.example :D :nothing: 👍 yes");
    await dia.leave();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`reactions are searched by name with keys alone, and axe finds nothing when it is ${colorScheme}`, async () => {
      const eva = await enter(`eva-${colorScheme}`, { colorScheme });
      const { page } = eva;
      await eva.say(`react to this in ${colorScheme}`);
      await row(eva, `react to this in ${colorScheme}`).hover();
      await eva.messages.getByRole("button", { name: "More reactions" }).click();
      const search = page.getByRole("searchbox", { name: "Search emoji" });
      await page.locator(":focus").and(search).waitFor();
      await page.keyboard.type("rocket");
      await page.getByRole("button", { name: "React 🚀" }).waitFor();
      await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
      assert.deepEqual(await barriersOn(page), []);
      await search.fill("여우");
      await page.getByRole("button", { name: "React 🦊" }).waitFor();
      await search.fill("no such thing");
      await page.getByText("No emoji is called that.").waitFor();
      await search.fill("rocket");
      await page.keyboard.press("ArrowDown");
      await page
        .locator(":focus")
        .and(page.getByRole("button", { name: "React 🚀" }))
        .waitFor();
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("Enter");
      await eva.messages.getByRole("button", { name: /^🚀 1: you/ }).waitFor();
      assert.deepEqual(eva.complaints, []);
      await eva.leave();
    });
  }

  test("a long text is folded, unfolds in its place, stays so after one was elsewhere, and folds again", async () => {
    const fay = await enter("fay");
    const { page } = fay;
    for (let i = 1; i <= 30; i++) await fay.say(`before ${i}`);
    await fay.say(Array.from({ length: 60 }, (_, i) => `verse ${i + 1}`).join("\n"));
    const long = row(fay, "verse 1");
    const more = long.getByRole("button", { name: "Show all (60 lines)" });
    await more.waitFor();
    assert.equal(await long.getByText("verse 13").count(), 0);
    const topOf = async () => (await long.boundingBox())?.y ?? Number.NaN;
    // Until the list has come to its end.
    await page.waitForTimeout(500);
    const before = await topOf();
    await more.focus();
    await page.keyboard.press("Enter");
    await long.getByText("verse 60").waitFor({ state: "attached" });
    await page.waitForTimeout(700);
    assert.ok(Math.abs((await topOf()) - before) <= 2, `${before} and then ${await topOf()}`);

    await fay.say("/make elsewhere-fay");
    await page.getByRole("heading", { name: "#elsewhere-fay" }).waitFor();
    await fay.say("/join lobby");
    await page.getByRole("heading", { name: "#lobby" }).waitFor();
    for (let i = 1; i <= 30; i++) await fay.say(`after ${i}`);
    await row(fay, "after 30").waitFor();
    const less = long.getByRole("button", { name: "Show less" });
    await page.evaluate(toUnfolded);
    await less.waitFor();
    const place = (await less.boundingBox())?.y ?? Number.NaN;
    // Not click(): that scrolls by itself.
    await less.press("Enter");
    await more.waitFor();
    await page.waitForTimeout(700);
    const after = (await more.boundingBox())?.y ?? Number.NaN;
    assert.ok(Math.abs(after - place) <= 2, `${place} and then ${after}`);
    // Not before: it scrolls.
    assert.deepEqual(await barriersOn(page), []);
    await fay.say(`${"x ".repeat(1_500)}x`);
    await fay.messages.getByRole("button", { name: "Show all (3,001 characters)" }).waitFor();
    await fay.messages.getByRole("button", { name: "Show all (3,001 characters)" }).press("Enter");
    assert.deepEqual(await barriersOn(page), []);
    await fay.say("short");
    await row(fay, "short").waitFor();
    assert.equal(await row(fay, "short").getByRole("button", { name: /Show/ }).count(), 0);
    assert.deepEqual(fay.complaints, []);
    await fay.leave();
  });

  test("towers of marks, floods of nothing and thousands of emoji stay in their row and are drawn soon", async (t) => {
    const gil = await enter("gil");
    const { page } = gil;
    for (const [name, flood] of [
      ["towers", `z${"\u0335\u0321\u0489".repeat(40)}`.repeat(20)],
      ["nothing", `a${"\u200b\u200d\u2060".repeat(1_200)}b`],
      ["emoji", "😀".repeat(3_900)],
      ["families", "👨‍👩‍👧‍👦".repeat(560)],
      ["one word", "ㅋ".repeat(3_900)],
    ] as const) {
      const startedAt = performance.now();
      await gil.say(`${name} ${flood}`);
      await row(gil, name).waitFor();
      const more = row(gil, name).getByRole("button", { name: /Show all/ });
      if (await more.count()) await more.click();
      await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");
      const tookMs = performance.now() - startedAt;
      t.diagnostic(`${name}: ${Math.round(tookMs)} ms`);
      assert.ok(tookMs < drawnMs, `${name}: ${tookMs} ms`);
      assert.deepEqual(await page.evaluate(overflowing), [], name);
    }
    assert.deepEqual(gil.complaints, []);
    await gil.leave();
  });
});

const emojiFonts = `performance.getEntriesByType("resource")
  .filter(({ name }) => /emoji.*woff2/.test(name)).map(({ encodedBodySize }) => encodedBodySize)`;

function measure(text: string): string {
  return `(async () => {
    const place = document.createElement("span");
    place.textContent = ${JSON.stringify(text)};
    document.body.append(place);
    await new Promise(requestAnimationFrame);
    await document.fonts.ready;
    const { width } = place.getBoundingClientRect();
    place.remove();
    return width;
  })()`;
}

// Scrolls until the button that folds stands in the middle.
const toUnfolded = `(async () => {
  const scroller = document.querySelector("[data-virtuoso-scroller]");
  const button = () => scroller.querySelector("[aria-expanded=true][class*=fold]");
  const isFar = () => !button() || Math.abs(button().getBoundingClientRect().top - 400) > 200;
  for (let turn = 0; turn < 100 && isFar(); turn++) {
    if (button()) button().scrollIntoView({ block: "center" });
    else scroller.scrollBy(0, -200);
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
})()`;

// Rows that are wider than the list, or that hold more than they are high.
const overflowing = `[...document.querySelectorAll("article")]
  .filter((row) => row.scrollWidth > row.clientWidth + 1 || row.scrollHeight > row.clientHeight + 12)
  .map((row) => row.textContent.slice(0, 20))`;

// Where the messages stand after they began, grew and came quickly: at their end, unless one has scrolled up.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2.625 };
const lines = 40;
const nearPx = 4;

const fromEnd = (person: PagePerson) =>
  person.page.evaluate<number>(`(() => {
    const { scrollHeight, clientHeight, scrollTop } = document.querySelector("[data-virtuoso-scroller]");
    return scrollHeight - clientHeight - scrollTop;
  })()`);
const waysDown = (person: PagePerson) =>
  person.page.getByRole("button", { name: /To the last message|new messages?$/ }).count();

describe("a list that stays at its end", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await madang.remove();
  });
  const sayMany = async (word: string, gapMs: number) => {
    for (let i = 0; i < lines; i++) {
      await bot.client.send("lobby", `${word} ${i} ${i % 7 === 0 ? "that goes over several lines ".repeat(20) : ""}`);
      await sleep(gapMs);
    }
  };
  const assertAtEnd = async (person: PagePerson, last: string) => {
    await person.messages.getByText(last).waitFor();
    // It may be on its way, and must not leave again once it is there.
    for (let look = 0; look < 30 && (await fromEnd(person)) > nearPx; look++) await sleep(100);
    await sleep(500);
    const px = await fromEnd(person);
    assert.ok(px <= nearPx, `${px} px from the end`);
    assert.equal(await waysDown(person), 0);
  };

  for (const [device, options] of Object.entries({ desktop, phone })) {
    test(`what comes quickly is followed, and a page that is opened again begins at the end (${device})`, async () => {
      const ann = await PagePerson.enter(browser, madang.web, `ann-${device}`, options);
      await ann.isTold("connected");
      for (const gapMs of [0, 20]) {
        const word = `${device} ${gapMs}`;
        await sayMany(word, gapMs);
        await assertAtEnd(ann, `${word} ${lines - 1}`);
        await ann.page.reload();
        await assertAtEnd(ann, `${word} ${lines - 1}`);
      }
      await ann.leave();
    });

    test(`who scrolled up stays where they read, and comes back by the button (${device})`, async () => {
      const eve = await PagePerson.enter(browser, madang.web, `eve-${device}`, options);
      await sayMany(`old ${device}`, 0);
      await assertAtEnd(eve, `old ${device} ${lines - 1}`);
      await eve.messages.hover();
      await eve.page.mouse.wheel(0, -300);
      await sleep(500);
      const before = await fromEnd(eve);
      assert.ok(before > 200, `${before} px from the end`);
      await bot.client.send("lobby", `one more ${device}`);
      await sleep(500);
      assert.ok((await fromEnd(eve)) > before);
      await eve.page.getByRole("button", { name: "1 new message" }).click();
      await assertAtEnd(eve, `one more ${device}`);
      await bot.client.send("lobby", `followed again ${device}`);
      await assertAtEnd(eve, `followed again ${device}`);
      await eve.leave();
    });
  }

  test("a link to one of the last messages leads to it, and there one stays while more come", async () => {
    await sayMany("linked", 0);
    const lee = await PagePerson.enter(browser, madang.web, "lee");
    await assertAtEnd(lee, `linked ${lines - 1}`);
    const { messages } = await bot.client.listMessages("lobby", { pageSize: lines });
    const seq = messages.find(({ text }) => text.trim() === "linked 20")?.seq;
    const tab = await lee.anotherTab(`${madang.web}/#/c/lobby/${seq}`);
    const place = async () => (await tab.messages.locator(`article[data-seq="${seq}"]`).boundingBox())?.y ?? Number.NaN;
    await tab.messages.locator(`article[data-seq="${seq}"][data-mark=goal]`).waitFor();
    await sleep(1_500);
    const before = await place();
    assert.ok(before > 100 && before < 700, `at ${before} px`);
    await sayMany("after the link", 0);
    await sleep(300);
    assert.ok(Math.abs((await place()) - before) <= nearPx, `${before} px and then ${await place()}`);
    await lee.leave();
  });

  test("a window that becomes lower, and a field that becomes higher, leave the last message in sight", async () => {
    const kim = await PagePerson.enter(browser, madang.web, "kim", phone);
    await sayMany("before", 0);
    await assertAtEnd(kim, `before ${lines - 1}`);
    await kim.page.setViewportSize({ width: 390, height: 480 });
    await kim.composer.fill("one\ntwo\nthree\nfour");
    await assertAtEnd(kim, `before ${lines - 1}`);
    await kim.page.setViewportSize({ width: 300, height: 700 });
    await assertAtEnd(kim, `before ${lines - 1}`);
    await kim.leave();
  });
});

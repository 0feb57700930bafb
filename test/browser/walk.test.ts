// A newcomer's first minute in a real browser: one name, then talking, also through a crash of the server.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../support/browser.ts";
import { ensureBuiltPage } from "../support/built-page.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { PagePerson } from "../support/page-person.ts";
import { Person } from "../support/person.ts";
import { missingTool } from "../support/require-tool.ts";

describe("the page", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const folder = mkdtempSync(join(tmpdir(), "madang-pictures-"));
  after(async () => {
    await browser.close();
    await madang.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a newcomer types a name over the suggested one, presses Enter, and can write at once", async () => {
    const ann = await PagePerson.open(browser, madang.web);
    await ann.nameField.waitFor();
    const suggested = await ann.nameField.inputValue();
    assert.match(suggested, /\w+-\w+/);
    assert.equal(await ann.page.evaluate("getSelection()?.toString()"), suggested);
    await ann.page.keyboard.type("ann");
    await ann.page.keyboard.press("Enter");
    await ann.composer.waitFor();
    await ann.sees("Talk from a terminal");
    await ann.page.keyboard.type("first words");
    await ann.page.keyboard.press("Enter");
    await ann.sees("first words");
    assert.equal(await ann.composer.inputValue(), "");
    const picture = join(folder, "lobby.png");
    await ann.page.screenshot({ path: picture });
    assert.ok(statSync(picture).size > 10_000);
    assert.deepEqual([ann.complaints, ann.strayRequests], [[], []]);
    await ann.leave();
  });

  test("two pages and a program talk, each in its own language", async () => {
    const [bea, cho] = await Promise.all([
      PagePerson.enter(browser, madang.web, "bea"),
      PagePerson.enter(browser, madang.web, "초롱", { locale: "ko-KR", colorScheme: "dark" }),
    ]);
    const dan = await Person.enter(madang.address, "dan");
    await bea.say("hello from a page");
    await Promise.all([cho.sees("hello from a page"), dan.hears("lobby", "hello from a page")]);
    await dan.client.send("lobby", "hello from a program");
    await Promise.all([bea.sees("hello from a program"), cho.sees("hello from a program")]);
    await cho.say("안녕하세요");
    await Promise.all([bea.sees("안녕하세요"), dan.hears("lobby", "안녕하세요")]);
    assert.equal(await cho.page.locator("html").getAttribute("lang"), "ko");
    await cho.sees("터미널에서 이야기하기");
    assert.deepEqual([...bea.complaints, ...cho.complaints], []);
    await Promise.all([bea.leave(), cho.leave(), dan.leave()]);
  });

  test("the built-in member's suggestion to calculate works with one click", async () => {
    const eve = await PagePerson.enter(browser, madang.web, "eve");
    await eve.page.getByRole("button", { name: "Write it" }).click();
    await eve.sees("1 + 2 = 3");
    await eve.leave();
  });

  test("who comes back is still the same person, and no script can read what keeps the session", async () => {
    const fay = await PagePerson.enter(browser, madang.web, "fay");
    await fay.isTold("connected");
    const kept = await fay.page.evaluate("document.cookie + JSON.stringify(localStorage)");
    const [cookie] = await fay.context.cookies(`${madang.web}/madang.agent.v1.AgentService/RefreshSession`);
    assert.ok(cookie?.httpOnly && cookie.sameSite === "Strict" && !String(kept).includes(cookie.value));
    await fay.page.reload();
    await fay.composer.waitFor();
    await fay.isTold("connected");
    await fay.say("back again");
    await fay.sees("back again");
    await fay.page.getByRole("complementary").getByText("fay", { exact: true }).first().waitFor();
    await fay.leave();
  });

  test("what is written while the server is dead is sent once when it is back, also over a reload", async () => {
    const gil = await PagePerson.enter(browser, madang.web, "gil");
    const hal = await Person.enter(madang.address, "hal");
    await gil.isTold("connected");
    await madang.kill();
    await gil.isTold("connecting");
    await gil.say("written in the dark");
    await gil.messages.getByText("Waiting for the connection").waitFor();
    await madang.start();
    await gil.isTold("connected");
    await hal.hears("lobby", "written in the dark");
    await gil.messages.getByText("Waiting for the connection").waitFor({ state: "detached" });
    assert.equal(await gil.count("written in the dark"), 1);
    await gil.page.reload();
    await gil.sees("written in the dark");
    assert.equal(await gil.count("written in the dark"), 1);
    assert.equal(hal.texts("lobby").filter((text) => text === "written in the dark").length, 1);
    assert.deepEqual(gil.complaints, []);
    await Promise.all([gil.leave(), hal.leave()]);
  });
});

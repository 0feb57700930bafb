// Messages that are refused, in a real browser: they stay in sight, over a reload too, until they are sent or discarded.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";

const burst = 3;

describe("a refused message", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, slow, browser] = await Promise.all([
    MadangProcess.start(),
    MadangProcess.start("--send-rate", "2", "--send-burst", String(burst)),
    launchBrowser(),
  ]);
  const bot = await Person.enter(madang.address, "bot");
  after(async () => {
    await bot.leave();
    await browser.close();
    await Promise.all([madang.remove(), slow.remove()]);
  });

  test("it is sent again once, or discarded, by keys alone, and a reload forgets neither it nor that", async (t) => {
    const wire = await TcpProxy.start(madang.web);
    t.after(() => wire.close());
    const { channelId } = await bot.client.createChannel({ name: "shut" });
    const fox = await PagePerson.enter(browser, `http://${wire.address}`, "fox");
    const { page } = fox;
    const refused = (text: string) => fox.messages.locator("article", { hasText: text }).getByRole("alert");
    const sent = (text: string) => page.locator("article[data-seq]", { hasText: text });
    await fox.say("/join shut");
    await page.getByRole("heading", { name: "#shut" }).waitFor();
    await fox.isTold("connected");

    wire.stall();
    await fox.say("to be sent");
    await fox.say("to be discarded");
    await bot.client.archive(channelId, true);
    wire.cut();
    wire.flow();
    await refused("to be sent").getByText("Not sent").waitFor();
    await refused("to be discarded").getByText("Not sent").waitFor();

    await page.reload();
    await fox.isTold("connected");
    const isHere = await page.getByRole("heading", { name: "#shut" }).isVisible();
    if (!isHere) await page.getByRole("navigation").getByRole("button", { name: "# shut" }).click();
    await refused("to be sent").getByText("Not sent").waitFor();

    // Still refused: it stays, and is there once.
    await page.locator("[data-virtuoso-scroller]").focus();
    await page.keyboard.press("ArrowUp");
    await page.locator("article:focus", { hasText: "to be discarded" }).waitFor();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.locator("textarea:focus").waitFor();
    await refused("to be sent").getByText("Not sent").waitFor();
    assert.equal(await fox.count("to be sent"), 1);

    await bot.client.archive(channelId, false);
    await refused("to be sent").getByRole("button", { name: "Try again" }).press("Enter");
    await sent("to be sent").waitFor();
    await refused("to be discarded").getByRole("button", { name: "Discard" }).press("Enter");
    await page.locator("textarea:focus").waitFor();
    assert.equal(await fox.count("to be discarded"), 0);

    await page.reload();
    await sent("to be sent").waitFor();
    assert.deepEqual([await fox.count("to be sent"), await fox.count("to be discarded")], [1, 0]);
    assert.deepEqual(bot.texts(channelId), ["to be sent"]);
    assert.deepEqual(fox.complaints, []);
    await fox.leave();
  });

  test("what was written in a channel that one was shown out of is not lost", async (t) => {
    const wire = await TcpProxy.start(madang.web);
    t.after(() => wire.close());
    const { channelId } = await bot.client.createChannel({ name: "club" });
    const gnu = await PagePerson.enter(browser, `http://${wire.address}`, "gnu");
    await gnu.say("/join club");
    await gnu.page.getByRole("heading", { name: "#club" }).waitFor();
    await gnu.isTold("connected");
    wire.stall();
    await gnu.say("a long thought");
    const { items } = await bot.client.members(channelId);
    await bot.client.kick(channelId, items.find(({ name }) => name === "gnu")?.id ?? "");
    wire.cut();
    wire.flow();
    await gnu.page.getByRole("heading", { name: "#lobby" }).waitFor();
    const row = gnu.messages.locator("article", { hasText: "a long thought" });
    await row.getByRole("alert").getByText("Not sent to a channel that you are no longer in").waitFor();
    await row.getByRole("button", { name: "Discard" }).press("Enter");
    await row.waitFor({ state: "detached" });
    assert.deepEqual(bot.texts(channelId), []);
    await gnu.leave();
  });

  test("what is written faster than one may send is no failure: it goes by itself, in order, once", async () => {
    const hen = await PagePerson.enter(browser, slow.web, "hen");
    await hen.isTold("connected");
    const lines = Array.from({ length: burst + 4 }, (_, i) => `quick line ${i}`);
    for (const line of lines) await hen.say(line);
    await hen.page.locator("article[data-seq]", { hasText: lines.at(-1) ?? "" }).waitFor();
    const said = await hen.page.locator("article[data-seq]", { hasText: "quick line" }).allTextContents();
    assert.deepEqual(
      said.map((text) => /quick line \d+/.exec(text)?.[0]),
      lines,
    );
    await hen.leave();
  });
});

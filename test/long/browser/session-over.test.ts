// Sessions that end while somebody types, in a real browser: what is half written stays, to the last half syllable.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { CDPSession } from "playwright-core";
import { type ChatClient, connect } from "../../../src/clients/sdk/index.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { missingTool } from "../../support/require-tool.ts";
import { startShortSessions } from "../../support/short-sessions.ts";
import { TcpProxy } from "../../support/tcp-proxy.ts";

const accessTokenMs = 2_000;
const refreshTokenMs = 6_000;
const password = "correct horse battery";

describe("a session that ends while somebody types", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, hasty, browser] = await Promise.all([
    MadangProcess.start(),
    startShortSessions(accessTokenMs, refreshTokenMs),
    launchBrowser(),
  ]);
  const clients: ChatClient[] = [];
  after(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await browser.close();
    await Promise.all([madang.remove(), hasty.remove()]);
  });
  const device = async (who: Parameters<typeof connect>[0]) => {
    const client = await connect(who);
    clients.push(client);
    return client;
  };

  test("a guest who is signed out everywhere is in again by themselves, in the middle of a syllable", async () => {
    const kim = await PagePerson.enter(browser, madang.web, "kim");
    await kim.isTold("connected");
    await kim.composer.pressSequentially("half a line, ");
    const keys = await kim.context.newCDPSession(kim.page);
    await compose(keys, ["ㅎ", "하", "한"]);
    const token = await kim.page.evaluate<string>("localStorage.getItem('madang.guest.kim')");
    const elsewhere = await device({ address: madang.address, guest: { name: "kim", token } });
    const again = kim.page.waitForResponse(/SignInGuest/);
    await elsewhere.signOut({ everywhere: true });
    assert.equal((await again).status(), 200);
    await compose(keys, ["한"]);
    await keys.send("Input.insertText", { text: "한" });
    await compose(keys, ["ㄱ", "그", "글"]);
    await keys.send("Input.insertText", { text: "글" });
    assert.equal(await kim.composer.inputValue(), "half a line, 한글");
    await kim.isTold("connected");
    await kim.page.keyboard.press("Enter");
    await kim.page.locator("article[data-seq]", { hasText: "half a line, 한글" }).waitFor();
    assert.equal(await kim.count("half a line, 한글"), 1);
    await kim.leave();
  });

  test("who has a password finds the entrance, and after it the half line in its channel", async () => {
    const lee = await signUp(browser, madang.web, "lee");
    const elsewhere = await device({ address: madang.address, name: "lee", password });
    const { channelId } = await elsewhere.createChannel({ name: "study" });
    await lee.page.getByRole("navigation").getByRole("button", { name: "# study" }).click();
    await lee.page.getByRole("heading", { name: "#study" }).waitFor();
    await lee.composer.pressSequentially("half a line, ");
    const keys = await lee.context.newCDPSession(lee.page);
    await compose(keys, ["ㅎ", "하", "한"]);
    await elsewhere.signOut({ everywhere: true });
    await lee.page.getByRole("heading", { name: "Welcome back" }).waitFor();
    await lee.page.getByText("Your session is over. Come in again: what you wrote is kept.").waitFor();
    await signIn(lee);
    await lee.page.getByRole("navigation").getByRole("button", { name: "# study" }).click();
    await lee.page.getByRole("heading", { name: "#study" }).waitFor();
    assert.equal(await lee.composer.inputValue(), "half a line, 한");
    await lee.composer.press("Enter");
    await lee.page.locator("article[data-seq]", { hasText: "half a line, 한" }).waitFor();
    const late = await device({ address: madang.address, name: "lee", password });
    const { messages } = await late.listMessages(channelId);
    assert.equal(messages.filter(({ text }) => text === "half a line, 한").length, 1);
    await lee.leave();
  });

  test("a token that runs out is renewed behind one's back, and the line goes on", async () => {
    const cho = await PagePerson.enter(browser, hasty.web, "cho");
    await cho.isTold("connected");
    await cho.composer.pressSequentially("half a ");
    await cho.page.waitForTimeout(accessTokenMs + 200);
    const renewed = cho.page.waitForResponse(/RefreshSession/);
    await cho.composer.pressSequentially("line");
    await cho.composer.press("Enter");
    assert.equal((await renewed).status(), 200);
    await cho.page.locator("article[data-seq]", { hasText: "half a line" }).waitFor();
    assert.equal(await cho.count("half a line"), 1);
    await cho.leave();
  });

  test("a session that ran out while the page was cut off leads to the entrance, and back to the half line", async () => {
    const wire = await TcpProxy.start(hasty.web);
    const roh = await signUp(browser, `http://${wire.address}`, "roh");
    wire.stall();
    await roh.composer.pressSequentially("written offline, ");
    const keys = await roh.context.newCDPSession(roh.page);
    await compose(keys, ["ㅎ", "하", "한"]);
    await roh.page.waitForTimeout(refreshTokenMs + 500);
    wire.cut();
    wire.flow();
    await roh.page.getByRole("heading", { name: "Welcome back" }).waitFor();
    await signIn(roh);
    assert.equal(await roh.composer.inputValue(), "written offline, 한");
    await roh.leave();
    await wire.close();
  });
});

async function signUp(browser: Parameters<typeof PagePerson.open>[0], web: string, name: string): Promise<PagePerson> {
  const person = await PagePerson.open(browser, web);
  await person.page.getByRole("button", { name: "Create an account" }).click();
  await person.page.keyboard.type(name);
  await person.page.keyboard.press("Tab");
  await person.page.keyboard.type(password);
  await person.page.keyboard.press("Enter");
  await person.composer.waitFor();
  await person.isTold("connected");
  return person;
}

async function signIn(person: PagePerson): Promise<void> {
  await person.page.keyboard.type(password);
  await person.page.keyboard.press("Enter");
  await person.composer.waitFor();
  await person.isTold("connected");
}

// Each text is the composition as it stands after one more key.
async function compose(keys: CDPSession, texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    const { length } = text;
    await keys.send("Input.imeSetComposition", { text, selectionStart: length, selectionEnd: length });
  }
}

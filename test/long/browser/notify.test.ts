// Being told in the page: the inbox, what one wants to hear of, and what comes by push while nobody looks.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContextOptions } from "playwright-core";
import { type ChatClient, connect } from "../../../src/clients/sdk/index.ts";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { type GottenPush, PushService } from "../../support/push-service.ts";
import { letSubscribe, PushedPage } from "../../support/pushed-page.ts";
import { missingTool } from "../../support/require-tool.ts";
import { eventually } from "../../support/running-command.ts";
import { WebhookReceiver } from "../../support/webhook-receiver.ts";

const password = "a good password";
const phone = { width: 390, height: 780 };

interface Manifest {
  readonly start_url: string;
  readonly display: string;
  readonly icons: readonly { readonly src: string }[];
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  const endsAtMs = performance.now() + 10_000;
  while (!(await isTrue())) {
    assert.ok(performance.now() < endsAtMs, "It did not happen within 10 s.");
    await sleep(50);
  }
}

describe("notifications in the page", missingTool("chromium"), () => {
  const folder = mkdtempSync(join(tmpdir(), "madang-push-"));
  let push: PushService;
  let madang: MadangProcess;
  let browser: Browser;

  before(async () => {
    ensureBuiltPage();
    push = await PushService.start();
    writeFileSync(join(folder, "ca.pem"), push.ca);
    process.env["NODE_EXTRA_CA_CERTS"] = join(folder, "ca.pem");
    madang = await MadangProcess.start("--notify-private", "--notify-online-after", "1");
    browser = await launchBrowser();
  });

  after(async () => {
    await browser.close();
    await madang.remove();
    await push.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Somebody with an account, so that they can be elsewhere too. */
  async function enter(name: string, options: BrowserContextOptions = {}): Promise<PagePerson> {
    const person = await PagePerson.open(browser, madang.web, options);
    await person.page.getByRole("button", { name: /^(Create an account|계정 만들기)$/ }).click();
    await person.page.locator("form input").first().fill(name);
    await person.page.locator("input[type=password]").fill(password);
    await person.page.keyboard.press("Enter");
    await person.composer.waitFor();
    await person.isTold("connected");
    return person;
  }

  const elsewhere = (name: string): Promise<ChatClient> => connect({ address: madang.address, name, password });

  const button = ({ page }: PagePerson, name: string | RegExp) => page.getByRole("button", { name, exact: true });

  test("a mention raises the count, and reading it elsewhere lowers it", async (t) => {
    const ann = await enter("ann");
    const [again, bea] = [await elsewhere("ann"), await Person.enter(madang.address, "bea")];
    t.after(() => Promise.all([ann.leave(), again.close(), bea.leave()]));
    const { channelId } = await bea.client.createChannel({ name: "plans" });
    await again.joinChannel(channelId);
    await button(ann, /^#? ?plans$/).waitFor();
    const { seq } = await bea.client.send(channelId, { text: "@ann lunch?" });
    await button(ann, "Activity, 1 new").waitFor();
    await bea.client.send(channelId, { text: "nobody in particular" });
    await again.markRead(channelId, seq);
    await button(ann, "Activity").waitFor();
    assert.deepEqual([ann.complaints, ann.strayRequests], [[], []]);
  });

  test("an item leads to its message, which is seen by that; others are acknowledged by hand", async (t) => {
    const cho = await enter("cho");
    const bea = await Person.enter(madang.address, "bea");
    t.after(() => Promise.all([cho.leave(), bea.leave()]));
    const { channelId } = await bea.client.openDirect({ name: "cho" });
    await cho.page.getByRole("navigation").getByText("bea").waitFor();
    const { seq } = await bea.client.send(channelId, { text: "a word with you" });
    await button(cho, "Activity, 1 new").click();
    const dialog = cho.page.getByRole("dialog", { name: "Activity" });
    await button(cho, "Direct").click();
    await dialog.getByText("a word with you").waitFor();
    await button(cho, "Mentions & replies").click();
    await dialog.getByText("Nothing new for you").waitFor();
    await button(cho, "All").click();
    await dialog.getByRole("link", { name: /a word with you/ }).focus();
    await cho.page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await cho.sees("a word with you");
    assert.equal(new URL(cho.page.url()).hash, `#/c/${channelId}/${seq}`);
    await button(cho, "Activity").waitFor();
    await cho.page.getByRole("navigation").getByText("lobby").click();
    await bea.client.send(channelId, { text: "and one more" });
    await bea.client.send(channelId, { text: "and a last one" });
    await button(cho, "Activity, 2 new").click();
    await button(cho, "Mark as seen").first().click();
    await button(cho, "Activity, 1 new").waitFor({ state: "attached" });
    await button(cho, "Mark all as seen").click();
    await button(cho, "Mark all as seen").waitFor({ state: "detached" });
    await cho.page.keyboard.press("Escape");
    await button(cho, "Activity").waitFor();
    assert.deepEqual(cho.complaints, []);
  });

  test("a muted channel tells nothing until it is turned on again", async (t) => {
    const dan = await enter("dan");
    const [again, bea] = [await elsewhere("dan"), await Person.enter(madang.address, "bea")];
    t.after(() => Promise.all([dan.leave(), again.close(), bea.leave()]));
    const { channelId } = await bea.client.createChannel({ name: "noise" });
    await again.joinChannel(channelId);
    await dan.page.getByRole("navigation").getByText("noise").click();
    await button(dan, "Notifications of #noise").click();
    await dan.page.getByRole("menuitem", { name: "For 1 hour" }).click();
    await button(dan, "Notifications of #noise: muted").waitFor();
    await dan.page.getByRole("navigation").getByText("lobby").click();
    await bea.client.send(channelId, { text: "@dan can you hear me?" });
    await bea.client.send("lobby", { text: "@dan but here?" });
    await dan.sees("@dan but here?");
    const muted = dan.page.locator("[data-muted]");
    await muted.getByTitle("1 for you").waitFor();
    assert.equal(await muted.getAttribute("data-unread"), null);
    // What was said in the lobby was read there.
    await until(async () => (await dan.page.title()) === "#lobby · Madang");
    await button(dan, "Activity").waitFor();
    await muted.click();
    const kept = (await again.notifications.preferences())[0];
    assert.ok((kept?.mutedUntil ?? 0) > Date.now() + 3_500_000);
    await button(dan, "Notifications of #noise: muted").click();
    await dan.page.getByRole("menuitem", { name: "Turn on again" }).click();
    await button(dan, "Notifications of #noise").waitFor();
    assert.deepEqual(await again.notifications.preferences(), []);
    await dan.messages.getByText("@dan can you hear me?").hover();
    await button(dan, "More actions").click();
    await dan.page.getByRole("menuitem", { name: "How this message travelled" }).click();
    await dan.page.getByText("Not notified, because you had muted it").waitFor();
    assert.deepEqual(dan.complaints, []);
  });

  test("push is offered after something was missed and not before, and a no is remembered", async (t) => {
    const eve = await PagePerson.open(browser, madang.web);
    const bea = await Person.enter(madang.address, "bea");
    t.after(() => Promise.all([eve.leave(), bea.leave()]));
    await letSubscribe(eve.context, push.subscribe());
    await eve.page.reload();
    await eve.nameField.fill("eve");
    await eve.page.keyboard.press("Enter");
    await eve.composer.waitFor();
    await eve.isTold("connected");
    const pushed = await PushedPage.of(eve, madang.web);
    const strip = button(eve, "Not now");
    await bea.client.send("lobby", { text: "@eve one" });
    await eve.sees("@eve one");
    await pushed.leave();
    await bea.client.send("lobby", { text: "nobody" });
    await eve.sees("nobody");
    assert.equal(await strip.count(), 0);
    await bea.client.send("lobby", { text: "@eve two" });
    await strip.waitFor();
    assert.equal(await eve.page.title(), "(1) #lobby · Madang");
    assert.equal(await eve.page.evaluate("localStorage.getItem('test.asked')"), null);
    await strip.click();
    await strip.waitFor({ state: "detached" });
    await eve.page.reload();
    await eve.isTold("connected");
    await (await PushedPage.of(eve, madang.web)).leave();
    await bea.client.send("lobby", { text: "@eve three" });
    await button(eve, /^Activity, \d new$/).waitFor();
    assert.equal(await strip.count(), 0);
    assert.deepEqual(eve.complaints, []);
  });

  const gotten = (act: string, text: string): GottenPush | undefined =>
    push.gotten.find(({ payload }) => payload["act"] === act && payload["body"] === text);

  test("what is missed comes by push, a click leads to it, and what is read elsewhere goes", async (t) => {
    const fay = await enter("fay");
    const [again, bea] = [await elsewhere("fay"), await Person.enter(madang.address, "bea")];
    t.after(() => Promise.all([fay.leave(), again.close(), bea.leave()]));
    await letSubscribe(fay.context, push.subscribe());
    await fay.page.reload();
    await fay.isTold("connected");
    const pushed = await PushedPage.of(fay, madang.web);
    const { channelId } = await bea.client.openDirect({ name: "fay" });
    await pushed.leave();
    await bea.client.send(channelId, { text: "the first" });
    await button(fay, "Turn on").click();
    await button(fay, "Turn on").waitFor({ state: "detached" });
    await until(async () => (await again.notifications.devices()).length === 1);
    const [device] = await again.notifications.devices();
    assert.deepEqual([device?.label, device?.showsText], ["Chrome, Linux", true]);
    const { seq } = await bea.client.send(channelId, { text: "the second" });
    await eventually(
      () => gotten("tell", "the second") !== undefined,
      20_000,
      () => JSON.stringify([push.gotten.map(({ payload }) => payload), push.faults]),
    );
    await pushed.deliver(gotten("tell", "the second")?.payload);
    const [shown] = await pushed.shows(1);
    assert.match(shown?.body ?? "", /^the second/);
    assert.equal(shown?.title, "bea");
    await pushed.click();
    await fay.sees("the second");
    assert.equal(new URL(fay.page.url()).hash, `#/c/${channelId}/${seq}`);
    assert.deepEqual(await pushed.shown(), []);
    await pushed.deliver(gotten("tell", "the second")?.payload);
    await pushed.shows(1);
    await again.markRead(channelId, seq);
    await eventually(
      () => push.gotten.some(({ payload }) => payload["act"] === "withdraw"),
      20_000,
      () => JSON.stringify([push.gotten.map(({ payload }) => payload), push.faults]),
    );
    await pushed.deliver(push.gotten.find(({ payload }) => payload["act"] === "withdraw")?.payload);
    await pushed.shows(0);
    assert.equal(await pushed.badge(), 0);
    await button(fay, /leaving/).click();
    await fay.page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
    await fay.nameField.waitFor();
    assert.equal(await fay.page.evaluate("localStorage.getItem('test.subscribed')"), null);
    assert.deepEqual(fay.complaints, []);
  });

  test("this browser is turned on, told without the text, subscribed anew for another key, and turned off", async (t) => {
    const ivy = await enter("ivy");
    const again = await elsewhere("ivy");
    t.after(() => Promise.all([ivy.leave(), again.close()]));
    await letSubscribe(ivy.context, push.subscribe());
    await ivy.page.reload();
    await ivy.isTold("connected");
    const openSettings = async () => {
      await button(ivy, /leaving/).click();
      await ivy.page.getByRole("menuitem", { name: "Notifications" }).click();
    };
    const devices = async () => (await again.notifications.devices()).map(({ showsText }) => showsText);
    await openSettings();
    await ivy.page.getByRole("switch", { name: "Tell me here" }).click();
    await until(async () => (await devices()).join() === "true");
    await ivy.page.getByRole("switch", { name: "Show who wrote and what" }).click();
    await until(async () => (await devices()).join() === "false");
    await button(ivy, "Send a test to This browser").click();
    await ivy.page.getByText(/^Taken: 201, after \d+ ms\.$/).waitFor();
    const key = await ivy.page.evaluate("localStorage.getItem('test.subscribed')");
    await ivy.page.evaluate("localStorage.setItem('test.subscribed', '4,1,2,3')");
    await ivy.page.reload();
    await ivy.isTold("connected");
    await until(async () => (await ivy.page.evaluate("localStorage.getItem('test.subscribed')")) === key);
    assert.deepEqual(await devices(), [false]);
    await openSettings();
    await ivy.page.getByRole("switch", { name: "Tell me here" }).click();
    await until(async () => (await devices()).length === 0);
    assert.equal(await ivy.page.evaluate("localStorage.getItem('test.subscribed')"), null);
    assert.deepEqual(ivy.complaints, []);
  });

  test("nothing is shown beside the page to who sees the channel in it", async (t) => {
    const jun = await PagePerson.enter(browser, madang.web, "jun");
    t.after(() => jun.leave());
    await jun.isTold("connected");
    const pushed = await PushedPage.of(jun, madang.web);
    const notice = { v: 1, act: "tell", key: "1", title: "bea", body: "hello", seq: 1, count: 1, open: 1 };
    await pushed.deliver({ ...notice, tag: "seen", channelId: "lobby", reason: "mention", atMs: Date.now() });
    await pushed.deliver({ ...notice, tag: "unseen", channelId: "other", reason: "mention", atMs: Date.now() });
    await pushed.shows(1);
    await pushed.leave();
    assert.deepEqual(
      (await pushed.shown()).map(({ tag }) => tag),
      ["unseen"],
    );
    await pushed.deliver({ ...notice, tag: "missed", channelId: "lobby", reason: "mention", atMs: Date.now() });
    await pushed.shows(2);
    assert.deepEqual(jun.complaints, []);
  });

  test("a program is told, its secret is shown once, and a test says what it answered", async (t) => {
    const gil = await enter("gil");
    const receiver = await WebhookReceiver.start();
    t.after(() => Promise.all([gil.leave(), receiver.close()]));
    await button(gil, /leaving/).click();
    await gil.page.getByRole("menuitem", { name: "Notifications" }).click();
    const dialog = gil.page.getByRole("dialog", { name: "Notifications" });
    await dialog.getByRole("textbox", { name: "Its address" }).fill(receiver.url);
    await button(gil, "Add").click();
    receiver.secret = (await dialog.locator("code").textContent()) ?? "";
    assert.ok(receiver.secret.length >= 43);
    const host = new URL(receiver.url).host;
    await button(gil, `Send a test to ${host}`).click();
    await dialog.getByText(/^Taken: 200, after \d+ ms\.$/).waitFor();
    assert.deepEqual([receiver.refused, receiver.taken[0]?.body["act"]], [[], "test"]);
    await gil.page.keyboard.press("Escape");
    await button(gil, /leaving/).click();
    await gil.page.getByRole("menuitem", { name: "Notifications" }).click();
    await button(gil, `Remove ${host}`).waitFor();
    assert.equal(await dialog.locator("code").count(), 0);
    await button(gil, `Remove ${host}`).click();
    await dialog.getByText("No other browser or program is told.").waitFor();
    await dialog.getByRole("combobox", { name: "Tell me of" }).selectOption("nothing");
    // It stands there once the server has it.
    await until(async () => (await dialog.getByRole("combobox").inputValue()) === "nothing");
    const again = await elsewhere("gil");
    assert.deepEqual(
      (await again.notifications.preferences()).map(({ level }) => level),
      ["nothing"],
    );
    await again.close();
    assert.deepEqual(gil.complaints, []);
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing in inbox, bell and settings when it is ${colorScheme}, also on a phone`, async (t) => {
      const name = `hal-${colorScheme}`;
      const hal = await enter(name, { colorScheme, locale: "ko-KR", viewport: phone });
      const bea = await Person.enter(madang.address, "bea");
      t.after(() => Promise.all([hal.leave(), bea.leave()]));
      const clean = async () => {
        // What is still being faded has other colours.
        await sleep(300);
        await hal.page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))");
        assert.deepEqual(await barriersOn(hal.page), []);
      };
      const openSide = () => button(hal, "채널 목록 열기").click();
      await openSide();
      await button(hal, "알림").click();
      await hal.page.getByText("새 알림이 없습니다").waitFor();
      await clean();
      await hal.page.keyboard.press("Escape");
      const { channelId } = await bea.client.openDirect({ name });
      await bea.client.send(channelId, { text: "안녕하세요" });
      await openSide();
      await button(hal, "알림, 새 알림 1").waitFor();
      await clean();
      await button(hal, "알림, 새 알림 1").click();
      await hal.page.getByRole("link", { name: /안녕하세요/ }).waitFor();
      await clean();
      await hal.page.keyboard.press("Escape");
      await button(hal, "#lobby 알림 설정").click();
      await hal.page.getByRole("menuitem", { name: "다시 켤 때까지" }).click();
      await button(hal, "#lobby 알림 설정: 꺼 둠").click();
      await clean();
      await hal.page.keyboard.press("Escape");
      await openSide();
      await clean();
      await button(hal, /나가기/).click();
      await hal.page.getByRole("menuitem", { name: "알림 설정" }).click();
      await hal.page.getByText("알림을 받는 다른 브라우저나 프로그램이 없습니다.").waitFor();
      await clean();
      assert.deepEqual(hal.complaints, []);
    });
  }

  test("the page can be installed: its manifest names icons that are there", async () => {
    const manifest = (await (await fetch(`${madang.web}/manifest.webmanifest`)).json()) as Manifest;
    for (const { src } of manifest.icons) {
      const icon = await fetch(madang.web + src);
      assert.deepEqual([icon.status, icon.headers.get("content-type")?.startsWith("image/")], [200, true], src);
    }
    assert.deepEqual([manifest.start_url, manifest.display], ["/", "standalone"]);
  });
});

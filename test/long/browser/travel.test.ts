// How a message travels that has not arrived: told while it waits, goes out, and is refused.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { barriersOn } from "../../support/accessibility.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

describe("the way of a message", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const owner = await Person.enter(madang.address, "owner");
  after(async () => {
    await owner.leave();
    await browser.close();
    await madang.remove();
  });

  for (const [name, colorScheme, viewport] of [
    ["ann", "light", { width: 1280, height: 800 }],
    ["bea", "dark", { width: 390, height: 780 }],
  ] as const) {
    test(`what waits for the connection says so, and its way goes on when it is back (${colorScheme})`, async () => {
      const person = await PagePerson.enter(browser, madang.web, name, { colorScheme, viewport });
      await person.isTold("connected");
      await madang.kill();
      await person.say(`from ${name}`);
      const drawer = person.page.getByRole("dialog", { name: "How this message travelled" });
      await person.messages.getByRole("button", { name: "Waiting for the connection" }).press("Enter");
      await drawer.getByText("Waiting for the connection").waitFor();
      await drawer.getByText(/^No connection since \d.*\d/).waitFor();
      await drawer.getByText("Kept by this browser").waitFor();
      assert.deepEqual(await barriersOn(person.page), []);
      await madang.start();
      await drawer.getByText("Acknowledged", { exact: true }).waitFor();
      await drawer.getByText(/number \d+ of this channel’s log/).waitFor();
      await drawer.getByText("Waiting for the connection").waitFor({ state: "detached" });
      await person.page.keyboard.press("Escape");
      await drawer.waitFor({ state: "detached" });
      assert.equal(await person.count(`from ${name}`), 1);
      assert.deepEqual(person.complaints, []);
      await person.leave();
    });
  }

  test("what was refused says why, also after it was tried again", async () => {
    const cho = await PagePerson.enter(browser, madang.web, "초롱", { locale: "ko-KR" });
    const { channelId } = await owner.client.createChannel({ name: "closed" });
    await cho.say("/join closed");
    await cho.page.getByRole("heading", { name: "#closed" }).waitFor();
    await owner.client.archive(channelId, true);
    await cho.say("too late");
    const drawer = cho.page.getByRole("dialog", { name: "이 메시지가 온 길" });
    for (let round = 0; round < 2; round++) {
      await cho.messages.getByRole("button", { name: "이 메시지가 온 길" }).click();
      await drawer.getByText("여기서 씀").waitFor();
      await drawer.getByText("거절됨").waitFor();
      await drawer.getByText("닫힌 채널이라 글을 쓸 수 없습니다.").waitFor();
      assert.equal(await drawer.getByText("받아서 저장함").count(), 0);
      assert.deepEqual(await barriersOn(cho.page), []);
      await cho.page.keyboard.press("Escape");
      await drawer.waitFor({ state: "detached" });
      await cho.messages.getByRole("button", { name: "다시 보내기" }).click();
    }
    await cho.leave();
  });
});

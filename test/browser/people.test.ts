// People and channels in a real browser: making and finding channels, conversations of two, profiles, accounts.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { launchBrowser } from "../support/browser.ts";
import { ensureBuiltPage } from "../support/built-page.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { PagePerson } from "../support/page-person.ts";
import { missingTool } from "../support/require-tool.ts";

describe("people and channels", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });
  const enter = (name: string) => PagePerson.enter(browser, madang.web, name);
  const button = ({ page }: PagePerson, name: string) => page.getByRole("button", { name, exact: true });
  const item = ({ page }: PagePerson, name: string) => page.getByRole("menuitem", { name, exact: true });
  const dialog = ({ page }: PagePerson) => page.getByRole("dialog");

  test("one makes a channel, another finds it, joins and is heard; the maker shows them out again", async () => {
    const [ann, bob] = await Promise.all([enter("ann"), enter("bob")]);
    await button(ann, "Add a channel").click();
    await item(ann, "Create a channel").click();
    await ann.page.keyboard.type("garden");
    await dialog(ann).getByLabel("Topic").fill("plants");
    await ann.page.keyboard.press("Enter");
    await ann.page.getByRole("heading", { name: "#garden" }).waitFor();
    await ann.page.locator("textarea:focus").waitFor();
    await button(bob, "Add a channel").click();
    await item(bob, "Browse channels").click();
    await button(bob, "Join: #garden").click();
    await bob.page.getByRole("heading", { name: "#garden" }).waitFor();
    await bob.say("what a garden");
    await ann.sees("what a garden");
    await button(ann, "About #garden").first().click();
    await button(ann, "What to do with bob").click();
    await item(ann, "Remove from the channel").click();
    await bob.page.getByText("You are no longer in #garden.").waitFor();
    await ann.page.keyboard.press("Escape");
    await dialog(ann).waitFor({ state: "detached" });
    assert.deepEqual([...ann.complaints, ...bob.complaints], []);
    await Promise.all([ann.leave(), bob.leave()]);
  });

  test("a private channel is entered by invitation; its owner names and closes it, and whoever is in may leave", async () => {
    const [ira, jon] = await Promise.all([enter("ira"), enter("jon")]);
    await button(ira, "Add a channel").click();
    await item(ira, "Create a channel").click();
    await ira.page.keyboard.type("secret");
    await dialog(ira).getByLabel("Private").check();
    await button(ira, "Create").click();
    await ira.page.getByRole("heading", { name: "#secret" }).waitFor();
    await button(ira, "About #secret").first().click();
    await dialog(ira).getByRole("combobox", { name: "Invite by name" }).fill("nobody-at-all");
    await button(ira, "Invite").click();
    await dialog(ira).getByRole("alert").getByText(/\w/).waitFor();
    await dialog(ira).getByRole("combobox", { name: "Invite by name" }).fill("jon");
    await button(ira, "Invite").click();
    await dialog(ira).getByText("jon is in.").waitFor();
    const row = (name: string) => jon.page.getByRole("navigation").getByRole("button", { name, exact: true });
    await row("secret").click();
    await dialog(ira).getByRole("textbox", { name: "Name" }).fill("surprise");
    await dialog(ira).getByRole("textbox", { name: "Topic" }).fill("for a birthday");
    await button(ira, "Save").click();
    await jon.page.getByRole("heading", { name: "#surprise" }).waitFor();
    await jon.page.getByText("for a birthday").first().waitFor();
    await button(ira, "Archive").click();
    await button(ira, "Open again").waitFor();
    await button(jon, "About #surprise").first().click();
    await dialog(jon).getByText("Archived: it can be read, and nobody can write.").waitFor();
    await button(jon, "Leave the channel").click();
    await button(jon, "Leave the channel").click();
    await jon.page.getByRole("heading", { name: "#lobby" }).waitFor();
    await row("surprise").waitFor({ state: "detached" });
    assert.deepEqual([...ira.complaints, ...jon.complaints], []);
    await Promise.all([ira.leave(), jon.leave()]);
  });

  test("two talk alone, from a card or by name, both ways, and a number tells what waits", async () => {
    const [cat, dan] = await Promise.all([enter("cat"), enter("dan")]);
    await cat.page.getByRole("complementary", { name: "People" }).getByRole("button", { name: "dan" }).click();
    await button(cat, "Message").click();
    await cat.page.getByRole("heading", { name: "dan", exact: true }).waitFor();
    await cat.say("between us");
    const row = dan.page.getByRole("navigation").getByRole("button", { name: /^cat/ });
    await row.getByTitle("1 for you").waitFor();
    await row.click();
    await dan.sees("between us");
    await dan.say("yes, us two");
    await cat.sees("yes, us two");
    const eve = await enter("eve");
    await button(eve, "New message").click();
    await eve.page.keyboard.type("dan");
    await eve.page.keyboard.press("Enter");
    await eve.page.getByRole("heading", { name: "dan", exact: true }).waitFor();
    assert.deepEqual([...cat.complaints, ...dan.complaints, ...eve.complaints], []);
    await Promise.all([cat.leave(), dan.leave(), eve.leave()]);
  });

  test("a few letters lead to a channel by the keyboard alone, and closing gives the caret back", async () => {
    const fay = await enter("fay");
    await fay.isTold("connected");
    await fay.page.keyboard.press("Control+k");
    await fay.page.keyboard.type("lob");
    await fay.page.getByRole("option", { name: "lobby" }).waitFor();
    await fay.page.keyboard.press("Enter");
    await fay.page.locator("textarea:focus").waitFor();
    await fay.page.keyboard.press("Control+k");
    await fay.page.keyboard.type("nobody has this name");
    await fay.page.keyboard.press("Enter");
    await dialog(fay).getByRole("alert").getByText(/\w/).waitFor();
    await fay.page.keyboard.press("Escape");
    await fay.page.locator("textarea:focus").waitFor();
    await fay.leave();
  });

  test("an account is made, tells of itself what it wants, and comes back with its new password", async () => {
    const gus = await PagePerson.open(browser, madang.web);
    await button(gus, "Create an account").click();
    await gus.page.keyboard.type("gus");
    await gus.page.keyboard.press("Tab");
    await gus.page.keyboard.type("first password");
    await gus.page.keyboard.press("Enter");
    await gus.composer.waitFor();
    await gus.isTold("connected");
    await gus.page.getByRole("button", { name: /leaving/ }).click();
    await item(gus, "Edit my profile").click();
    await dialog(gus).getByLabel("City").fill("Seoul");
    await dialog(gus).getByLabel("Show it to everybody").check();
    await button(gus, "Save").click();
    await dialog(gus).getByText("Seoul").waitFor();
    await gus.page.keyboard.press("Escape");
    await gus.page.getByRole("button", { name: /leaving/ }).click();
    await item(gus, "Change the password").click();
    await gus.page.keyboard.type("wrong");
    await dialog(gus).getByRole("textbox", { name: "New password" }).fill("second password");
    await gus.page.keyboard.press("Enter");
    await dialog(gus).getByText("That is not your present password.").waitFor();
    await dialog(gus).getByRole("textbox", { name: "Present password" }).fill("first password");
    await gus.page.keyboard.press("Enter");
    await dialog(gus).getByText("The password is changed.").waitFor();
    await gus.page.keyboard.press("Escape");
    await gus.page.getByRole("button", { name: /leaving/ }).click();
    await item(gus, "Sign out everywhere").click();
    await gus.page.getByRole("heading", { name: "Welcome back" }).waitFor();
    await gus.page.keyboard.type("second password");
    await gus.page.keyboard.press("Enter");
    await gus.composer.waitFor();
    await gus.leave();
  });

  test("language and look stay as they were chosen when the page is loaded again", async () => {
    const hal = await enter("hal");
    await hal.page.getByRole("button", { name: /leaving/ }).click();
    await item(hal, "Dark").click();
    await hal.page.getByRole("button", { name: /leaving/ }).click();
    await item(hal, "한국어").click();
    await hal.page.getByRole("heading", { name: "채널" }).waitFor();
    await hal.page.reload();
    await hal.page.getByRole("heading", { name: "채널" }).waitFor();
    const html = hal.page.locator("html");
    assert.equal(await html.getAttribute("lang"), "ko");
    assert.equal(await html.getAttribute("data-mantine-color-scheme"), "dark");
    assert.deepEqual(hal.complaints, []);
    await hal.leave();
  });
});

// The page where no server answers: it opens, shows what was there, takes what one writes, and forgets what it should.
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { createHttpServer } from "../../../src/gateway/http-server.ts";
import { pageRoute } from "../../../src/gateway/page.ts";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { Person } from "../../support/person.ts";
import { missingTool } from "../../support/require-tool.ts";

const built = new URL("../../../dist/web", import.meta.url).pathname;

const namesKept = `new Promise((resolve, reject) => {
  const request = indexedDB.open("madang", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("kept");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const names = request.result.transaction("kept").objectStore("kept").getAllKeys();
    names.onsuccess = () => { request.result.close(); resolve(names.result); };
  };
})`;

/** Resolves once what the page says of itself is true; rejects if that takes too long. */
async function becomes({ page }: PagePerson, condition: string): Promise<void> {
  const look = `for (let i = 0; i < 200; i++) {
    if (${condition}) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }`;
  assert.ok(await page.evaluate(`(async () => { ${look} })()`), condition);
}

// As the page does it, with an account: a guest would come in again by a secret of their own.
const signUp = (name: string) => `(async () => {
  const response = await fetch("/madang.agent.v1.AgentService/SignUp", {
    method: "POST",
    headers: { "content-type": "application/json", "madang-session": "cookie" },
    body: JSON.stringify({ name: "${name}", password: "correct horse" }),
  });
  const { session } = await response.json();
  localStorage.setItem("madang.me", JSON.stringify({ id: session.profile.userId, name: "${name}", kind: "account" }));
})()`;

describe("the page without a server", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  after(async () => {
    await browser.close();
    await madang.remove();
  });

  /** Is connected, and the browser has the page. */
  async function isReady(person: PagePerson): Promise<void> {
    await person.isTold("connected");
    await person.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
  }

  const notice = (person: PagePerson) => person.page.getByText(/Offline – showing what was here at \d+:\d\d/);
  const isKept = (person: PagePerson) => becomes(person, `(await ${namesKept}).includes("channel lobby")`);
  const stillKept = async (person: PagePerson) => (await person.page.evaluate(namesKept)) as string[];
  /** Those of the texts that are there, in their order on screen. */
  const order = async (person: PagePerson, texts: readonly string[]) => {
    const shown = await person.messages.getByRole("article").allInnerTexts();
    return shown.flatMap((row) => texts.filter((text) => row.replace(" (edited)", "").split("\n").includes(text)));
  };

  test("it opens with what was there, keeps what is written, and has all of it once when the server is back", async (t) => {
    const dan = await Person.enter(madang.address, "dan");
    t.after(() => dan.leave());
    const team = await dan.client.createChannel({ name: "team" });
    const [first, second] = [await dan.client.send("lobby", "first"), await dan.client.send("lobby", "second")];
    const ann = await PagePerson.enter(browser, madang.web, "ann");
    await isReady(ann);
    await ann.sees("second");
    const me = (await ann.page.evaluate("JSON.parse(localStorage['madang.me']).id")) as string;
    await dan.client.invite(team.channelId, me);
    await ann.page.getByRole("button", { name: "team" }).first().waitFor();
    await isKept(ann);
    await ann.page.goto("about:blank");
    await dan.client.edit("lobby", first.seq, "first, edited");
    await dan.client.delete("lobby", second.seq);
    await dan.client.send("lobby", "third");
    await madang.kill();

    await ann.page.goto(madang.web);
    await Promise.all([ann.sees("first"), ann.sees("second"), notice(ann).waitFor()]);
    await ann.page.getByRole("button", { name: "team" }).first().waitFor();
    assert.deepEqual([await ann.count("third"), await ann.count("first, edited")], [0, 0]);
    await ann.say("one in the dark");
    await ann.say("two in the dark");
    await ann.page.reload();
    await Promise.all([ann.sees("two in the dark"), notice(ann).waitFor()]);
    assert.equal(await ann.messages.getByText("Waiting for the connection").count(), 2);

    await madang.start();
    await ann.isTold("connected");
    await Promise.all([ann.sees("third"), dan.hears("lobby", "two in the dark")]);
    await ann.messages.getByText("Waiting for the connection").first().waitFor({ state: "detached" });
    await notice(ann).waitFor({ state: "detached" });
    const texts = ["first, edited", "first", "second", "third", "one in the dark", "two in the dark"];
    const right = ["first, edited", "third", "one in the dark", "two in the dark"];
    assert.deepEqual(await order(ann, texts), right);
    await ann.page.reload();
    await ann.isTold("connected");
    await ann.sees("two in the dark");
    assert.deepEqual(await order(ann, texts), right);
    const heard = dan.texts("lobby").filter((text) => text.endsWith("in the dark"));
    assert.deepEqual(heard, ["one in the dark", "two in the dark"]);
    assert.deepEqual(ann.complaints, []);
    await ann.leave();
  });

  test("who signs out leaves nothing in the browser", async () => {
    const eve = await PagePerson.enter(browser, madang.web, "eve");
    await isReady(eve);
    await eve.say("not for others");
    await isKept(eve);
    await eve.page.getByRole("button", { name: /leaving/ }).click();
    await eve.page.getByRole("menuitem", { name: "Sign out", exact: true }).click();
    await eve.nameField.waitFor();
    assert.deepEqual(await stillKept(eve), []);
    await eve.leave();
  });

  test("whose session was ended elsewhere comes to the entrance, and what was kept is deleted", async () => {
    const fay = await PagePerson.open(browser, madang.web);
    await fay.page.evaluate(signUp("fay"));
    await fay.page.reload();
    await isReady(fay);
    await isKept(fay);
    await fay.page.goto("about:blank");
    const elsewhere = await Person.enter(madang.address, "fay", {
      guest: undefined,
      name: "fay",
      password: "correct horse",
    });
    await elsewhere.client.signOut({ everywhere: true });
    await fay.page.goto(madang.web);
    await fay.nameField.waitFor();
    assert.deepEqual(await stillKept(fay), []);
    await fay.leave();
  });
});

describe("a new build of the page", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const folder = mkdtempSync(join(tmpdir(), "madang-builds-"));
  const browser = await launchBrowser();
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Another name for the script, another title: nothing of the old build is left on the server. */
  function rebuild(): void {
    cpSync(built, folder, { recursive: true });
    for (const ending of [".br", ".gz"])
      for (const name of ["index.html", "service-worker.js"]) rmSync(join(folder, name + ending), { force: true });
    const [, script = ""] = /assets\/(index-[\w-]+)\.js/.exec(readFileSync(join(folder, "index.html"), "utf8")) ?? [];
    renameSync(join(folder, `assets/${script}.js`), join(folder, "assets/index-second.js"));
    for (const name of ["index.html", "service-worker.js"]) {
      const text = readFileSync(join(folder, name), "utf8").replaceAll(`${script}.js`, "index-second.js");
      writeFileSync(
        join(folder, name),
        text.replace("<title>Madang", "<title>Second").replace(/version:`/, "$&second-"),
      );
    }
  }

  const serve = async (port: number) => {
    const server = createHttpServer({
      routes: [pageRoute(folder)],
      upgrade: (_request, socket) => socket.destroy(),
      mayUse: () => true,
      mayBeCalled: () => true,
      tls: undefined,
      onUnexpected: (failure) => assert.fail(String(failure)),
      connectionsPerAddress: 0,
    });
    return { server, port: await server.open("127.0.0.1", port) };
  };

  test("is taken at once, kept in place of the old one, and shown when the server is gone", async () => {
    cpSync(built, folder, { recursive: true });
    const { server, port } = await serve(0);
    after(() => server.close(100));
    const url = `http://127.0.0.1:${port}`;
    const gil = await PagePerson.open(browser, url);
    await gil.nameField.waitFor();
    await gil.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)");
    const [old] = (await gil.page.evaluate("caches.keys()")) as string[];

    rebuild();
    await gil.page.reload();
    await gil.nameField.waitFor();
    assert.equal(await gil.page.title(), "Second");
    await becomes(gil, `(await caches.keys()).join() !== "${old}" && (await caches.keys()).length === 1`);
    await server.close(100);
    await gil.page.reload();
    await gil.nameField.waitFor();
    assert.equal(await gil.page.title(), "Second");
    assert.deepEqual(gil.complaints, []);
    await gil.leave();
  });
});

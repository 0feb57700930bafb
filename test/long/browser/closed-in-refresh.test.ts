// Pages that are closed at the worst moment: the server has changed the session's cookie, and its answer is still on the way.
import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { launchBrowser } from "../../support/browser.ts";
import { ensureBuiltPage } from "../../support/built-page.ts";
import { MadangProcess } from "../../support/madang-process.ts";
import { PagePerson } from "../../support/page-person.ts";
import { missingTool } from "../../support/require-tool.ts";

const lateMs = 150;
/** By then the server has the request, and nobody the answer. */
const closeMs = 75;

/** A wire on which everything from the server comes late. */
async function startLateWire(web: string): Promise<{ url: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(web).port), "127.0.0.1");
    for (const socket of [client, upstream]) sockets.add(socket.on("error", () => undefined));
    client.on("data", (bytes) => upstream.write(bytes)).on("close", () => upstream.end());
    upstream.on("data", (bytes) => setTimeout(() => client.write(bytes), lateMs));
    upstream.on("close", () => setTimeout(() => client.end(), lateMs));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

// As the page does it, with an account: a guest would come in again by a secret of their own.
const signUp = `(async () => {
  const response = await fetch("/madang.agent.v1.AgentService/SignUp", {
    method: "POST",
    headers: { "content-type": "application/json", "madang-session": "cookie" },
    body: JSON.stringify({ name: "ivy", password: "correct horse" }),
  });
  const { session } = await response.json();
  localStorage.setItem("madang.me", JSON.stringify({ id: session.profile.userId, name: "ivy", kind: "account" }));
  return response.status;
})()`;

describe("pages that are closed", missingTool("chromium"), async () => {
  ensureBuiltPage();
  const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
  const wire = await startLateWire(madang.web);
  after(async () => {
    await browser.close();
    wire.close();
    await madang.remove();
  });

  test("who closes the page in the middle of a refresh is still signed in when they open it again", async () => {
    const ivy = await PagePerson.open(browser, wire.url);
    assert.equal(await ivy.page.evaluate(signUp), 200);
    await ivy.page.close();
    for (let i = 0; i < 4; i++) {
      const page = await ivy.context.newPage();
      const refreshing = page.waitForRequest(/RefreshSession/);
      await page.goto(wire.url, { waitUntil: "commit" });
      await refreshing;
      await sleep(closeMs);
      await page.close();
    }
    const again = await ivy.anotherTab(wire.url);
    await again.isTold("connected");
    await again.say("still ivy");
    await again.sees("still ivy");
    await ivy.leave();
  });
});

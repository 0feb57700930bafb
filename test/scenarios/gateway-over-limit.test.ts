// Browsers and programs of an address that has as many connections as it may have: each is told so in its own way.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, test } from "node:test";
import { io } from "socket.io-client";
import { createGateway } from "../../src/gateway/gateway.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { launchBrowser } from "../support/browser.ts";
import { ensureBuiltPage } from "../support/built-page.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { PagePerson } from "../support/page-person.ts";
import { type RawError, RawSocket } from "../support/raw-socket.ts";
import { missingTool } from "../support/require-tool.ts";

const socketsPerAddress = 2;
const connectionsPerAddress = 14;

/** A gateway that counts this machine as well. */
async function strictGateway() {
  const gateway = createGateway({
    services: [],
    authenticate: () => assert.fail("nobody signs in"),
    onUnexpected: (failure) => assert.fail(String(failure)),
    origins: [],
    polling: false,
    assets: undefined,
    isReady: () => true,
    connectionsPerAddress: socketsPerAddress,
    isExempt: () => false,
    version: "test",
    clock: systemClock,
  });
  const port = await gateway.open("127.0.0.1", 0);
  return { gateway, port, url: `http://127.0.0.1:${port}` };
}

const { gateway, port, url } = await strictGateway();
after(() => gateway.close(0));

/** Says something on a new connection; resolves to all that came until it was ended, and when that was. */
function tell(words: string): Promise<{ readonly heard: string; readonly tookMs: number }> {
  const beganMs = performance.now();
  return new Promise((resolve) => {
    let heard = "";
    const socket = connect(port, "127.0.0.1", () => words && socket.write(words));
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on("data", (data) => (heard += data.toString()));
    socket.on("error", () => undefined);
    socket.on("close", () => resolve({ heard, tookMs: performance.now() - beganMs }));
  });
}

/** As many connections as there may be, open and silent; resolves once the server has them. */
async function fill(): Promise<() => Promise<void>> {
  const open = await Promise.all(
    Array.from({ length: connectionsPerAddress }, async () => {
      const socket = connect(port, "127.0.0.1");
      socket.write("GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
      const [first] = (await new Promise((resolve) => socket.once("data", (data) => resolve([data])))) as [Buffer];
      assert.match(first.toString(), /^HTTP\/1.1 200 /);
      return socket;
    }),
  );
  return async () => {
    const closed = open.map((socket) => new Promise((resolve) => socket.once("close", resolve)));
    for (const socket of open) socket.destroy();
    await Promise.all(closed);
    // The server hears of it a moment later.
    for (let left = 100; left > 0 && !(await tell(getHealth)).heard.includes(" 200 "); left--) await pause(20);
  };
}

const getHealth = "GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n";
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("a browser gets a page, a program a failure that names the reason, both with a time to come back", async () => {
  const empty = await fill();
  const asPage = await tell("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: text/html,*/*\r\n\r\n");
  assert.match(asPage.heard, /^HTTP\/1.1 503 Service Unavailable\r\n/);
  for (const header of [/^connection: close\r$/im, /^retry-after: 30\r$/im, /^content-type: text\/html/im])
    assert.match(asPage.heard, header);
  assert.match(asPage.heard, /Too many connections.*너무 많습니다/s);
  const asJson = await tell("POST /madang.lobby.v1.LobbyService/ListChannels HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
  assert.match(asJson.heard, /^HTTP\/1.1 503 .*"code":"resource_exhausted".*"TOO_MANY_CONNECTIONS"/s);
  const upgrade =
    "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==";
  const asSocket = await tell(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: 127.0.0.1\r\n${upgrade}\r\n\r\n`,
  );
  assert.match(asSocket.heard, /^HTTP\/1.1 503 .*retry-after: 30/s);
  await empty();
  assert.match((await tell(getHealth)).heard, /^HTTP\/1.1 200 /);
});

test("eight are told at a time, for three seconds at most; the others are cut at once", async () => {
  const empty = await fill();
  const silent = Array.from({ length: 8 }, () => tell(""));
  await pause(100);
  const cut = await Promise.all(Array.from({ length: 20 }, () => tell(getHealth)));
  assert.deepEqual(new Set(cut.map(({ heard }) => heard)), new Set([""]));
  for (const { heard, tookMs } of await Promise.all(silent)) {
    assert.equal(heard, "");
    assert.ok(tookMs > 2_500 && tookMs < 6_000, `${tookMs} ms`);
  }
  assert.match((await tell(getHealth)).heard, /^HTTP\/1.1 503 /);
  await empty();
});

/** The failure that a handshake ended with. */
function refusedHandshake(): Promise<RawError> {
  const socket = io(url, { transports: ["websocket"], reconnection: false, forceNew: true });
  return new Promise<RawError>((resolve, reject) => {
    socket.on("connect_error", (error: Error & { data?: RawError }) =>
      resolve(error.data ?? assert.fail(error.message)),
    );
    socket.on("connect", () => reject(new Error("connected")));
  }).finally(() => socket.disconnect());
}

test("a socket too many is told so in the handshake, and there is room when another one goes", async () => {
  const [one, two] = [await RawSocket.open(url), await RawSocket.open(url)];
  const { code, reason, retryAfterMs } = await refusedHandshake();
  assert.deepEqual([code, reason, retryAfterMs], ["RESOURCE_EXHAUSTED", "TOO_MANY_CONNECTIONS", 30_000]);
  one.close();
  await pause(200);
  const three = await RawSocket.open(url);
  for (const socket of [two, three]) socket.close();
});

test(
  "the page says in the person's language that there are too many connections",
  missingTool("chromium"),
  async () => {
    ensureBuiltPage();
    const [madang, browser] = await Promise.all([MadangProcess.start(), launchBrowser()]);
    try {
      const ann = await PagePerson.enter(browser, madang.web, "ann", { locale: "ko-KR" });
      await ann.isTold("connected");
      // What the server says in a handshake over the limit, as the test above heard it.
      const data = { code: "RESOURCE_EXHAUSTED", reason: "TOO_MANY_CONNECTIONS", message: "…", retryAfterMs: 30_000 };
      await ann.page.routeWebSocket(/socket\.io/, (socket) => {
        socket.send(`0${JSON.stringify({ sid: "x", upgrades: [], pingInterval: 20_000, pingTimeout: 20_000 })}`);
        socket.onMessage(() => socket.send(`44${JSON.stringify({ message: "…", data })}`));
      });
      await ann.page.reload();
      await ann.page.getByText("이 주소에서 온 연결이 너무 많습니다.").first().waitFor();
      await ann.leave();
    } finally {
      await browser.close();
      await madang.remove();
    }
  },
);

// A page of somebody else, whose name its owner points at this machine once it is loaded, gets nothing from us.
import assert from "node:assert/strict";
import { request } from "node:http";
import { after, test } from "node:test";
import { io } from "socket.io-client";
import { MadangProcess } from "../support/madang-process.ts";

const madang = await MadangProcess.start("--http-origins", "https://chat.example", "--http-polling");
after(() => madang.remove());

const { port } = new URL(madang.web);

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What a browser asks for when it was told that `name` is at this machine. */
function ask(name: string, path: string, method = "GET"): Promise<Answer> {
  const host = `${name}:${port}`;
  const headers = { host, "content-type": "application/json", ...(method === "POST" && { origin: `http://${host}` }) };
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path, method, headers, timeout: 5_000 }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    asking.on("error", reject).on("timeout", () => asking.destroy(new Error("no answer")));
    asking.end(method === "POST" ? '{"name":"ann"}' : undefined);
  });
}

function shakeHands(name: string): Promise<string> {
  const host = `${name}:${port}`;
  const extraHeaders = { host, origin: `http://${host}` };
  const socket = io(madang.web, { transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders });
  return new Promise<string>((resolve) => {
    socket.on("connect", () => resolve("connected"));
    socket.on("connect_error", () => resolve("refused"));
  }).finally(() => socket.disconnect());
}

const places: [path: string, method?: string][] = [
  ["/"],
  ["/metrics"],
  ["/openapi.json"],
  ["/readyz"],
  ["/madang.agent.v1.AgentService/SignInGuest", "POST"],
  ["/madang.agent.v1.AgentService/SignInGuest", "OPTIONS"],
  ["/socket.io/?EIO=4&transport=polling"],
];

for (const [path, method] of places) {
  test(`${method ?? "GET"} ${path} of a name that is not ours is refused`, async () => {
    const { status, text } = await ask("evil.example", path, method);
    assert.equal(status, 403);
    assert.match(text, /HOST_FORBIDDEN/);
  });
}

test("a socket of a name that is not ours is refused", async () => {
  assert.equal(await shakeHands("evil.example"), "refused");
});

test("names of this machine, its addresses, and the names that the operator gave are served", async () => {
  for (const name of ["localhost", "chat.localhost", "127.0.0.1", "[::1]", "chat.example"]) {
    assert.equal((await ask(name, "/readyz")).status, 200, name);
    assert.equal((await ask(name, "/madang.agent.v1.AgentService/SignInGuest", "POST")).status, 200, name);
    assert.equal(await shakeHands(name), "connected", name);
  }
});

// The gateway around the sockets: whether it is ready, what it tells Prometheus, polling, TLS, and pages of other origins.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { io } from "socket.io-client";
import { createCertificate } from "../../src/bench/wires/certificate.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";

const madang = await MadangProcess.start("--http-polling", "--http-origins", "https://chat.example");
const ann = await Person.enter(madang.web, "ann");
after(async () => {
  await ann.leave();
  await madang.remove();
});

test("it is alive and ready while it serves", async () => {
  for (const path of ["/healthz", "/readyz"]) {
    const response = await fetch(madang.web + path);
    assert.equal(response.status, 200);
    assert.equal(await response.text(), "ok\n");
  }
});

test("Prometheus is told of both wires, and of nobody's name or words", async () => {
  const bob = await Person.enter(madang.address, "bob-by-grpc");
  await ann.client.send("lobby", "words-that-nobody-counts");
  await bob.hears("lobby", "words-that-nobody-counts");
  const text = await (await fetch(`${madang.web}/metrics`)).text();
  const value = (name: string) =>
    Number(
      text
        .split("\n")
        .find((line) => line.startsWith(`${name} `))
        ?.split(" ")[1],
    );
  assert.equal(value('madang_connections{kind="grpc"}'), 1);
  assert.equal(value('madang_connections{kind="socket.io"}'), 1);
  assert.equal(value("madang_followers"), 2);
  assert.equal(value('madang_calls_total{method="ChannelService/SendMessage",code="OK"}'), 1);
  assert.ok(value("madang_sessions") >= 2);
  assert.ok(value("madang_events_total") >= 2);
  assert.ok(value("madang_frames_total") > 2);
  assert.ok(value("madang_store_bytes") > 0);
  assert.ok(value("nodejs_eventloop_lag_p99_seconds") > 0);
  assert.doesNotMatch(text, /words-that-nobody-counts|bob-by-grpc/);
  await bob.leave();
});

test("a network that knows no websocket is served by polling, if the operator allows it", async () => {
  const socket = io(madang.web, { transports: ["polling"], reconnection: false, forceNew: true });
  after(() => socket.close());
  const heard: string[] = [];
  socket.on("message", (_id: number, frame: unknown) => heard.push(JSON.stringify(frame)));
  await eventually(
    () => socket.connected,
    5_000,
    () => "not connected",
  );
  const { response } = await socket
    .timeout(5_000)
    .emitWithAck("call", "madang.agent.v1.AgentService/SignInGuest", { name: "polly" }, {});
  const meta = { token: response.session.accessToken };
  socket.emit("open", 1, "madang.channel.v1.ChannelService/Subscribe", {}, meta);
  await eventually(
    () => heard.some((frame) => frame.includes("caughtUp")),
    5_000,
    () => heard.join(),
  );
  await ann.client.send("lobby", "to those who poll");
  await eventually(
    () => heard.some((frame) => frame.includes("to those who poll")),
    5_000,
    () => heard.join(),
  );
});

test("pages of other origins get nothing, and those that were named get what they need", async () => {
  const ask = (origin: string, method = "POST") =>
    fetch(`${madang.web}/madang.agent.v1.AgentService/GetDirectory`, {
      method,
      headers: { origin, "content-type": "application/json" },
      ...(method === "POST" && { body: "{}" }),
    });
  for (const method of ["POST", "OPTIONS"]) {
    const refused = await ask("https://evil.example", method);
    assert.equal(refused.status, 403);
    assert.equal(refused.headers.get("access-control-allow-origin"), null);
    const allowed = await ask("https://chat.example", method);
    assert.ok(allowed.ok, `${allowed.status}`);
    assert.equal(allowed.headers.get("access-control-allow-origin"), "https://chat.example");
  }
  assert.ok((await ask(madang.web)).ok);
});

test("an upgrade elsewhere than at Socket.IO's path, and a method that is none, are refused and change nothing", async () => {
  const socket = new WebSocket(`${madang.web.replace("http", "ws")}/elsewhere`);
  await new Promise((resolve) => socket.addEventListener("error", resolve));
  assert.equal((await fetch(`${madang.web}/`, { method: "DELETE" })).status, 404);
  assert.equal((await fetch(`${madang.web}/healthz`)).status, 200);
});

const folder = mkdtempSync(join(tmpdir(), "madang-tls-"));
after(() => rmSync(folder, { recursive: true }));

test("with a certificate only TLS is spoken", makeCertificate(), async () => {
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const safe = await MadangProcess.start("--tls-cert", cert, "--tls-key", key);
  after(() => safe.remove());
  assert.match(safe.web, /^https:\/\/127\.0\.0\.1:\d+$/);
  const ca = readFileSync(cert);
  const status = await new Promise((resolve, reject) => {
    get(`${safe.web}/readyz`, { ca }, (response) => resolve(response.resume().statusCode)).on("error", reject);
  });
  assert.equal(status, 200);
  await assert.rejects(fetch(`${safe.web.replace("https", "http")}/readyz`));
  const socket = io(safe.web, { transports: ["websocket"], reconnection: false, forceNew: true, ca: ca.toString() });
  after(() => socket.close());
  await eventually(
    () => socket.connected,
    5_000,
    () => "not connected",
  );
});

function makeCertificate(): { skip?: string } {
  try {
    const { cert, key } = createCertificate();
    writeFileSync(join(folder, "cert.pem"), cert);
    writeFileSync(join(folder, "key.pem"), key);
    return {};
  } catch {
    return { skip: "there is no openssl to make a certificate" };
  }
}

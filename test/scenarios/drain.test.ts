// A server that is told to stop says so, gives everybody their place, keeps what it acknowledged, and is gone in time.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ChannelService } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RawSubscription } from "../support/raw-subscription.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";
import { textsOf, WireSession } from "../support/wire-session.ts";

/** Whatever hangs, it is down after so long. */
const drainMs = 10_000;
const { method } = ChannelService;

async function start(t: TestContext): Promise<MadangProcess> {
  const madang = await MadangProcess.start("--send-rate", "0");
  t.after(() => madang.remove());
  return madang;
}

/** Stops it in order, and says how long that took. */
async function stop(madang: MadangProcess): Promise<number> {
  const startedMs = performance.now();
  assert.equal(await madang.stop(), 0, madang.screen());
  return performance.now() - startedMs;
}

test("streams end with DRAINING and their cursors, and what was acknowledged is there after the restart", async (t) => {
  const madang = await start(t);
  const [ann, bob] = [await WireSession.guest(madang.address, "ann"), await WireSession.guest(madang.address, "bob")];
  t.after(() => [ann, bob].forEach((wire) => wire.close()));
  const subscribed = bob.subscribe();
  const watch = bob.watchPresence("lobby");
  await Promise.all([subscribed.opened(), watch.opened()]);
  const acknowledged = new Map<string, number>();
  const sendOn = async (worker: number) => {
    for (let i = 0; ; i++) {
      const text = `worker ${worker} line ${i}`;
      const sent = await ann.send("lobby", `w${worker}-${i}`, text).catch((failure: { code: string }) => failure.code);
      if (typeof sent === "string") return sent;
      acknowledged.set(text, sent);
    }
  };
  const sending = Array.from({ length: 8 }, (_, worker) => sendOn(worker));
  await eventually(
    () => acknowledged.size > 100,
    5_000,
    () => `${acknowledged.size} acknowledged`,
  );
  assert.ok((await stop(madang)) < drainMs);

  assert.deepEqual(new Set(await Promise.all(sending)), new Set(["UNAVAILABLE"]));
  for (const stream of [subscribed, watch]) {
    const failure = await stream.ended();
    assert.deepEqual([failure?.code, failure?.reason], ["UNAVAILABLE", "DRAINING"]);
  }
  const { closing } = subscribed.frames.at(-1) ?? {};
  assert.equal(closing?.reason, "DRAINING");
  const last = subscribed.frames.flatMap(({ ranges }) => ranges).at(-1)?.through;
  assert.deepEqual(
    closing.cursors.map(({ channelId, seq }) => [channelId, seq]),
    [["lobby", last]],
  );

  await madang.start();
  const again = await WireSession.guest(madang.address, "carl");
  t.after(() => again.close());
  const rest = again.subscribe({ cursors: closing.cursors });
  await eventually(
    () => rest.frames.some(({ caughtUp }) => caughtUp),
    5_000,
    () => "not caught up",
  );
  const heard = [...textsOf(subscribed), ...textsOf(rest)];
  assert.equal(new Set(heard).size, heard.length, "nothing came twice");
  assert.deepEqual(
    [...acknowledged.keys()].filter((text) => !heard.includes(text)),
    [],
  );
});

test("the SDK rides it out: what is said meanwhile arrives after the restart, once and in order", async (t) => {
  const madang = await start(t);
  const [ann, bob] = [await Person.enter(madang.address, "ann"), await Person.enter(madang.address, "bob")];
  t.after(() => Promise.all([ann.leave(), bob.leave()]));
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i}`);
  const sending = Promise.all(lines.map((text) => ann.client.send("lobby", text)));
  const publishing = ann.client.publish(lines.map((text) => ({ channelId: "lobby", text: `bulk ${text}` })));
  await bob.hears("lobby", "line 3");
  await madang.stop();
  await madang.start();
  await Promise.all([sending, publishing]);
  await Promise.all([bob.hears("lobby", "line 59"), bob.hears("lobby", "bulk line 59")]);
  const texts = bob.texts("lobby");
  assert.deepEqual(
    texts.filter((text) => text.startsWith("line")),
    lines,
  );
  assert.deepEqual(
    texts.filter((text) => text.startsWith("bulk")),
    lines.map((text) => `bulk ${text}`),
  );
  const states = bob.heard.flatMap((event) => (event.type === "state" ? [event.state] : []));
  assert.deepEqual(
    states.filter((state, i) => state !== states[i - 1]),
    ["connecting", "connected", "connecting", "connected"],
  );
});

test("neither a reader that reads nothing, nor an idle connection, nor an idle Publish holds it up", async (t) => {
  const madang = await start(t);
  const ann = await WireSession.guest(madang.address, "ann");
  const stalled = new RawSubscription(madang.address, ann.token);
  const idle = dial(Number(madang.address.split(":")[1]), "127.0.0.1");
  idle.on("error", () => undefined);
  t.after(() => [ann, stalled].forEach((each) => each.close()));
  t.after(() => idle.destroy());
  const { stream, up } = ann.openPublish();
  up.send({ sends: [{ channelId: "lobby", clientMessageId: "open", text: "and nothing more" }] });
  await stream.opened();
  for (let i = 0; i < 100; i++) await ann.send("lobby", `long-${i}`, "x".repeat(4_000));
  assert.ok((await stop(madang)) < drainMs);
  assert.equal((await stream.ended())?.code, "UNAVAILABLE");
});

test("a second SIGTERM changes nothing", async (t) => {
  const madang = await start(t);
  const ann = await WireSession.guest(madang.address, "ann");
  t.after(() => ann.close());
  const seq = await ann.send("lobby", "last", "the last word");
  const first = stop(madang);
  process.kill(madang.pid, "SIGTERM");
  assert.ok((await first) < drainMs);
  await madang.start();
  const again = await WireSession.guest(madang.address, "bob");
  t.after(() => again.close());
  const { messages } = await again.call(method.listMessages, { channelId: "lobby" });
  assert.deepEqual(
    messages.map((message) => [Number(message.seq), message.text]),
    [[seq, "the last word"]],
  );
});

test("kill -9 of the launcher takes the server down in order, and its port and folder are free", async (t) => {
  const { launcher, data, folder } = launchedFrom(t);
  const place = { cwd: folder, env: process.env };
  const args = [launcher, "serve", "--data", data, "--listen"];
  const first = new RunningCommand(process.execPath, [...args, "127.0.0.1:0"], place);
  t.after(() => first.child.kill("SIGTERM"));
  await first.prints("\nready\n");
  const address = /gRPC\s+(\S+)/.exec(first.stdout)?.[1] ?? "";
  const ann = await WireSession.guest(address, "ann");
  t.after(() => ann.close());
  const subscribed = ann.subscribe();
  await subscribed.opened();
  first.child.kill("SIGKILL");
  assert.equal((await subscribed.ended())?.reason, "DRAINING");
  // Its screen is the server's too: both are gone when that closes.
  assert.equal(await first.ended, "SIGKILL");
  const second = new RunningCommand(process.execPath, [...args, address], place);
  t.after(() => second.child.kill("SIGTERM"));
  await second.prints("\nready\n");
  second.child.kill("SIGTERM");
  assert.equal(await second.ended, 0, second.screen());
});

/** The launcher as in an installed package, around this program: it installs nothing. */
function launchedFrom(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "madang-launched-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const here = (path: string) => new URL(`../../${path}`, import.meta.url).pathname;
  cpSync(here("bin"), join(folder, "bin"), { recursive: true });
  symlinkSync(here("node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(folder, "dist/madang.js"), `import ${JSON.stringify(here("src/madang.ts"))};\n`);
  return { folder, launcher: join(folder, "bin/madang.js"), data: join(folder, "data") };
}

// Another program holds Madang, in its own process or in a child that ends with it, and signs its users in.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect as dial } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ChatError, connect } from "../../src/clients/sdk/index.ts";
import { startInChild } from "../../src/embed/start-in-child.ts";
import { signUserToken, startMadang } from "../../src/embed.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";

const authSecret = "a secret of more than thirty-two bytes";
const listen = "127.0.0.1:0";
const node = { path: process.execPath, flags: [] };
const startInChildFile = new URL("../../src/embed/start-in-child.ts", import.meta.url).href;

function dataFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "madang-embedding-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

test("a host starts Madang, signs its user in, and takes it down", async (t) => {
  const data = dataFolder(t);
  const madang = await startMadang({ data, listen, authSecret, guests: "off" });
  const [address = ""] = madang.addresses;
  const hostToken = async () => madang.userToken({ id: "42", name: "ann" });
  const ann = await connect({ address, hostToken });
  assert.equal(ann.me?.name, "ann");
  const { seq } = await ann.send("lobby", "hello");
  assert.ok(seq > 0);
  const again = await connect({ address, hostToken, subscribe: false });
  assert.equal(again.me?.id, ann.me?.id, "the same id at the host is the same person");
  await assert.rejects(connect({ address, guest: { name: "bob" } }), { reason: "GUESTS_OFF" });
  await Promise.all([ann.close(), again.close()]);
  await Promise.all([madang.close(), madang.close()]);
  assert.equal(await accepts(address), false);
});

test("the secret is kept in a file for its owner's eyes only", async (t) => {
  const data = dataFolder(t);
  const madang = await startMadang({ data, listen, authSecret });
  await madang.close();
  const path = join(data, "host-secret");
  assert.equal(readFileSync(path, "utf8"), authSecret);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("a token of another secret, and one that expired, sign nobody in", async (t) => {
  const madang = await startMadang({ data: dataFolder(t), listen, authSecret });
  t.after(() => madang.close());
  const [address = ""] = madang.addresses;
  const forged = signUserToken("another secret of more than thirty-two bytes", { id: "42" });
  const expired = madang.userToken({ id: "42", ttlMs: -10_000 });
  for (const token of [forged, expired]) {
    await assert.rejects(
      connect({ address, hostToken: async () => token }),
      (failure) => failure instanceof ChatError && failure.reason === "TOKEN_INVALID",
    );
  }
});

const refusals: [what: string, options: object, sentence: RegExp][] = [
  ["a setting that there is not", { lisen: listen }, /^"lisen" is no setting of Madang: there are data, listen, /],
  ["a wrong value", { listen: "nowhere" }, /^listen must be host:port, .*not "nowhere"\.$/],
  ["a short secret", { listen, authSecret: "short" }, /^authSecret has 5 bytes: it must have at least 32\.$/],
  ["two keys", { listen, authSecret, authKey: "key" }, /^Give authSecret or authKey, not both\.$/],
];

for (const [what, options, sentence] of refusals) {
  test(`${what} ends the start with one sentence`, async (t) => {
    const data = dataFolder(t);
    await assert.rejects(startMadang({ data, ...options }), { message: sentence });
    assert.equal(existsSync(join(data, "madang.db")), false);
  });
}

test("without a secret there is no token to sign, and that is said", async (t) => {
  const madang = await startMadang({ data: dataFolder(t), listen });
  t.after(() => madang.close());
  assert.throws(() => madang.userToken({ id: "42" }), /authSecret/);
});

test("in a child process it serves as well, and closes in order", async (t) => {
  const settings = { data: dataFolder(t), listen, logLevel: "silent" };
  const deaths: Error[] = [];
  const madang = await startInChild(node, { settings, cwd: "/" }, (failure) => deaths.push(failure));
  assert.ok(madang);
  const [address = ""] = madang.addresses;
  const ann = await connect({ address, guest: { name: "ann" } });
  await ann.send("lobby", "hello");
  await ann.close();
  await madang.close();
  assert.equal(await accepts(address), false);
  assert.deepEqual(deaths, []);
});

test("what the child refuses is refused with the same sentence", async (t) => {
  const data = dataFolder(t);
  const holder = await startMadang({ data, listen });
  t.after(() => holder.close());
  const settings = { data, listen };
  const sentence = `The data folder ${data} is in use by another Madang: stop it, or name another with --data.`;
  await assert.rejects(startMadang(settings), { message: sentence });
  await assert.rejects(startInChild(node, { settings, cwd: "/" }), { message: sentence });
});

test("a Node that does not start on this machine is told apart from one that refuses", async (t) => {
  const order = { settings: { data: dataFolder(t), listen }, cwd: "/" };
  assert.equal(await startInChild({ path: "/there/is/no/node", flags: [] }, order), undefined);
});

test("the child lets Ctrl-C and the end of a service pass: when to close is for the host to say", async (t) => {
  const settings = { data: dataFolder(t), listen };
  const madang = await startInChild(node, { settings, cwd: "/" });
  assert.ok(madang);
  const [child = 0] = childrenOf(process.pid);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.kill(child, signal);
  const ann = await connect({ address: madang.addresses[0] ?? "", guest: { name: "ann" } });
  await ann.send("lobby", "still here");
  await ann.close();
  await madang.close();
});

test("the host hears that the child was killed", async (t) => {
  const settings = { data: dataFolder(t), listen };
  const deaths: Error[] = [];
  await startInChild(node, { settings, cwd: "/" }, (failure) => deaths.push(failure));
  const [child = 0] = childrenOf(process.pid);
  process.kill(child, "SIGKILL");
  await eventually(
    () => deaths.length > 0,
    5_000,
    () => "nothing was heard",
  );
  assert.deepEqual(
    deaths.map(({ message }) => message),
    ["The process of Madang ended with SIGKILL."],
  );
});

test("the child ends with its host, even after kill -9", async (t) => {
  const order = JSON.stringify({ settings: { data: dataFolder(t), listen }, cwd: "/" });
  const program = `
    import { startInChild } from ${JSON.stringify(startInChildFile)};
    const madang = await startInChild(${JSON.stringify(node)}, ${order});
    console.log("at " + madang.addresses[0] + ".");`;
  const place = { cwd: process.cwd(), env: process.env };
  const host = new RunningCommand(process.execPath, ["--input-type=module", "--eval", program], place);
  await host.prints(".\n");
  const address = /at (\S+)\./.exec(host.stdout)?.[1] ?? "";
  assert.equal(await accepts(address), true, host.screen());
  host.child.kill("SIGKILL");
  await host.ended;
  let isServed = true;
  const look = () => void accepts(address).then((accepted) => (isServed = accepted));
  const watch = setInterval(look, 50);
  t.after(() => clearInterval(watch));
  await eventually(
    () => !isServed,
    10_000,
    () => `${address} still answers`,
  );
  assert.equal(host.screen(), `stdout: at ${address}.\n\nstderr: `, "nothing else was printed");
});

function childrenOf(parent: number): number[] {
  const processes = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  const rows = processes
    .filter((row) => row.includes("child-program"))
    .map((row) => row.trim().split(/\s+/).map(Number));
  return rows.filter(([, ppid]) => ppid === parent).map(([pid = 0]) => pid);
}

function accepts(address: string): Promise<boolean> {
  const port = Number(address.split(":")[1]);
  return new Promise((resolve) => {
    const socket = dial(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

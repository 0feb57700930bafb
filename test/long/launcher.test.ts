// What a newcomer sees: a fresh clone installs and serves under the npm of today and of Node 20, without a warning.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";
import { FreshClone } from "../support/fresh-clone.ts";

const installMs = 180_000;
const warning = /warn|deprecat|EBADENGINE|experimental/i;

const npmTenFolder = mkdtempSync(join(tmpdir(), "madang-npm-"));
after(() => rmSync(npmTenFolder, { recursive: true, force: true }));

const npms: [name: string, command: () => string[]][] = [
  ["the installed npm", () => ["npm"]],
  ["npm 10", npmTen],
];

for (const [name, npmCommand] of npms) {
  test(`a fresh clone installs and serves under ${name} without a warning, and SIGTERM to npm frees the port`, async (t) => {
    const clone = new FreshClone(t);
    const [file = "", ...first] = npmCommand();
    const installation = clone.start(file, [...first, "ci"]);
    assert.equal(await installation.ended, 0, installation.screen());
    assert.doesNotMatch(installation.screen(), warning);

    const port = await freePort();
    const server = clone.start(file, [...first, "start", "--", "--listen", `127.0.0.1:${port}`]);
    await server.prints("\nready\n", 30_000);
    assert.doesNotMatch(server.screen(), warning);
    assert.doesNotMatch(server.stderr, /Installing/, "what npm ci installed is enough");
    server.child.kill("SIGTERM");
    const outcome = await Promise.race([server.ended, sleep(10_000, "still there", { ref: false })]);
    assert.notEqual(outcome, "still there", server.screen());
    assert.equal(await accepts(port), false);
  });
}

test("npm start alone installs, and a second command waits for it and then works", async (t) => {
  const clone = new FreshClone(t);
  const server = clone.start("npm", ["start", "--", "--listen", `127.0.0.1:${await freePort()}`]);
  await server.prints("Installing the packages", 30_000);
  const second = clone.start("npm", ["run", "chat", "--", "--help"]);
  await second.prints("Another command is installing", 30_000);
  await server.prints("\nready\n", installMs);
  assert.equal(await second.ended, 0, second.screen());
  assert.doesNotMatch(server.screen() + second.screen(), warning);
});

function npmTen(): string[] {
  execFileSync("npm", ["pack", "npm@10", "--silent", "--pack-destination", npmTenFolder], { stdio: "ignore" });
  execFileSync("sh", ["-c", "tar xzf npm-10*.tgz"], { cwd: npmTenFolder });
  return ["node", join(npmTenFolder, "package/bin/npm-cli.js")];
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

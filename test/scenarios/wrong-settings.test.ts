// Settings that cannot be: one sentence on standard error and exit code 1, and nothing is left behind.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { expectSentence } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { RunningCommand } from "../support/running-command.ts";
import { WireSession } from "../support/wire-session.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-settings-"));
const madang = await MadangProcess.start();
const closing: Server[] = [];
after(async () => {
  for (const server of closing) server.close();
  await madang.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Start {
  readonly flags?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** The text of madang.config.json. */
  readonly file?: string;
}

/** Starts in an empty folder of its own. */
function serve({ flags = [], env = {}, file }: Start): RunningCommand {
  const cwd = mkdtempSync(join(folder, "start-"));
  if (file !== undefined) writeFileSync(join(cwd, "madang.config.json"), file);
  return new RunningCommand(process.execPath, [program, "serve", ...flags], { cwd, env: { ...process.env, ...env } });
}

async function expectRefused(start: Start, sentence: RegExp): Promise<void> {
  const command = serve(start);
  assert.equal(await command.ended, 1, command.screen());
  assert.equal(command.stdout, "");
  const [line = "", ...rest] = command.stderr.split("\n");
  assert.deepEqual(rest, [""], `one line: ${command.stderr}`);
  expectSentence(line);
  assert.match(line, sentence);
}

function path(name: string, content?: string): string {
  const whole = join(folder, name);
  if (content !== undefined) writeFileSync(whole, content);
  return whole;
}

const anywhere = ["--listen", "127.0.0.1:0"];
writeFileSync(path("short"), "short");
const refusals: [what: string, start: Start, sentence: RegExp][] = [
  ["a wrong flag", { flags: ["--send-rate", "fast"] }, /^--send-rate must be a whole number .*"fast"\.$/],
  ["a wrong variable", { env: { MADANG_GUESTS: "x" } }, /^MADANG_GUESTS \(--guests\) must be one of on, off, auto/],
  ["an unknown key in the file", { file: '{"sendrate": 1}' }, /^"sendrate" in madang\.config\.json is no setting/],
  [
    "an address that is not this machine's",
    { flags: [...anywhere, "--listen", "192.0.2.1:0"] },
    /^192\.0\.2\.1:0 is not an address/,
  ],
  ["an unknown flag", { flags: ["--lisen", "127.0.0.1:0"] }, /^unknown option '--lisen'/],
  ["an extra word", { flags: ["now"] }, /^too many arguments/],
  [
    "a short secret",
    { flags: [...anywhere, "--auth-key", path("short")] },
    /: .* holds 5 bytes: a secret has at least 32\.$/,
  ],
  [
    "a certificate that is none",
    { flags: [...anywhere, "--tls-cert", path("short"), "--tls-key", path("short")] },
    /^--tls-cert, --tls-key and --tls-client-ca cannot be used: .*\.$/,
  ],
  ["a file for the data folder", { flags: [...anywhere, "--data", path("a-file", "x")] }, /cannot be written/],
];
for (const [what, start, sentence] of refusals) {
  test(`${what} ends the start with one sentence`, () => expectRefused(start, sentence));
}

test("a port that was named and is taken ends the start, and who has it goes on", async () => {
  const sentence = /^127\.0\.0\.1:\d+ is in use by another program: stop it, or name another place with --listen\.$/;
  await expectRefused({ flags: ["--listen", madang.address] }, sentence);
  const ann = await WireSession.guest(madang.address, "ann");
  ann.close();
});

test("a data folder in use is refused, and who uses it goes on", async () => {
  const ann = await WireSession.guest(madang.address, "ann");
  await expectRefused({ flags: ["--data", madang.data, ...anywhere] }, /is in use by another Madang: stop it/);
  assert.ok((await ann.send("lobby", "still-mine", "still mine")) > 0);
  ann.close();
});

test("a database of a newer version is refused and left as it is", async () => {
  const data = path("newer");
  mkdirSync(data);
  const db = new DatabaseSync(join(data, "madang.db"));
  db.exec("PRAGMA user_version = 999; CREATE TABLE future (word TEXT); INSERT INTO future VALUES ('kept')");
  await expectRefused({ flags: ["--data", data, ...anywhere] }, /was written by a newer Madang \(version 999, .*\)/);
  assert.deepEqual({ ...db.prepare("SELECT word FROM future").get() }, { word: "kept" });
  assert.deepEqual({ ...db.prepare("PRAGMA user_version").get() }, { user_version: 999 });
  db.close();
});

test("a file that is no database is refused and left as it is", async () => {
  const data = path("no-database");
  mkdirSync(data);
  writeFileSync(join(data, "madang.db"), "x".repeat(5_000));
  await expectRefused({ flags: ["--data", data, ...anywhere] }, /^The database in .* cannot be opened: /);
  assert.ok(existsSync(join(data, "madang.db")));
});

test("a default port that is taken is a note, and the next free one serves", async () => {
  await takeDefaultPort();
  const server = serve({});
  await server.prints("\nready\n");
  const [, note = ""] = /^ {2}note {2}(Port 50051 .*)$/m.exec(server.stdout) ?? [];
  const [, port = ""] = /is taken: listening at (\d+) instead\.$/.exec(note) ?? [];
  assert.ok(Number(port) > 50_051 && Number(port) < 50_071, server.screen());
  const ann = await WireSession.guest(`127.0.0.1:${port}`, "ann");
  assert.ok((await ann.send("lobby", "hello", "hello")) > 0);
  ann.close();
  server.child.kill("SIGTERM");
  assert.equal(await server.ended, 0, server.screen());
});

/** If somebody has it already, that is as good. */
function takeDefaultPort(): Promise<void> {
  return new Promise((resolve) => {
    // A client that looks for a Madang there must not keep us.
    const server = createServer((socket) => socket.destroy());
    server.once("error", () => resolve());
    server.listen(50_051, "127.0.0.1", () => {
      assert.equal((server.address() as AddressInfo).port, 50_051);
      closing.push(server);
      resolve();
    });
  });
}

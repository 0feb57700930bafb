// The terminal, line by line, as people and programs run it: processes of their own, against a real server.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const waitMs = 20_000;

let madang: MadangProcess;
const config = mkdtempSync(join(tmpdir(), "madang-terminal-"));
const children = new Set<ChildProcess>();

before(async () => {
  madang = await MadangProcess.start();
});
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  await madang.remove();
  rmSync(config, { recursive: true, force: true });
});

/** One terminal whose input is a pipe. */
class PipedTerminal {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  readonly ended: Promise<number | string>;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const place = { cwd: tmpdir(), env: { ...process.env, LC_ALL: "C", XDG_CONFIG_HOME: config, ...env } };
    const child = spawn(process.execPath, [program, "chat", ...args], place);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    child.stdin.on("error", () => undefined);
    children.add(child);
    this.child = child;
    this.ended = new Promise((resolve) => {
      child.once("close", (code, signal) => {
        children.delete(child);
        resolve(code ?? signal ?? "nothing");
      });
    });
  }

  type(...lines: string[]): void {
    this.child.stdin?.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Ends the input; resolves to the exit code. */
  end(...lines: string[]): Promise<number | string> {
    this.type(...lines);
    this.child.stdin?.end();
    return this.ended;
  }

  shows(text: string): Promise<void> {
    return eventually(
      () => this.stdout.includes(text) || this.stderr.includes(text),
      waitMs,
      () => `waiting for ${text}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`,
    );
  }

  /** Asks again until this is answered: what the notifier does comes after the message. */
  async showsFor(line: string, text: string): Promise<void> {
    for (let i = 0; i < 50 && !this.stdout.includes(text); i++) {
      this.type(line);
      await sleep(200);
    }
    await this.shows(text);
  }

  /** What was printed as JSON. */
  events(): { type: string; text?: string; seq?: number; own?: boolean }[] {
    return this.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }
}

const terminal = (name: string, ...args: string[]) =>
  new PipedTerminal(["--server", madang.address, "--name", name, ...args]);

test("two piped terminals talk, reply, edit and react", async () => {
  const ann = terminal("ann");
  const bob = terminal("bob");
  await Promise.all([ann.shows("Connected to"), bob.shows("Connected to")]);
  ann.type("안녕 ㅋㅋ");
  await bob.shows("#lobby ann: 안녕 ㅋㅋ");
  bob.type("/reply 안녕하세요");
  await ann.shows('#lobby bob → ann "안녕 ㅋㅋ": 안녕하세요');
  ann.type("/edit 안녕!", "/react 1 👍");
  await bob.shows('ann changed ann "안녕 ㅋㅋ" to: 안녕!');
  await bob.shows('ann reacted 👍 to bob "안녕하세요"');
  bob.type("/dm ann 둘만");
  await ann.shows("@bob bob: 둘만");
  assert.deepEqual(await Promise.all([ann.end(), bob.end("/quit")]), [0, 0]);
  assert.equal(ann.stderr, `Connected to ${madang.address} as ann.\n`);
});

test("a channel is made, joined, spoken in and left", async () => {
  const owner = terminal("owner");
  await owner.shows("Connected");
  owner.type("/make garden", "first");
  await owner.shows("#garden owner: first");
  const guest = terminal("guest", "--channel", "garden");
  await guest.shows("You are in #garden");
  guest.type("here I am", "/history 5", "/user");
  await owner.shows("#garden guest: here I am");
  await guest.shows("#garden owner: first");
  await guest.shows("an owner");
  assert.equal(await guest.end("/leave", "now the lobby"), 0);
  assert.match(guest.stdout, /You left #garden\.[\s\S]*#lobby guest: now the lobby/);
  assert.equal(await owner.end(), 0);
});

test("the end of the input waits until everything is acknowledged, in order, and no text stays on the disk", async () => {
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`);
  const ann = terminal("many", "--json");
  assert.equal(await ann.end(...lines), 0, ann.stderr);
  const own = ann.events().filter(({ type, own }) => type === "message" && own);
  assert.deepEqual(
    own.map(({ text }) => text),
    lines,
  );
  assert.equal(ann.events().filter(({ type }) => type === "acknowledged").length, 100);
  const kept = readdirSync(join(config, "madang", "outbox"));
  assert.ok(!kept.some((name) => name.includes("-many")), kept.join(" "));
});

test("as JSON every line is an event or an answer, a mistake too", async () => {
  const ann = terminal("jane", "--json");
  assert.equal(await ann.end("hello", "/who", "/nonsense", "/history 1"), 0);
  const types = new Set(ann.events().map(({ type }) => type));
  for (const type of ["state", "head", "message", "acknowledged", "people", "error", "history"])
    assert.ok(types.has(type), `${type} is missing in ${[...types].join(" ")}`);
  assert.ok(!types.has("pending"));
});

test("what is typed while the server is away is kept, and the next terminal sends it once", async () => {
  const outbox = join(config, "saved.jsonl");
  const at = (address: string) => new PipedTerminal(["--server", address, "--name", "saver", "--outbox", outbox]);
  const there = () => at(madang.address);
  const nobody = at(`127.0.0.1:${await freePort()}`);
  assert.equal(await nobody.end("for later"), 1);
  assert.match(nobody.stderr, /^Not connected to .*\n1 message not acknowledged: kept in .*saved\.jsonl/);

  const first = there();
  assert.equal(await first.end(), 0);
  assert.match(first.stdout, /#lobby saver: for later/);
  const second = there();
  assert.equal(await second.end("/history 50"), 0);
  assert.equal(second.stdout.split("saver: for later").length, 2);
});

test("a terminal goes on by itself when the server was killed and is back, and nothing is doubled", async () => {
  const ann = terminal("survivor");
  await ann.shows("Connected");
  ann.type("before");
  await ann.shows("survivor: before");
  await madang.kill();
  await ann.shows("Not connected");
  ann.type("meanwhile");
  await madang.start();
  await ann.shows("survivor: meanwhile");
  assert.equal(await ann.end("/history 2"), 0);
  assert.equal(ann.stderr.match(/Not connected/g)?.length, 1);
  assert.match(ann.stdout, /before[\s\S]*meanwhile[\s\S]*before[\s\S]*meanwhile\n$/);
});

test("the same name with its token is the same person; without it one is somebody else", async () => {
  const again = terminal("ann");
  assert.equal(await again.end("it is me"), 0);
  assert.match(again.stdout, /#lobby ann: it is me/);
  const folder = mkdtempSync(join(tmpdir(), "madang-terminal-"));
  const other = new PipedTerminal(["--server", madang.address, "--name", "ann"], { XDG_CONFIG_HOME: folder });
  assert.equal(await other.end("who am I"), 0);
  rmSync(folder, { recursive: true });
  assert.match(other.stderr, /ann is somebody else here: you are ann-2\./);
  assert.match(other.stdout, /#lobby ann-2: who am I/);
});

test("an account signs in with its password, and a wrong one is one sentence", async () => {
  const flags = ["--server", madang.address, "--name", "mina", "--password"];
  const made = new PipedTerminal([...flags, "--sign-up"], { MADANG_PASSWORD: "correct horse" });
  assert.equal(await made.end("hi"), 0, made.stderr);
  const wrong = new PipedTerminal(flags, { MADANG_PASSWORD: "wrong horse" });
  assert.equal(await wrong.end("hi"), 1);
  assert.match(wrong.stderr, /You cannot sign in: Name and password do not match\./);
  const unasked = new PipedTerminal(flags);
  assert.equal(await unasked.end(), 1);
  assert.match(unasked.stderr, /set MADANG_PASSWORD/);
});

test("one is told what one missed, why, and no more of a channel that is muted", async () => {
  const ann = terminal("missed-ann");
  const bob = terminal("missed-bob");
  await Promise.all([ann.shows("Connected to"), bob.shows("Connected to")]);
  bob.type("/make pantry");
  await bob.shows("You are in #pantry");
  ann.type("/join pantry");
  await ann.shows("You are in #pantry");
  ann.type("/join lobby");
  await ann.shows("You are in #lobby");
  bob.type("tea is ready, @missed-ann");
  await ann.shows("#pantry missed-bob: tea is ready");
  await ann.showsFor("/inbox", "#pantry missed-bob: tea is ready, @missed-ann (mentions you)");
  ann.type("/join pantry", "/why", "/mute 8h", "/notify mentions", "/notify");
  await ann.shows("you are to be told (mentions you)");
  await ann.shows("#pantry is muted until");
  await ann.shows("You are told of #pantry where you are meant: mentions, answers, direct messages. #pantry is muted");
  ann.type("/inbox clear", "/inbox");
  await ann.shows("Nothing is waiting for you.");
  bob.type("again, @missed-ann");
  await ann.shows("#pantry missed-bob: again");
  await ann.showsFor("/why", "not told: you muted the channel (→ ");
  assert.deepEqual(await Promise.all([ann.end(), bob.end()]), [0, 0]);
  assert.ok(!`${ann.stdout}${bob.stdout}`.includes("\u0007"));
});

test("wrong lines are a sentence each, and nothing is sent", async () => {
  const ann = terminal("clumsy");
  const refused = ["/foo", "/edit", "/edit 9999 x", "/join", "/me age old", "/leave", "/react 1 two words", "/who?"];
  assert.equal(await ann.end("hello", ...refused, " ", "/join lobby", "/history 3"), 0, ann.stderr);
  assert.equal(ann.stderr.trim().split("\n").length, 1 + refused.length, ann.stderr);
  assert.equal(ann.stdout.split("clumsy: hello").length, 3);
});

test("a command that should have said something counts as a message that is missing", async () => {
  const ann = terminal("mistaken");
  assert.equal(await ann.end("/dm nobody-of-this-name hello", "/reply"), 1);
  assert.match(ann.stderr, /Nobody here has this name[\s\S]*Write it so: \/reply[\s\S]*2 messages could not be sent\./);
});

test("a message that is refused makes the exit code 1 and is counted", async () => {
  const ann = terminal("wordy");
  assert.equal(await ann.end("x".repeat(4_001), "short"), 1);
  assert.match(ann.stderr, /Not sent: The text is too long[\s\S]*1 message could not be sent\./);
  assert.match(ann.stdout, /#lobby wordy: short/);
});

test("what was meant for a channel that could not be joined is said nowhere", async () => {
  const ann = terminal("lost");
  assert.equal(await ann.end("/join nowhere", "secret", "/join lobby", "public"), 1);
  assert.match(ann.stderr, /There is no such channel[\s\S]*You are in no channel now/);
  assert.ok(!ann.stdout.includes("secret"));
  assert.match(ann.stdout, /#lobby lost: public/);
});

test("wrong flags are a sentence and 1, in the language of the environment", async () => {
  const cases: [args: string[], sentence: RegExp][] = [
    [[], /누구인지 알려 주세요/],
    [["--name", "ann", "--server", "a b"], /주소:포트/],
    [["--name", "ann", "--tls-ca", "/nowhere"], /--tls-ca: \/nowhere/],
    [["--name", "ann", "--outbox", config], /--outbox: /],
  ];
  for (const [args, sentence] of cases) {
    const wrong = new PipedTerminal(args, { LC_ALL: "ko_KR.UTF-8" });
    assert.equal(await wrong.end(), 1, args.join(" "));
    assert.match(wrong.stderr, sentence);
  }
});

test("Ctrl-C ends it at once with 0", async () => {
  const ann = terminal("quitter");
  await ann.shows("Connected");
  ann.child.kill("SIGINT");
  assert.equal(await ann.ended, 0);
});

test("a reader that goes away ends it with 0", async () => {
  const ann = terminal("unread");
  await ann.shows("Connected");
  ann.child.stdout?.destroy();
  ann.type("one", "two");
  assert.equal(await ann.ended, 0);
});

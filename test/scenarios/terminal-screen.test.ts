// The terminal on the whole screen, as it stands in a real one: tmux types and looks.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const socket = `madang-test-${process.pid}`;
const waitMs = 20_000;

const hasTmux = spawnSync("tmux", ["-V"]).status === 0;
if (!hasTmux && process.env["MADANG_REQUIRE"]?.split(",").includes("tmux"))
  throw new Error("tmux is required here and is not installed.");
const options = hasTmux ? {} : { skip: "tmux is not installed" };

let madang: MadangProcess | undefined;
const config = mkdtempSync(join(tmpdir(), "madang-screen-"));

before(async () => {
  if (hasTmux) madang = await MadangProcess.start();
});
after(async () => {
  if (hasTmux) tmux("kill-server");
  await madang?.remove();
  rmSync(config, { recursive: true, force: true });
});

function tmux(...args: string[]): string {
  const { stdout } = spawnSync("tmux", ["-u", "-L", socket, "-f", "/dev/null", ...args], { timeout: waitMs });
  return stdout.toString();
}

/** One person at a screen; the shell below says with which code the terminal ended. */
class Seat {
  readonly name: string;
  readonly pidFile: string;

  constructor(
    name: string,
    size: { readonly columns: number; readonly rows: number },
    language = "C.UTF-8",
    ...flags: string[]
  ) {
    this.name = name;
    this.pidFile = join(config, `${name}.pid`);
    const set = `env XDG_CONFIG_HOME='${config}' LC_ALL='${language}'`;
    const chat = `${set} '${process.execPath}' '${program}' chat --server '${madang?.address}' --name '${name}' ${flags.join(" ")}`;
    const shell = `sh -c 'echo $$ > "$0"; exec "$@"' '${this.pidFile}' ${chat}; echo "ended with $?"; stty -a | grep -ow echo; sleep 60`;
    const { columns, rows } = size;
    tmux("new-session", "-d", "-s", name, "-x", String(columns), "-y", String(rows), "-c", config, shell);
  }

  type(text: string, ...keys: string[]): void {
    if (text !== "") tmux("send-keys", "-t", this.name, "-l", text);
    if (keys.length > 0) tmux("send-keys", "-t", this.name, ...keys);
  }

  screen(): string {
    return tmux("capture-pane", "-p", "-t", this.name);
  }

  /** What tmux knows of the terminal. */
  fact(format: string): string {
    return tmux("display-message", "-p", "-t", this.name, format).trim();
  }

  shows(text: string): Promise<void> {
    return eventually(
      () => this.screen().includes(text),
      waitMs,
      () => `waiting for ${text}\n${this.screen()}`,
    );
  }

  /** The screen was given back as it was. */
  async isGivenBack(code: number): Promise<void> {
    await this.shows(`ended with ${code}`);
    assert.equal(this.fact("#{alternate_on} #{wrap_flag} #{cursor_flag}"), "0 1 1");
    await this.shows("\necho\n");
  }
}

test("two people talk on their screens, one of them in Korean on forty columns", options, async () => {
  const ann = new Seat("ann", { columns: 100, rows: 24 });
  const bob = new Seat("철수", { columns: 40, rows: 16 }, "ko_KR.UTF-8");
  await Promise.all([ann.shows("● connected · ann"), bob.shows("● 연결됨 · 철수")]);
  await ann.shows("● 철수");
  ann.type("hello 안녕 ㅋㅋ", "Enter");
  await bob.shows("hello 안녕 ㅋㅋ");
  bob.type("/reply 반가워요");
  await bob.shows("  1   hello");
  bob.type("", "Enter");
  await ann.shows("↳ ann: hello 안녕 ㅋㅋ");
  await bob.shows("반가워요");

  // Typing is told every three seconds at most, and what was typed before counts.
  await eventually(
    () => {
      ann.type("x");
      return bob.screen().includes("ann 입력 중");
    },
    waitMs,
    () => bob.screen(),
  );
  ann.type("", "C-u");
  ann.type("한글ㅋㅋ", "Left");
  await eventually(
    () => ann.fact("#{cursor_x},#{cursor_y}") === "8,22",
    waitMs,
    () => ann.fact("#{cursor_x},#{cursor_y}"),
  );

  bob.type("/dm ann 둘만", "Enter");
  await ann.shows("@철수 ");
  ann.type("", "C-e", "C-u", "C-n");
  await ann.shows("둘만");
  ann.type("/quit", "Enter");
  await ann.isGivenBack(0);
  bob.type("", "C-c");
  await bob.isGivenBack(0);
});

test(
  "the bell rings for who is meant, unless that is not wanted, and the steps of a message are shown",
  options,
  async () => {
    const fay = new Seat("fay", { columns: 100, rows: 24 });
    const gus = new Seat("gus", { columns: 100, rows: 24 }, "ko_KR.UTF-8", "--no-bell");
    const hal = new Seat("hal", { columns: 100, rows: 24 });
    await Promise.all([fay.shows("● connected · fay"), gus.shows("● 연결됨 · gus"), hal.shows("● connected · hal")]);
    hal.type("tea, @fay and @gus?", "Enter");
    await eventually(
      () => fay.fact("#{window_bell_flag}") === "1",
      waitMs,
      () => fay.screen(),
    );
    gus.type("/why", "Enter");
    await gus.shows("알리기로 함 (나를 부름)");
    assert.equal(gus.fact("#{window_bell_flag}"), "0");
    hal.type("/why", "Enter");
    await hal.shows("not told: you said it yourself");
    assert.equal(hal.fact("#{window_bell_flag}"), "0");
  },
);

test("while the server is away messages wait in sight, and go when it is back", options, async () => {
  const eve = new Seat("eve", { columns: 80, rows: 20 });
  await eve.shows("● connected · eve");
  await madang?.kill();
  await eve.shows("○ connecting …");
  eve.type("for later", "Enter");
  await eve.shows("for later (being sent)");
  await eve.shows("1 queued");
  await madang?.start();
  await eve.shows("● connected · eve");
  await eventually(
    () => eve.screen().includes("for later") && !eve.screen().includes("(being sent)"),
    waitMs,
    () => eve.screen(),
  );
  tmux("resize-window", "-t", "eve", "-x", "40", "-y", "12");
  await eve.shows("for later");
  const rows = eve.screen().trimEnd().split("\n");
  assert.equal(rows.length, 12);
  assert.equal(rows.at(-1), "● connected · eve");
  eve.type("", "C-c");
  await eve.isGivenBack(0);
});

test("a signal gives the screen back too, and so does a sign-in that is refused", options, async () => {
  const dan = new Seat("dan", { columns: 60, rows: 16 });
  await dan.shows("● connected · dan");
  process.kill(Number(readFileSync(dan.pidFile, "utf8")), "SIGTERM");
  await dan.isGivenBack(0);
  const nobody = new Seat("!!!", { columns: 60, rows: 16 });
  await nobody.isGivenBack(1);
});

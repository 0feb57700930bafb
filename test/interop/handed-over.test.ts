// Another notification service in Python is handed who is away, while it and the server are killed in turn.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { missingTool } from "../support/require-tool.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";

const betweenSendsMs = 20;
/** Between two deaths; after each start of the server nobody is handed over for the first second of it. */
const livesMs = 1_500;
const graceMs = 2_500;
const longestWaitMs = 60_000;
const deaths = 3;

interface Taken {
  readonly key: string;
  readonly userIds: readonly string[];
  readonly message: string;
  readonly roomId: string;
}

/** The service over all its lives, at one address. */
class PythonNotifier {
  readonly address: string;
  readonly #lives: RunningCommand[] = [];

  constructor(port: number) {
    this.address = `127.0.0.1:${port}`;
  }

  /** With a number it is killed by that call, which it has taken and does not answer. */
  async start(lastCall?: number): Promise<void> {
    const env = { ...process.env, no_proxy: "127.0.0.1" };
    const more = lastCall === undefined ? [] : [String(lastCall)];
    const args = ["test/interop/doors/take_handed_over.py", this.address, ...more];
    const life = new RunningCommand("python3", args, { cwd: process.cwd(), env });
    this.#lives.push(life);
    await life.prints("ready\n");
  }

  async kill(): Promise<void> {
    const life = this.#lives.at(-1);
    life?.child.kill("SIGKILL");
    await life?.ended;
  }

  /** Resolves once it was killed by its last call. */
  async dies(): Promise<void> {
    const life = this.#lives.at(-1);
    await eventually(
      () => life?.child.signalCode === "SIGKILL",
      longestWaitMs,
      () => this.screen(),
    );
    await life?.ended;
  }

  taken(): Taken[] {
    const lines = this.#lives.flatMap(({ stdout }) => stdout.split("\n"));
    return lines.filter((line) => line.startsWith("{") && line.endsWith("}")).map((line) => JSON.parse(line));
  }

  screen(): string {
    return this.#lives.map((life) => life.screen().slice(-500)).join("\n");
  }
}

async function open(t: TestContext) {
  const notifier = new PythonNotifier(await freePort());
  await notifier.start();
  t.after(() => notifier.kill());
  const madang = await MadangProcess.start(
    "--notify-to",
    notifier.address,
    "--notify-when",
    "not-here",
    "--notify-online-after",
    "1",
  );
  t.after(() => madang.remove());
  const people = await Promise.all(["ann", "bob", "cho"].map((name) => Person.enter(madang.address, name)));
  t.after(() => Promise.all(people.map((person) => person.leave())));
  const [ann, ...others] = people as [Person, ...Person[]];
  const { channelId } = await ann.client.createChannel({ name: "tea" });
  for (const { client } of others) await client.joinChannel(channelId);
  return { notifier, madang, ann, away: others.map(({ id }) => id).sort(), channelId };
}

/** Says something all the time, through everything. */
class Talk {
  readonly #acknowledged: string[] = [];
  readonly #all: Promise<void>;
  #isOver = false;

  constructor({ ann, channelId }: { ann: Person; channelId: string }) {
    this.#all = this.#talk(ann, channelId);
  }

  /** Says no more; resolves to what was acknowledged. */
  async stop(): Promise<readonly string[]> {
    this.#isOver = true;
    await this.#all;
    return this.#acknowledged;
  }

  async #talk(ann: Person, channelId: string): Promise<void> {
    while (!this.#isOver) {
      const text = `line ${this.#acknowledged.length}`;
      await ann.client.send(channelId, text);
      this.#acknowledged.push(text);
      await sleep(betweenSendsMs);
    }
  }
}

test(
  "each acknowledged message's people reach a Python service at least once through kills of it and of the server, a repeat under its key",
  missingTool("python"),
  async (t) => {
    const house = await open(t);
    const { notifier, madang, away, channelId } = house;
    const talk = new Talk(house);
    await sleep(graceMs);
    for (let death = 0; death < deaths; death++) {
      await notifier.kill();
      await sleep(livesMs / 3);
      await notifier.start(7);
      await notifier.dies();
      await notifier.start();
      await sleep(livesMs);
    }
    await madang.kill();
    await madang.start();
    await sleep(graceMs);
    await notifier.kill();
    await madang.kill();
    await Promise.all([notifier.start(), madang.start()]);
    await sleep(livesMs);
    const acknowledged = await talk.stop();
    const missing = () => {
      const arrived = new Set(notifier.taken().map(({ message }) => message));
      return acknowledged.filter((text) => !arrived.has(text));
    };
    await eventually(
      () => missing().length === 0,
      longestWaitMs,
      () =>
        `${missing().length} of ${acknowledged.length} are missing: ${missing().slice(0, 5).join(", ")}\n${notifier.screen()}`,
    );
    const taken = notifier.taken();
    for (const call of taken) assert.deepEqual([[...call.userIds].sort(), call.roomId], [away, channelId]);
    const keys = new Map(taken.map(({ message, key }) => [message, key]));
    for (const { message, key } of taken) assert.equal(key, keys.get(message), message);
    assert.equal(new Set(keys.values()).size, keys.size);
    const repeats = taken.length - keys.size;
    assert.ok(repeats >= deaths, `${repeats} repeats, and ${deaths} calls were not answered`);
    t.diagnostic(`${acknowledged.length} messages, ${repeats} repeats`);
  },
);

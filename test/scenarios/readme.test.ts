// What the READMEs tell a newcomer to type is typed, and what they tell them to program is run.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect, type MessageEvent } from "../../src/clients/sdk/index.ts";
import { freePort } from "../support/free-port.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";

const root = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-readme-"));
const address = `127.0.0.1:${await freePort()}`;
// Elsewhere than a Madang that may run beside us; everything else is as it stands there.
const elsewhere = { MADANG_LISTEN: address, MADANG_DOOR_LISTEN: "127.0.0.1:0", MADANG_CHANNEL_PORTS: "0" };
const env = { ...process.env, ...elsewhere, MADANG_DATA: join(folder, "data"), XDG_CONFIG_HOME: folder };
const started: RunningCommand[] = [];
after(async () => {
  for (const { child } of started) child.kill("SIGTERM");
  await Promise.all(started.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

function type(line: string): RunningCommand {
  const command = line.includes("npm run chat") ? `${line} --server ${address}` : line;
  const running = new RunningCommand("sh", ["-c", `exec ${command}`.replace(/^exec (echo .*)$/, "$1")], {
    cwd: root,
    env,
  });
  started.push(running);
  return running;
}

const documents = ["README.md", "README.ko.md"].map((name) => ({
  name,
  blocks: blocksOf(readFileSync(join(root, name), "utf8")),
}));

function blocksOf(text: string): { language: string; code: string }[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language = "", code = ""]) => ({ language, code }));
}

test("npm start serves, as the first block says", async () => {
  assert.deepEqual(new Set(documents.map(({ blocks }) => blocks[0]?.code.split("\n")[1])), new Set(["npm start"]));
  await type("npm start").prints("ready\n");
});

for (const { name, blocks } of documents) {
  const lines = blocks.filter(({ language }) => language === "sh").flatMap(({ code }) => code.trim().split("\n"));

  test(`${name}: every chat command does what it is for`, async () => {
    const heard: MessageEvent[] = [];
    const ear = await connect({ address, guest: { name: "ear" } });
    ear.on("message", (event) => heard.push(event));
    for (const line of lines.filter((each) => each.includes("npm run chat"))) {
      const running = type(line);
      assert.equal(await running.ended, 0, running.screen());
      const said = /echo "(.*)"/.exec(line)?.[1];
      if (said)
        await eventually(
          () => heard.some(({ text }) => text === said),
          5_000,
          () => running.screen(),
        );
    }
    await ear.close();
  });

  test(`${name}: no line is there that this test does not know`, () => {
    // The demo has a test of its own.
    const known =
      /^(git clone .*|npm start|npm run demo|npm run chat -- --name \S+|echo ".*" \| npm run chat -- --name \S+)$/;
    assert.deepEqual(
      lines.filter((line) => !known.test(line)),
      [],
    );
  });

  test(`${name}: the program runs and answers`, async () => {
    const code = blocks.find(({ language }) => language === "ts")?.code ?? "";
    const sdk = new URL("../../src/clients/sdk/index.ts", import.meta.url).pathname;
    const file = join(folder, `${name}.ts`);
    writeFileSync(file, code.replace('"madang/sdk"', JSON.stringify(sdk)).replace("localhost:50051", address));
    const bot = new RunningCommand(process.execPath, [file], { cwd: folder, env });
    started.push(bot);
    const ann = await connect({ address, guest: { name: `ann of ${name}` } });
    const answers: string[] = [];
    ann.on("message", ({ text, own }) => !own && answers.push(text));
    // Until the program is in, what is said is not for it.
    const asks = setInterval(() => void ann.send("lobby", "is anybody there?").catch(() => undefined), 300);
    await eventually(
      () => answers.some((text) => text.endsWith("is anybody there?")),
      15_000,
      () => bot.screen(),
    );
    clearInterval(asks);
    bot.child.kill();
    await ann.close();
  });
}

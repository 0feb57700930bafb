// Older Python clients of two protocols and today's terminal stand in one courtyard, also after a kill -9.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { MadangProcess } from "../../support/madang-process.ts";
import { missingTool } from "../../support/require-tool.ts";
import { eventually } from "../../support/running-command.ts";
import { ConsoleClient } from "../console-client.ts";
import { serveDoors, startPython } from "./driver.ts";

const program = new URL("../../../src/madang.ts", import.meta.url).pathname;
const waitMs = 20_000;

/** Clients of three times, by what each types. */
type Clients = Readonly<Record<"window" | "console" | "terminal", ConsoleClient>>;

test(
  "a line typed at any of three clients is read at the others once, in one order",
  missingTool("python"),
  async (t) => {
    const madang = await serveDoors(t);
    const terminal = startTerminal(t, madang);
    await shows(terminal, "Connected to");
    const before = await talk({ terminal, ...(await startOlder(t, madang)) }, "before");
    await madang.kill();
    await shows(terminal, "Not connected");
    await madang.start();
    const older = await startOlder(t, madang);
    const after = await talk({ terminal, ...older }, "after");
    assert.deepEqual(read(older.window), [...before, ...after], "a new window hears all of it");
    assert.deepEqual(read(terminal), [...before, ...after], "the terminal went on");
  },
);

/** All type at once; resolves to the lines in the order in which the window read them. */
async function talk(clients: Clients, when: string): Promise<string[]> {
  const { window, console, terminal } = clients;
  window.type(`window ${when}`);
  console.type(`/all console ${when}`);
  terminal.type(`terminal ${when}`);
  const all = ["console", "terminal", "window"].map((name) => `${name} ${when}`);
  await Promise.all([shows(window, ...all), shows(terminal, ...all), shows(console, ...all.slice(1))]);
  const order = read(window).filter((line) => line.endsWith(when));
  assert.deepEqual(order.toSorted(), all);
  assert.deepEqual(
    read(terminal).filter((line) => line.endsWith(when)),
    order,
  );
  const others = order.filter((line) => !line.startsWith("console"));
  assert.deepEqual(read(console), others, "a console does not hear itself, nor what was before it came");
  return order;
}

/** The lines of `talk` that a client printed, without who said them. */
function read(client: ConsoleClient): string[] {
  return [...client.screen().matchAll(/[:\]] ((?:window|console|terminal) \w+)$/gm)].map(([, line = ""]) => line);
}

function shows(client: ConsoleClient, ...texts: string[]): Promise<void> {
  return eventually(
    () => texts.every((text) => client.screen().includes(text)),
    waitMs,
    () => `waiting for ${texts.join(", ")}: ${client.screen()}`,
  );
}

async function startOlder(t: TestContext, { address }: MadangProcess): Promise<Omit<Clients, "terminal">> {
  const window = startPython(t, "window.py", address, "win");
  const console = startPython(t, "chatting_console.py", address);
  await Promise.all([window.entered(), console.entered()]);
  return { window, console };
}

function startTerminal(t: TestContext, { address }: MadangProcess): ConsoleClient {
  const home = mkdtempSync(join(tmpdir(), "madang-courtyard-"));
  const environment = ["LC_ALL=C", `XDG_CONFIG_HOME=${home}`];
  const command = [process.execPath, program, "chat", "--server", address, "--name", "ann"];
  const terminal = new ConsoleClient("env", [...environment, ...command]);
  t.after(() => {
    terminal.kill();
    rmSync(home, { recursive: true, force: true });
  });
  return terminal;
}

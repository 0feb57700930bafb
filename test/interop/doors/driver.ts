// Runs a client in another language and holds what it saw against the checklist.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { MadangProcess } from "../../support/madang-process.ts";
import { ConsoleClient } from "../console-client.ts";
import { type CheckedDoor, checklist, type Seen } from "./checklist.ts";

const longestMs = 150_000;
// A proxy of the environment is for the world outside.
const noProxy = "127.0.0.1,localhost";

/** What a client saw of what it tried, in the order in which it told. */
export type Sights = ReadonlyMap<string, Seen>;

/** A new Madang with its doors at free ports, for the time of the test. */
export async function serveDoors(t: TestContext, ...args: string[]): Promise<MadangProcess> {
  const madang = await MadangProcess.start("--door-listen", "127.0.0.1:0", "--channel-ports", "0,0,0,0", ...args);
  t.after(() => madang.remove());
  return madang;
}

/** Runs a driver to its end; rejects if it fails. Each line that it prints is {"item": …, "saw": …}. */
export async function drive(command: string, args: readonly string[]): Promise<Sights> {
  const env = { ...process.env, no_proxy: noProxy };
  const { stdout } = await promisify(execFile)(command, args, { timeout: longestMs, env });
  return sightsIn(stdout);
}

/** The same with a driver of ours in Python. */
export function drivePython(program: string, ...args: string[]): Promise<Sights> {
  return drive("python3", [`test/interop/doors/${program}`, ...args]);
}

/** What a driver told in what it printed. */
export function sightsIn(printed: string): Sights {
  const told = [...printed.matchAll(/\{"item".*\}/g)].map(([line]): { item: string; saw: Seen } => JSON.parse(line));
  return new Map(told.map(({ item, saw }) => [item, saw]));
}

/** Starts a driver of ours in Python that waits for a line of the test, once what it is about has begun. */
export function startPython(t: TestContext, program: string, ...args: string[]): ConsoleClient {
  const client = new ConsoleClient("env", [`no_proxy=${noProxy}`, "python3", `test/interop/doors/${program}`, ...args]);
  t.after(() => client.kill());
  return client;
}

/** One test for each item of a door; one that the driver did not try fails. */
export async function holdAgainst(t: TestContext, door: CheckedDoor, sights: Sights): Promise<void> {
  for (const [item, expected] of Object.entries(checklist[door])) {
    await t.test(`${door}, ${item}: ${shown(expected)}`, () => assert.deepEqual(sights.get(item), expected));
  }
  await t.test(`${door}: nothing was told that is not in the checklist`, () =>
    assert.deepEqual(
      [...sights.keys()].filter((item) => !(item in checklist[door])),
      [],
    ),
  );
}

function shown(expected: Seen): string {
  const text = JSON.stringify(expected);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

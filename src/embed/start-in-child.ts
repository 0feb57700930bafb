// Starts Madang in a child process, for a host whose own Node cannot run it: the same handle, and it ends with the host.
import { type ChildProcess, fork } from "node:child_process";
import type { Madang } from "../main.ts";
import type { Node } from "./packaged-node.ts";
import type { OnDied, Order } from "./start-here.ts";

/** What the child says to its parent. */
export type Report =
  | { readonly started: Pick<Madang, "addresses" | "web" | "warnings"> }
  | { readonly refused: string; readonly stack: string }
  | { readonly died: string };

/** The child has 10 s to end in order. */
const longestCloseMs = 12_000;

const program = new URL(import.meta.url.endsWith(".ts") ? "./child-program.ts" : "./child-program.js", import.meta.url);

/**
 * Starts with this Node. Resolves to undefined if that file is no program of this machine; rejects with
 * the sentence that `startHere` would have rejected with.
 */
export async function startInChild(node: Node, order: Order, onDied?: OnDied): Promise<Madang | undefined> {
  const child = fork(program, {
    execPath: node.path,
    execArgv: [...node.flags],
    // The host's flags are for its own Node.
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = new Promise<string>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? `code ${code}`));
  });
  if (!(await isStarted(child))) return undefined;
  child.send(order);
  const report = await Promise.race([nextReport(child), ended]);
  if (typeof report === "string") throw new Error(`The process of Madang ended with ${report} before it had started.`);
  if ("refused" in report) throw new Error(report.refused, { cause: report.stack });
  if (!("started" in report)) throw new Error("The process of Madang did not say that it had started.");
  return new ChildMadang(child, ended, report.started, onDied);
}

class ChildMadang implements Madang {
  readonly addresses: readonly string[];
  readonly web: readonly string[];
  readonly warnings: readonly string[];
  readonly #child: ChildProcess;
  readonly #ended: Promise<string>;
  #closing = false;

  constructor(
    child: ChildProcess,
    ended: Promise<string>,
    started: Pick<Madang, "addresses" | "web" | "warnings">,
    onDied?: OnDied,
  ) {
    this.addresses = started.addresses;
    this.web = started.web;
    this.warnings = started.warnings;
    this.#child = child;
    this.#ended = ended;
    child.on("message", (report: Report) => "died" in report && onDied?.(new Error(report.died)));
    void ended.then((how) => {
      if (!this.#closing) onDied?.(new Error(`The process of Madang ended with ${how}.`));
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#child.connected) this.#child.send("close");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), longestCloseMs);
    const how = await this.#ended;
    clearTimeout(late);
    if (how !== "code 0") throw new Error(`The process of Madang ended with ${how}.`);
  }
}

function isStarted(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once("spawn", () => resolve(true));
    // Later ones are of sends to a child that has just ended: its exit says more.
    child.on("error", () => resolve(false));
  });
}

function nextReport(child: ChildProcess): Promise<Report> {
  return new Promise((resolve) => child.once("message", resolve));
}

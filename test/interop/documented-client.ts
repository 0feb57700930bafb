// A client of examples/languages, made with the commands of docs/languages.md in a copy of its folder.
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { ConsoleClient } from "./console-client.ts";

const longestMakingMs = 240_000;
// What is downloaded once for this checkout.
const cache = resolve("node_modules/.cache/languages");

/** Where the client is, and how it is started. */
export class DocumentedClient {
  readonly folder: string;
  readonly #commands: readonly string[];

  private constructor(folder: string, commands: readonly string[]) {
    this.folder = folder;
    this.#commands = commands;
  }

  /** Makes it in a folder that goes with the test. */
  static async make(t: TestContext, language: string): Promise<DocumentedClient> {
    const folder = mkdtempSync(join(tmpdir(), `madang-${language}-`));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    // What somebody made there by hand stays there.
    const filter = (path: string) => !/(stubs|node_modules|lib|classes)$/.test(path);
    cpSync(join("examples/languages", language), folder, { recursive: true, filter });
    const client = new DocumentedClient(folder, documentedCommands(language));
    await client.run(client.#commands.slice(0, -1).join("\n"));
    return client;
  }

  /** Runs commands in its folder; rejects with what they printed if one fails. */
  async run(commands: string): Promise<void> {
    await promisify(execFile)("bash", ["-ec", commands], { cwd: this.folder, timeout: longestMakingMs });
  }

  /** Starts it as a person of this name, by the last of the commands. */
  start(address: string, name: string): ConsoleClient {
    const command = (this.#commands.at(-1) ?? "").replace("127.0.0.1:50051 ann", `${address} ${name}`);
    return new ConsoleClient("bash", ["-c", command], this.folder);
  }
}

/** Lets this process and its children find `madang` and the Node that runs us, and keep downloads in the checkout. */
export function prepareEnvironment(t: { after(act: () => void): void }): void {
  const programs = mkdtempSync(join(tmpdir(), "madang-programs-"));
  t.after(() => rmSync(programs, { recursive: true, force: true }));
  const madang = `#!/bin/sh\nexec "${process.execPath}" "${resolve("src/madang.ts")}" "$@"\n`;
  writeFileSync(join(programs, "madang"), madang, { mode: 0o755 });
  mkdirSync(cache, { recursive: true });
  process.env["PATH"] = [programs, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  process.env["GOBIN"] = join(cache, "go");
  process.env["MAVEN_OPTS"] = `-Dmaven.repo.local=${join(cache, "maven")}`;
}

function documentedCommands(language: string): string[] {
  const sections = readFileSync("docs/languages.md", "utf8").split(/^## /m);
  const section = sections.find((each) => each.toLowerCase().startsWith(`${language}\n`)) ?? "";
  return (/```sh\n([^]*?)\n```/.exec(section)?.[1] ?? "").split("\n");
}

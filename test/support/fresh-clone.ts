// A copy of this checkout as a newcomer has it: no packages, an empty home, an empty cache.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import { RunningCommand } from "./running-command.ts";

/** A folder of its own for one test; what is started there sees the machine, not this person. */
export class FreshClone {
  readonly folder = mkdtempSync(join(tmpdir(), "madang-clone-"));
  readonly #home = mkdtempSync(join(tmpdir(), "madang-home-"));
  readonly #running: RunningCommand[] = [];

  /** Copies what git tracks or would track; it goes with the test, and so does what was started in it. */
  constructor(context: TestContext) {
    const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { encoding: "utf8" });
    for (const path of listed.split("\0").filter((each) => each !== "" && existsSync(each))) {
      cpSync(path, join(this.folder, path));
    }
    context.after(async () => {
      for (const { child } of this.#running) child.kill("SIGTERM");
      await Promise.all(this.#running.map(({ ended }) => ended));
      for (const folder of [this.folder, this.#home]) rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Starts a command, here unless told otherwise, with the machine's own programs and nothing of this checkout or this person. */
  start(file: string, args: string[], cwd = this.folder): RunningCommand {
    const place = { cwd, env: { ...machineEnvironment(), HOME: this.#home } };
    const command = new RunningCommand(file, args, place);
    this.#running.push(command);
    return command;
  }
}

function machineEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|NODE_TEST|NODE_CHANNEL|MADANG_|INIT_CWD)/i.test(name),
  );
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => !folder.includes("node_modules"));
  // Where packages come from is the machine's affair and may be written in a person's home.
  const registry = execFileSync("npm", ["config", "get", "registry"], { encoding: "utf8" }).trim();
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), npm_config_registry: registry };
}

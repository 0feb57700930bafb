// What the demo starts and leaves nothing of: programs, and a folder for their data.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LineProgram, type ProgramOptions } from "./line-program.ts";

const root = new URL("../../", import.meta.url).pathname;

/** Everything goes with `clear`, at whatever moment. */
export class Backstage {
  readonly folder = mkdtempSync(join(tmpdir(), "madang-demo-"));
  readonly #programs = new Set<LineProgram>();
  #isClear = false;

  /** Starts a program of this checkout by its path. */
  start(path: string, args: readonly string[], options?: ProgramOptions): LineProgram {
    if (this.#isClear) throw new Error("The demo is over.");
    const program = new LineProgram(join(root, path), args, { cwd: this.folder, ...options });
    this.#programs.add(program);
    const gone = () => this.#programs.delete(program);
    program.ended.then(gone, gone);
    return program;
  }

  /** Ends all programs and removes the folder. */
  async clear(): Promise<void> {
    this.#isClear = true;
    await Promise.all([...this.#programs].map((program) => program.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

// Ends an engine and removes its folder when the process that started it is gone, however it went.
import { type ChildProcess, spawn } from "node:child_process";

// Reads the engine's pid whenever it changes. The end of its input is the end of us: kill -9 closes it as well.
const script = `
engine=
while read -r line; do engine=$line; done
[ -n "$engine" ] && kill -9 "$engine"
[ -n "$1" ] || exit 0
for turn in 1 2 3 4 5; do rm -rf -- "$1" && exit 0; sleep 1; done`;

/** A shell that waits for our end. */
export class Reaper {
  readonly #shell: ChildProcess;

  /** Starts to watch; `doomed` is the folder to remove, "" for none. */
  constructor(doomed: string) {
    // A session of its own: what is sent to our whole group must not reach it.
    this.#shell = spawn("sh", ["-c", script, "reaper", doomed], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#shell.on("error", () => undefined).unref();
    this.#shell.stdin?.on("error", () => undefined);
    // It must not keep us alive: a socket at run time, which the types do not say.
    (this.#shell.stdin as { unref?: () => void } | null)?.unref?.();
  }

  /** From now on this process is the one to end; undefined for none. */
  watch(pid: number | undefined): void {
    this.#shell.stdin?.write(`${pid ?? ""}\n`);
  }

  /** Lets it do its work now; resolves when it is done. */
  release(): Promise<void> {
    const done = new Promise<void>((resolve) => this.#shell.once("close", () => resolve()));
    if (this.#shell.exitCode !== null) return Promise.resolve();
    this.#shell.ref();
    this.#shell.stdin?.end();
    return done;
  }
}

// Has what was committed brought from the write-ahead log into the database by a thread of its own: a commit that did it
// itself would hold up all that wait for it.
import { Worker } from "node:worker_threads";

/** What fewer commits leave behind is brought over with what comes later. */
const commitsApart = 100;

/** The checkpoints of one database; without them the writer makes its own, when its log has become long. */
export class Checkpoints {
  readonly #path: string;
  #thread: Worker | undefined;
  #commits = 0;
  #isBusy = false;
  #hasFailed = false;

  /** Starts its thread when there is something to do. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Hears of each commit. */
  committed(): void {
    this.#commits++;
    if (this.#commits < commitsApart || this.#isBusy || this.#hasFailed) return;
    this.#commits = 0;
    this.#isBusy = true;
    this.#thread ??= this.#start();
    this.#thread.postMessage("checkpoint");
  }

  /** Resolves when its thread has ended. */
  async close(): Promise<void> {
    this.#hasFailed = true;
    const thread = this.#thread;
    if (!thread) return;
    const exited = new Promise((resolve) => thread.once("exit", resolve));
    thread.postMessage("close");
    await exited;
  }

  #start(): Worker {
    const file = import.meta.url.endsWith(".ts") ? "./checkpoint-thread.ts" : "./checkpoint-thread.js";
    const thread = new Worker(new URL(file, import.meta.url), { workerData: { path: this.#path } });
    thread.on("message", () => {
      this.#isBusy = false;
    });
    const failed = () => {
      this.#hasFailed = true;
      this.#thread = undefined;
    };
    thread.once("error", failed).once("exit", failed);
    return thread;
  }
}

// The processes in which the people are, as the one sees them that runs the check.
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Heads } from "../people/actor.ts";
import type { WorkerAnswer, WorkerStart, WorkerStep } from "./worker-message.ts";

const worker = fileURLToPath(new URL("./worker-process.ts", import.meta.url)).replace(
  /ts$/,
  import.meta.filename.slice(-2),
);
/** Entering, settling and catching up have a minute each in a worker. */
const stepMs = 150_000;

/** How much was done and seen. */
export interface Counts {
  readonly asked: number;
  readonly acknowledged: number;
  readonly seen: number;
}

/** All workers, who take each step together. */
export class Crew {
  readonly #workers: Worker[];

  /** Starts a process for each; they know nothing yet. */
  constructor(starts: readonly WorkerStart[]) {
    this.#workers = starts.map((start) => new Worker(start));
  }

  /** Where they wrote down what they did and saw. */
  get records(): string[] {
    return this.#workers.map(({ start }) => start.recordPath);
  }

  get counts(): Counts {
    const sum = (key: keyof Counts) => this.#workers.reduce((total, { counts }) => total + counts[key], 0);
    return { asked: sum("asked"), acknowledged: sum("acknowledged"), seen: sum("seen") };
  }

  /** Everybody comes in. */
  async enter(): Promise<void> {
    await Promise.all(this.#workers.map((each) => each.take({ step: "enter", start: each.start })));
  }

  /** Everybody does this; resolves, to how far each channel came as far as they know, when all are done. */
  async all(step: Exclude<WorkerStep, { readonly step: "enter" }>): Promise<Heads[]> {
    const answers = await Promise.all(this.#workers.map((each) => each.take(step)));
    return answers.filter((heads) => heads !== undefined);
  }

  /** Ends the processes, whatever they do. */
  end(): void {
    for (const each of this.#workers) each.end();
  }
}

/** Where a worker writes. */
export function recordPathIn(folder: string, number: number): string {
  return join(folder, `worker-${number}.jsonl`);
}

class Worker {
  readonly start: WorkerStart;
  counts: Counts = { asked: 0, acknowledged: 0, seen: 0 };
  readonly #child: ChildProcess;
  #onDone: (heads: Heads | undefined) => void = () => undefined;
  #onFailed: (failure: Error) => void = () => undefined;

  constructor(start: WorkerStart) {
    this.start = start;
    this.#child = fork(worker, { execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.#child.on("message", (answer: WorkerAnswer) => {
      if ("done" in answer) this.#onDone(answer.heads);
      else this.counts = answer;
    });
    this.#child.once("exit", (code, signal) => {
      this.#onFailed(new Error(`A process with people in it ended with ${code ?? signal}.`));
    });
  }

  take(step: WorkerStep): Promise<Heads | undefined> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`The people did not ${step.step} within ${stepMs} ms.`)), stepMs);
      this.#onFailed = reject;
      this.#onDone = (heads) => {
        clearTimeout(late);
        resolve(heads);
      };
      this.#child.send(step);
    });
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

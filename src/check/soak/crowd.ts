// The load of a soak: crowds of people in processes of their own, as the one sees them that runs it.
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type CrowdAnswer, type CrowdCounts, type CrowdStart, type CrowdStep, sumOf } from "./crowd-message.ts";

const program = fileURLToPath(new URL("./crowd-process.ts", import.meta.url)).replace(
  /ts$/,
  import.meta.filename.slice(-2),
);
const stepMs = 60_000;

/** Crowds that take each step together. */
export class Crowd {
  readonly #parts: CrowdPart[];

  /** Starts a process for each; they know nothing yet. */
  constructor(starts: readonly CrowdStart[]) {
    this.#parts = starts.map((start) => new CrowdPart(start));
  }

  get counts(): CrowdCounts {
    return sumOf(this.#parts.map((part) => part.counts));
  }

  /** Resolves when everybody is in. */
  async enter(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.take({ step: "enter", start: part.start })));
  }

  /** From now on all together do so many things a second. */
  async setRate(perSecond: number): Promise<void> {
    const share = perSecond / this.#parts.length;
    await Promise.all(this.#parts.map((part) => part.take({ step: "rate", perSecond: share })));
  }

  /** Resolves when everybody has gone. */
  async leave(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.take({ step: "leave" })));
  }

  /** Ends the processes, whatever they do. */
  end(): void {
    for (const part of this.#parts) part.end();
  }
}

class CrowdPart {
  readonly start: CrowdStart;
  counts: CrowdCounts = sumOf([]);
  readonly #child: ChildProcess;
  #onDone: () => void = () => undefined;
  #onFailed: (failure: Error) => void = () => undefined;

  constructor(start: CrowdStart) {
    this.start = start;
    this.#child = fork(program, { execArgv: ["--disable-warning=ExperimentalWarning"] });
    this.#child.on("message", (answer: CrowdAnswer) => {
      if ("done" in answer) this.#onDone();
      else this.counts = answer.counts;
    });
    this.#child.once("exit", (code, signal) => {
      this.#onFailed(new Error(`A process with a crowd in it ended with ${code ?? signal}.`));
    });
  }

  /** One step at a time. */
  async take(step: CrowdStep): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(() => reject(new Error(`A crowd did not ${step.step} within ${stepMs} ms.`)), stepMs);
    this.#onDone = resolve;
    this.#onFailed = reject;
    this.#child.send(step, () => undefined);
    await promise.finally(() => clearTimeout(late));
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }
}

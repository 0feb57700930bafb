// The processes in which the people are, as the one sees them that runs the check.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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

/** People who stand still with all that they have open, and do not know it. */
export interface Frozen {
  readonly people: number;
  /** They go on. */
  thaw(): void;
}

/** All workers, who take each step together. */
export class Crew {
  /** Rejects when a process ends that nobody killed: a check without its people says nothing. */
  readonly lost: Promise<never>;
  readonly #workers: Worker[];
  #isTalking = false;

  /** Starts a process for each; they know nothing yet. */
  constructor(starts: readonly WorkerStart[]) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.lost = promise;
    promise.catch(() => undefined);
    this.#workers = starts.map((start) => new Worker(start, reject));
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
    this.#isTalking = step.step === "talk";
    const answers = await Promise.all(this.#workers.map((each) => each.take(step)));
    return answers.filter((heads) => heads !== undefined);
  }

  /**
   * kill -9 for one of the processes that are at work, chosen by 0 ≤ chance < 1; after so long its people are on their way
   * back. Resolves then, to how many these are.
   */
  async killOne(chance: number, deadMs: number): Promise<number> {
    const worker = this.#oneOf(chance, () => true);
    if (!worker) return 0;
    await worker.kill(deadMs, () => this.#isTalking);
    return worker.start.people.length;
  }

  /** SIGSTOP for one of the processes in which somebody came by gRPC; undefined if nobody else would go on talking. */
  freezeOne(chance: number): Frozen | undefined {
    if (this.#workers.length < 2) return undefined;
    return this.#oneOf(chance, ({ start }) => start.people.some(({ door }) => door === "grpc"))?.freeze();
  }

  #oneOf(chance: number, isMeant: (worker: Worker) => boolean): Worker | undefined {
    const able = this.#workers.filter((each) => !each.isComingBack && !each.isFrozen && isMeant(each));
    return able[Math.floor(chance * able.length)];
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
  start: WorkerStart;
  isComingBack = false;
  isFrozen = false;
  #before: Counts = none;
  #now: Counts = none;
  #child: ChildProcess;
  readonly #killed = new WeakSet<ChildProcess>();
  #onDone: (heads: Heads | undefined) => void = () => undefined;
  #onFailed: (failure: Error) => void = () => undefined;
  #comingBack: Promise<void> = Promise.resolve();
  readonly #onLost: (failure: Error) => void;
  #isEnded = false;

  constructor(start: WorkerStart, onLost: (failure: Error) => void) {
    this.start = start;
    this.#onLost = onLost;
    this.#child = this.#fork();
  }

  get counts(): Counts {
    return added(this.#before, this.#now);
  }

  /** One step after the other; whoever is on their way back takes it when they are there. */
  async take(step: WorkerStep): Promise<Heads | undefined> {
    await this.#comingBack;
    return this.#takeNow(step);
  }

  /** Ends the process as a kill does, and begins to bring its people back; `isTalking` is asked when they are in. */
  async kill(deadMs: number, isTalking: () => boolean): Promise<void> {
    this.isComingBack = true;
    const ended = once(this.#child, "exit");
    this.#onFailed = () => undefined;
    this.#killed.add(this.#child);
    this.#child.kill("SIGKILL");
    await ended;
    await sleep(deadMs);
    if (this.#isEnded) return;
    this.#before = this.counts;
    this.#now = none;
    this.start = { ...this.start, life: this.start.life + 1 };
    this.#child = this.#fork();
    this.#comingBack = this.#comeBack(isTalking);
    // Whoever asks for the next step is told.
    this.#comingBack.catch(() => undefined);
  }

  freeze(): Frozen {
    const child = this.#child;
    this.isFrozen = true;
    child.kill("SIGSTOP");
    return {
      people: this.start.people.length,
      thaw: () => {
        this.isFrozen = false;
        child.kill("SIGCONT");
      },
    };
  }

  end(): void {
    this.#isEnded = true;
    this.#child.kill("SIGKILL");
  }

  async #comeBack(isTalking: () => boolean): Promise<void> {
    await this.#takeNow({ step: "enter", start: this.start });
    if (isTalking()) await this.#takeNow({ step: "talk" });
    this.isComingBack = false;
  }

  #fork(): ChildProcess {
    const child = fork(worker, { execArgv: ["--disable-warning=ExperimentalWarning"] });
    child.on("message", (answer: WorkerAnswer) => {
      if ("done" in answer) this.#onDone(answer.heads);
      else this.#now = answer;
    });
    child.once("exit", (code, signal) => {
      const failure = new Error(`A process with people in it ended with ${code ?? signal}.`);
      this.#onFailed(failure);
      // The last step ends them well.
      if (code !== 0 && !this.#killed.has(child) && !this.#isEnded) this.#onLost(failure);
    });
    return child;
  }

  #takeNow(step: WorkerStep): Promise<Heads | undefined> {
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
}

const none: Counts = { asked: 0, acknowledged: 0, seen: 0 };

function added(one: Counts, other: Counts): Counts {
  return {
    asked: one.asked + other.asked,
    acknowledged: one.acknowledged + other.acknowledged,
    seen: one.seen + other.seen,
  };
}

// A town in a process of its own, so that its people's work is not the server's.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpuMsOf } from "../meters/process-meter.ts";
import type { Run } from "../scenario.ts";
import { serveFlags } from "../servers/serve-flags.ts";
import { within } from "../within.ts";
import type { Stretch } from "./live.ts";
import type { TownPlan } from "./town.ts";

/** What the process is told. */
export type TownOrder =
  | { readonly plan: TownPlan }
  | { readonly people: number }
  | { readonly seconds: number }
  | { readonly ending: true }
  | { readonly lobbySeq: number };

/** What it answers, once an order. */
export type TownAnswer =
  | { readonly stretch: Stretch }
  | { readonly missing: number; readonly lobbyId: string }
  | { readonly failure: string };

const answerMs = 8 * 60_000;

/** A town that is told what to do. */
export class TownAt {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(child: ChildProcess) {
    this.#process = child;
    this.#ended = once(child, "exit").then(() => Promise.reject(new Error("the town's process ended")));
    // It does end, and then mostly nobody asks any more.
    this.#ended.catch(() => undefined);
  }

  /** Starts the process; the run ends it. */
  static async found(run: Run, plan: Omit<TownPlan, "from">): Promise<TownAt> {
    const child = fork(new URL("./town-process.ts", import.meta.url), { execArgv: [...(await serveFlags())] });
    run.after(async () => void child.kill("SIGKILL"));
    const town = new TownAt(child);
    await town.#ask({ plan: { ...plan, from: ownAddress(child.pid ?? 0) } });
    return town;
  }

  /** Resolves when so many people are there. */
  async grow(people: number): Promise<void> {
    await this.#ask({ people });
  }

  /** Resolves after so many seconds. */
  async live(seconds: number): Promise<void> {
    await this.#ask({ seconds });
  }

  /** Resolves to what came of it; rejects if anything that was to be heard was not. */
  async ending(): Promise<Stretch> {
    const answer = await this.#ask({ ending: true });
    if (!("stretch" in answer)) throw new Error("the town answered something else");
    return answer.stretch;
  }

  /** The lobby of everybody. */
  async lobbyId(): Promise<string> {
    const answer = await this.#ask({ lobbySeq: 0 });
    return "lobbyId" in answer ? answer.lobbyId : "";
  }

  /** How many people have not heard the lobby as far as this. */
  async missing(lobbySeq: number): Promise<number> {
    const answer = await this.#ask({ lobbySeq });
    if (!("missing" in answer)) throw new Error("the town answered something else");
    return answer.missing;
  }

  /** Processor time so far. */
  cpuMs(): number {
    return cpuMsOf(this.#process.pid ?? 0);
  }

  async #ask(order: TownOrder): Promise<TownAnswer> {
    const answered = once(this.#process, "message").then(([message]) => message as TownAnswer);
    this.#process.send(order);
    const answer = await within(Promise.race([answered, this.#ended]), answerMs, "the town's answer");
    if ("failure" in answer) throw new Error(answer.failure);
    return answer;
  }
}

// An address of this machine that no run before has used: each has only some thirty thousand ports, and gets them back a
// minute after a run. Elsewhere than on Linux there is one.
function ownAddress(pid: number): string {
  return process.platform === "linux" ? `127.1.${(pid >> 8) & 255}.${(pid & 253) + 1}` : "127.0.0.1";
}

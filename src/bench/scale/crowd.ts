// People in a process of their own: connected, cut, slowed, and counted from here.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { serveFlags } from "../servers/serve-flags.ts";
import { within } from "../within.ts";

/** How people come back after a cut: all at once, or each after the SDK's own waits. */
export type ComeBack = "at once" | "as the SDK does";

/** What the process is told. */
export type CrowdOrder =
  | { readonly act: "open"; readonly address: string; readonly tokens: readonly string[]; readonly patient: boolean }
  | { readonly act: "hear"; readonly received: number; readonly withinMs: number }
  | { readonly act: "count" }
  | { readonly act: "cut"; readonly comeBack: ComeBack; readonly withinMs: number }
  | { readonly act: "slow"; readonly stopped: number; readonly bytesPerSecond: number }
  | { readonly act: "wake"; readonly withinMs: number };

/** What it answers to each order. */
export interface CrowdAnswer {
  /** Events and frames that all together have heard since they came. */
  readonly received: number;
  readonly frames: number;
  /** After a cut: how long each needed until all was sent to them again. */
  readonly tookMs?: readonly number[];
  /** After a cut: how often somebody had to try again. */
  readonly retries?: number;
  /** After being woken: the reasons that people's streams had been ended with. */
  readonly ended?: readonly string[];
  readonly failure?: string;
}

const openMs = 120_000;
const slackMs = 10_000;

/** One connection and one Subscribe stream a person. */
export class Crowd {
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(process: ChildProcess) {
    this.#process = process;
    this.#ended = once(process, "exit").then(() => Promise.reject(new Error("the crowd's process ended")));
    // It does end, and then mostly nobody asks any more.
    this.#ended.catch(() => undefined);
  }

  /** Connects one person a token; patient ones can be slowed and cost more to hold. */
  static async open(address: string, tokens: readonly string[], patient = false): Promise<Crowd> {
    const flags = [...(await serveFlags())];
    const crowd = new Crowd(fork(new URL("./crowd-process.ts", import.meta.url), { execArgv: flags }));
    try {
      await crowd.#ask({ act: "open", address, tokens, patient }, openMs);
      return crowd;
    } catch (failure) {
      crowd.close();
      throw failure;
    }
  }

  /** Resolves when all together have heard so much; as nobody hears anything twice, everybody has everything then. */
  async hears(received: number, withinMs: number): Promise<CrowdAnswer> {
    const answer = await this.#ask({ act: "hear", received, withinMs }, withinMs);
    if (answer.received !== received)
      throw new Error(`${answer.received.toLocaleString("en")} of ${received.toLocaleString("en")} deliveries came`);
    return answer;
  }

  /** What was heard until now. */
  count(): Promise<CrowdAnswer> {
    return this.#ask({ act: "count" }, 0);
  }

  /** Cuts all connections at once; resolves when everybody is back and was sent all they missed. */
  cut(comeBack: ComeBack, withinMs: number): Promise<CrowdAnswer> {
    return this.#ask({ act: "cut", comeBack, withinMs }, withinMs);
  }

  /** Has the first so many read nothing more, and the others so many bytes a second. */
  async slow(stopped: number, bytesPerSecond: number): Promise<void> {
    await this.#ask({ act: "slow", stopped, bytesPerSecond }, 0);
  }

  /** Has everybody read again, and come back where they were ended. */
  wake(withinMs: number): Promise<CrowdAnswer> {
    return this.#ask({ act: "wake", withinMs }, withinMs);
  }

  /** Ends the process, and with it the connections. */
  close(): void {
    this.#process.kill("SIGKILL");
  }

  async #ask(order: CrowdOrder, withinMs: number): Promise<CrowdAnswer> {
    this.#process.send(order);
    const answered = once(this.#process, "message").then(([message]) => message as CrowdAnswer);
    const answer = await within(Promise.race([answered, this.#ended]), withinMs + slackMs, "the crowd's answer");
    if (answer.failure !== undefined) throw new Error(answer.failure);
    return answer;
  }
}

// Many who listen to one server, in a process of their own, who can all be cut and all come back at once.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { serveFlags } from "../servers/serve-flags.ts";
import { within } from "../within.ts";
import type { Dialect } from "./dialect.ts";

/** How they listen. */
export type Way = "madang-grpc" | "madang-socket" | Dialect["way"];

/** What the process is told. */
export type CrowdOrder =
  | { readonly order: "open"; readonly way: Way; readonly tokens: readonly string[]; readonly address: string }
  | { readonly order: "cut" }
  | { readonly order: "return"; readonly address: string; readonly received: number; readonly withinMs: number }
  | { readonly order: "hear"; readonly received: number; readonly withinMs: number };

/** What a crowd has heard. */
export interface CrowdHeard {
  /** How many have received exactly what was expected. */
  readonly complete: number;
  /** How many were told that what they missed cannot be had. */
  readonly told: number;
  readonly fewest: number;
  readonly most: number;
  /** How long it took until all were complete, or had been told. */
  readonly tookMs: number;
  readonly failure: string | undefined;
}

const openMs = 120_000;
const answerSlackMs = 10_000;

/** A crowd of one connection a person. */
export class Crowd {
  readonly size: number;
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(process: ChildProcess, size: number) {
    this.#process = process;
    this.size = size;
    this.#ended = once(process, "exit").then(() => Promise.reject(new Error("the crowd's process ended")));
    // It does end, and then mostly nobody asks any more.
    this.#ended.catch(() => undefined);
  }

  /** Opens all connections, a few at a time. */
  static async open(way: Way, address: string, tokens: readonly string[]): Promise<Crowd> {
    const process = fork(new URL("./crowd-process.ts", import.meta.url), { execArgv: [...(await serveFlags())] });
    const crowd = new Crowd(process, tokens.length);
    try {
      await crowd.#ask({ order: "open", way, tokens, address }, openMs);
      return crowd;
    } catch (failure) {
      crowd.close();
      throw failure;
    }
  }

  /** Resolves when everybody has received so many messages since they came; rejects if anybody has not in time, or more. */
  async hears(received: number, withinMs: number): Promise<void> {
    const heard = await this.#ask({ order: "hear", received, withinMs }, withinMs + answerSlackMs);
    requireComplete(heard, received, this.size);
  }

  /** Cuts all connections; everybody keeps their place. */
  async cut(): Promise<void> {
    await this.#ask({ order: "cut" }, answerSlackMs);
  }

  /** Has all connect and subscribe at once; resolves to what they have when all have it or know that they cannot. */
  async comeBack(address: string, received: number, withinMs: number): Promise<CrowdHeard> {
    return this.#ask({ order: "return", address, received, withinMs }, openMs + withinMs);
  }

  /** Ends the process, and with it the connections. */
  close(): void {
    this.#process.kill("SIGKILL");
  }

  async #ask(order: CrowdOrder, timeoutMs: number): Promise<CrowdHeard> {
    this.#process.send(order);
    const answered = once(this.#process, "message").then(([message]) => message as CrowdHeard | { refused: string });
    const answer = await within(Promise.race([answered, this.#ended]), timeoutMs, "the crowd's answer");
    if ("refused" in answer) throw new Error(answer.refused);
    return answer;
  }
}

/** Rejects a hearing in which anybody lacks anything. */
export function requireComplete({ complete, fewest, most, failure }: CrowdHeard, received: number, size: number): void {
  if (complete === size) return;
  const spread = `${complete} of ${size} heard ${received} messages, all of them ${fewest} to ${most}`;
  throw new Error(`deliveries are missing: ${spread}${failure === undefined ? "" : ` (${failure})`}`);
}

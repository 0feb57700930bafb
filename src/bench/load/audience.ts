// Many who listen, in a process of their own so that their work is not the server's nor the meter's.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { serveFlags } from "../servers/serve-flags.ts";
import { within } from "../within.ts";

/** What the process is told: to open connections for people (by token, or so many on Socket.IO), or to wait for messages. */
export type AudienceOrder =
  | { readonly address: string; readonly people: readonly string[] | number }
  | { readonly received: number; readonly withinMs: number };

/** What it answers, once an order. */
export type AudienceAnswer = { readonly opened: number } | { readonly hearing: Hearing } | { readonly failure: string };

/** What an audience has heard. */
export interface Hearing {
  /** How many have received exactly what was expected. */
  readonly complete: number;
  readonly fewest: number;
  readonly most: number;
  readonly failure: string | undefined;
}

const openMs = 120_000;
const answerSlackMs = 10_000;

/** An audience of one connection a person. */
export class Audience {
  readonly size: number;
  readonly #process: ChildProcess;
  readonly #ended: Promise<never>;

  private constructor(process: ChildProcess, size: number) {
    this.#process = process;
    this.size = size;
    this.#ended = once(process, "exit").then(() => Promise.reject(new Error("the audience's process ended")));
    // It does end, and then mostly nobody asks any more.
    this.#ended.catch(() => undefined);
  }

  /** Opens all connections; `people` are tokens for Madang's wire, or a number of sockets for Socket.IO. */
  static async open(address: string, people: readonly string[] | number): Promise<Audience> {
    const process = fork(new URL("./audience-process.ts", import.meta.url), { execArgv: [...(await serveFlags())] });
    const size = typeof people === "number" ? people : people.length;
    const audience = new Audience(process, size);
    try {
      await audience.#ask({ address, people }, openMs);
      return audience;
    } catch (failure) {
      audience.close();
      throw failure;
    }
  }

  /** Resolves when everybody has received so many messages since they came; rejects if anybody has not in time, or more. */
  async hears(received: number, withinMs: number): Promise<void> {
    const answer = await this.#ask({ received, withinMs }, withinMs + answerSlackMs);
    if (!("hearing" in answer)) throw new Error("the audience answered something else");
    const { complete, fewest, most, failure } = answer.hearing;
    if (complete === this.size) return;
    const spread = `${complete} of ${this.size} heard ${received} messages, the others ${fewest} to ${most}`;
    throw new Error(`deliveries are missing: ${spread}${failure === undefined ? "" : ` (${failure})`}`);
  }

  /** Ends the process, and with it the connections. */
  close(): void {
    this.#process.kill("SIGKILL");
  }

  async #ask(order: AudienceOrder, timeoutMs: number): Promise<AudienceAnswer> {
    this.#process.send(order);
    const answered = once(this.#process, "message").then(([message]) => message as AudienceAnswer);
    const answer = await within(Promise.race([answered, this.#ended]), timeoutMs, "the audience's answer");
    if ("failure" in answer) throw new Error(answer.failure);
    return answer;
  }
}

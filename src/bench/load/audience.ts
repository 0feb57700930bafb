// Many who listen, in a process of their own so that their work is not the server's nor the meter's.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { serveFlags } from "../servers/serve-flags.ts";
import { within } from "../within.ts";

/**
 * Who listens: people with a token, the same at plain TCP sockets or at the gateway's sockets, or so many at sockets of a plain Socket.IO server,
 * at windows of the older chat-server, or at consoles of the older four-service chat.
 */
export type Crowd =
  | { readonly tokens: readonly string[] }
  | { readonly tcpTokens: readonly string[] }
  | { readonly socketTokens: readonly string[] }
  | { readonly sockets: number }
  | { readonly windows: number }
  | { readonly consoles: number };

/** What the process is told: to open a connection for each of a crowd, or to wait for messages. */
export type AudienceOrder =
  | { readonly address: string; readonly crowd: Crowd }
  | { readonly received: number; readonly withinMs: number };

/** What it answers, once an order. */
export type AudienceAnswer = { readonly opened: number } | { readonly hearing: Hearing } | { readonly failure: string };

/** What an audience has heard. */
export interface Hearing {
  /** How many have received exactly what was expected. */
  readonly complete: number;
  /** How many of them heard something else, or in another order, than the first. */
  readonly differing: number;
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

  /** Opens all connections. */
  static async open(address: string, crowd: Crowd): Promise<Audience> {
    const process = fork(new URL("./audience-process.ts", import.meta.url), { execArgv: [...(await serveFlags())] });
    const audience = new Audience(process, sizeOf(crowd));
    try {
      await audience.#ask({ address, crowd }, openMs);
      return audience;
    } catch (failure) {
      audience.close();
      throw failure;
    }
  }

  /**
   * Resolves when everybody has received so many messages since they came; rejects if anybody has not in time, or more, or
   * people at doors something else than each other.
   */
  async hears(received: number, withinMs: number): Promise<void> {
    const answer = await this.#ask({ received, withinMs }, withinMs + answerSlackMs);
    if (!("hearing" in answer)) throw new Error("the audience answered something else");
    const { complete, differing, fewest, most, failure } = answer.hearing;
    if (differing > 0) throw new Error(`${differing} of ${this.size} heard something else than the others`);
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

/** How many they are. */
export function sizeOf(crowd: Crowd): number {
  if ("tokens" in crowd) return crowd.tokens.length;
  if ("tcpTokens" in crowd) return crowd.tcpTokens.length;
  if ("socketTokens" in crowd) return crowd.socketTokens.length;
  if ("sockets" in crowd) return crowd.sockets;
  return "windows" in crowd ? crowd.windows : crowd.consoles;
}

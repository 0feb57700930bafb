// People who listen to the lobby over the gateway's sockets: most in an audience, a few here to time what they hear.
import { Audience } from "./audience.ts";
import { SocketFollower } from "./socket-follower.ts";

/** Observers on each side of the audience: those who come first are served first, those who come last, last. */
const observersAtEachEnd = 5;
const observersHearMs = 10_000;

/** Everybody listens on a socket of their own. */
export class SocketListeners {
  readonly #observers: SocketFollower[] = [];
  readonly #onText: (text: string) => void;
  #audience: Audience | undefined;

  private constructor(onText: (text: string) => void) {
    this.#onText = onText;
  }

  /** Connects one listener a token; `onText` is called for each message that an observer hears. */
  static async open(address: string, tokens: readonly string[], onText: (text: string) => void) {
    const listeners = new SocketListeners(onText);
    try {
      await listeners.#observe(address, tokens.slice(0, observersAtEachEnd));
      const socketTokens = tokens.slice(observersAtEachEnd, -observersAtEachEnd);
      listeners.#audience = await Audience.open(address, { socketTokens });
      await listeners.#observe(address, tokens.slice(-observersAtEachEnd));
      return listeners;
    } catch (failure) {
      listeners.close();
      throw failure;
    }
  }

  /** Resolves when everybody has heard so many messages since they came; rejects if anybody has not in time. */
  async hear(messages: number, withinMs: number): Promise<void> {
    await this.#audience?.hears(messages, withinMs);
    await Promise.all(this.#observers.map((observer) => observer.hears(messages, observersHearMs)));
  }

  /** Cuts all connections. */
  close(): void {
    this.#audience?.close();
    for (const observer of this.#observers) observer.close();
  }

  async #observe(address: string, tokens: readonly string[]): Promise<void> {
    for (const token of tokens) this.#observers.push(await SocketFollower.open(address, token, this.#onText));
  }
}

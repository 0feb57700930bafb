// People who listen to the lobby: most in an audience, a few in this process to time what they hear.
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { Audience } from "./audience.ts";
import { Follower } from "./follower.ts";
import { grpcWire, type Wire, type WireConnection } from "./wire.ts";

/** Observers on each side of the audience: those who come first are served first, those who come last, last. */
const observersAtEachEnd = 5;
const observersHearMs = 10_000;

/** Everybody listens on a connection of their own. */
export class Listeners {
  readonly #connections: WireConnection[] = [];
  readonly #observers: Follower[] = [];
  readonly #wire: Wire;
  readonly #onEvent: (event: Event) => void;
  #audience: Audience | undefined;

  private constructor(wire: Wire, onEvent: (event: Event) => void) {
    this.#wire = wire;
    this.#onEvent = onEvent;
  }

  /** Connects one listener a token; `onEvent` is called for each event that an observer hears. */
  static async open(
    address: string,
    tokens: readonly string[],
    onEvent: (event: Event) => void,
    wire = grpcWire,
  ): Promise<Listeners> {
    const listeners = new Listeners(wire, onEvent);
    try {
      await listeners.#observe(address, tokens.slice(0, observersAtEachEnd));
      listeners.#audience = await Audience.open(
        address,
        wire.crowdOf(tokens.slice(observersAtEachEnd, -observersAtEachEnd)),
      );
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
    for (const connection of this.#connections) connection.close();
  }

  async #observe(address: string, tokens: readonly string[]): Promise<void> {
    for (const token of tokens) {
      const connection = await this.#wire.open(address);
      this.#connections.push(connection);
      this.#observers.push(await Follower.open(connection, token, { onEvent: this.#onEvent }));
    }
  }
}

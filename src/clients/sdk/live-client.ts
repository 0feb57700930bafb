// A library's client, and another one in its place when it hangs while it connects.
import type { Cancel } from "../../core/clock.ts";
import { clientClock } from "./client-clock.ts";

/**
 * Whoever accepted the connection and says nothing for so long never will. gRPC's library waits for ever: it knows a
 * deadline for calls, and none for a connection whose first frame does not come.
 */
const patienceMs = 15_000;

/** How a client's connection stands. */
export type Connectivity = "ready" | "connecting" | "other";

/** How clients are made and looked at. */
export interface LiveClientParts<Client> {
  readonly make: () => Client;
  readonly connectivity: (client: Client) => Connectivity;
}

/** Call `client` for every call anew. */
export class LiveClient<Client extends { close(): void }> {
  readonly #parts: LiveClientParts<Client>;
  #client: Client;
  #cancelLook: Cancel | undefined;
  #closed = false;

  constructor(parts: LiveClientParts<Client>) {
    this.#parts = parts;
    this.#client = parts.make();
  }

  /** The one to call with; what is open on one that hangs ends as UNAVAILABLE or CANCELLED. */
  client(): Client {
    const connectivity = this.#parts.connectivity(this.#client);
    if (!this.#closed && connectivity !== "ready") this.#cancelLook ??= this.#lookLater(connectivity);
    return this.#client;
  }

  close(): void {
    this.#closed = true;
    this.#cancelLook?.();
    this.#client.close();
  }

  #lookLater(before: Connectivity): Cancel {
    return clientClock.after(patienceMs, () => {
      this.#cancelLook = undefined;
      const now = this.#parts.connectivity(this.#client);
      if (now !== "connecting") return;
      // It may have begun a moment ago; seen twice, it hangs.
      if (before !== "connecting") this.#cancelLook = this.#lookLater(now);
      else this.#replace();
    });
  }

  #replace(): void {
    const hanging = this.#client;
    this.#client = this.#parts.make();
    hanging.close();
  }
}

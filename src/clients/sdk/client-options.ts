// What a client can be told when it is made.
import type { Clock } from "../../core/clock.ts";
import type { Credentials } from "./credentials.ts";
import type { Listener } from "./listeners.ts";
import type { OutboxStore } from "./outbox.ts";
import type { TokenStore } from "./session.ts";
import type { SavedCursors } from "./subscription.ts";
import type { Transport } from "./transport.ts";

/** Who it is is said by credentials, or by `tokens` of an earlier session; everything else has a default. */
export interface ClientOptions extends Credentials {
  /** The way to the server; the client closes it when it closes. */
  readonly transport: Transport;
  /** Keeps the session over restarts. */
  readonly tokens?: TokenStore | undefined;
  /** Keeps what is not acknowledged over restarts. */
  readonly outbox?: OutboxStore | undefined;
  /** Where an earlier run stood. */
  readonly cursors?: SavedCursors | undefined;
  /** False: only sends and asks, hears nothing. */
  readonly subscribe?: boolean | undefined;
  /** False: what the server found too much to send is told as a gap and not fetched. */
  readonly fillGaps?: boolean | undefined;
  /** The deadline of a call; 10 s if left out. */
  readonly timeoutMs?: number | undefined;
  /** Hears everything from the first event on. */
  readonly listener?: Listener | undefined;
  /** Closes the client. */
  readonly signal?: AbortSignal | undefined;
  /** The time; tests turn it. */
  readonly clock?: Clock | undefined;
  /** 0 ≤ x < 1; tests choose it. */
  readonly random?: (() => number) | undefined;
}

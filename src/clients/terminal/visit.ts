// One run of the terminal: what was asked for, and the client that was made for it.
import type { ChatClient } from "../sdk/index.ts";
import type { Words } from "./words/words.ts";

/** A client that is not connected yet, and what its user should be told. */
export interface Visit {
  readonly client: ChatClient;
  readonly words: Words;
  /** The server as people write it. */
  readonly server: string;
  /** The name that was asked for. */
  readonly name: string | undefined;
  /** The name of the channel to begin in. */
  readonly channel: string;
  /** Where unsent messages are kept; undefined: nowhere. */
  readonly outboxPath: string | undefined;
  /** Whether the terminal's bell rings. */
  readonly rings: boolean;
  /** What did not go as asked and yet does not stop it. */
  readonly notes: readonly string[];
}

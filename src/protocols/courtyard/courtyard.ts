// What doors share: the channels of everybody, and the ways in and out of them.
import type { Clock } from "../../core/clock.ts";
import type { GuestDesk, Peers } from "../../core/peers.ts";
import type { ChannelStore, MessageLog, NumberStore } from "../../core/ports.ts";
import type { PresenceSink } from "../../core/presence.ts";
import type { TokenBuckets } from "../../core/token-bucket.ts";
import type { Trace } from "../../core/trace.ts";

/** What a chat door stands in. */
export interface Courtyard {
  readonly peers: Peers;
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly numbers: NumberStore;
  readonly guests: GuestDesk;
  readonly presence: PresenceSink;
  readonly clock: Clock;
  /** How fast one person from elsewhere than this machine may say what is kept for a door alone. */
  readonly keptLines: TokenBuckets;
  /** Runs a turn of fan-out: at once when the process is idle, a little later under load. */
  readonly schedule: (turn: () => void) => void;
  /** Hears what the door handed on, where the operator asked for it. */
  readonly trace?: Trace | undefined;
  /** Hears of failures that nobody at the door can mend. */
  readonly onUnexpected: (failure: unknown, where: string) => void;
}

// What the owner of a partition is given, and the bounds of what it holds.
import type { Clock } from "../../core/clock.ts";
import type { EventRecord } from "./log-record.ts";
import type { PartitionLog, RowStore } from "./ports.ts";
import type { RulesInForce } from "./rules-in-force.ts";

/** Bounds of what an owner holds: beyond them new drafts are refused before they are produced. */
export interface OwnerLimits {
  readonly oldestMs: number;
  readonly pending: number;
  readonly pendingBytes: number;
  readonly openChannels: number;
  readonly recentPerChannel: number;
  /** Who waits for so long (at least half of it) to hear that something is durable is told that it is unknown. */
  readonly settleMs: number;
}

/** What holds where nothing else is said. */
export const defaultLimits: OwnerLimits = {
  oldestMs: 2_000,
  pending: 10_000,
  pendingBytes: 16 * 1024 * 1024,
  openChannels: 20_000,
  recentPerChannel: 256,
  settleMs: 10_000,
};

/** What an owner is given. */
export interface OwnerOptions {
  readonly log: PartitionLog;
  readonly store: RowStore;
  readonly clock: Clock;
  /** The store's epoch, in hours since 1970. */
  readonly epoch: number;
  readonly nodeId: string;
  readonly address: string;
  /** Hears of each event that everybody may see, in the order of its channel. */
  readonly onShown: (event: EventRecord) => void;
  /** Hears that its claim counts: from now on it accepts. */
  readonly onClaimed?: (gen: number) => void;
  /** Hears of each event about which everything is durable, in the order of its channel. */
  readonly onSettled?: (event: EventRecord) => void;
  /** Hears once why this is no owner any more: the caller drops it, and takes over anew if the partition is still its. */
  readonly onStopped: (reason: Error) => void;
  readonly limits?: Partial<OwnerLimits>;
  readonly rules?: RulesInForce;
}

// The log's topic as a process uses it, so small that a test can play it; kafka.ts is the real one.
import type { Cancel } from "../../core/clock.ts";
import type { PartitionLog } from "./ports.ts";

/** Takes the records of a partition. */
export interface RecordSink {
  /** Each record once, in the order of offsets. */
  onRecord(offset: number, bytes: Uint8Array): void;
  /** While it is true no more is fetched. */
  isBehind(): boolean;
  /** The reader cannot go on: the offset is out of range, or records were left out. Called once. */
  onFailed(reason: Error): void;
}

/** A topic whose partitions are the log. */
export interface LogTopic {
  /** How many partitions it has; never changes. */
  readonly partitions: number;
  /** One partition to produce to, in the order of calls. */
  log(partition: number): PartitionLog;
  /** Reads a partition from an offset on, until cancelled. */
  read(partition: number, from: number, sink: RecordSink): Cancel;
  close(): Promise<void>;
}

/** Says which partitions this process should own, as its group agrees on it. */
export interface Membership {
  /** Joins; `onAssigned` hears all partitions that are to be ours, whenever that changes. */
  join(onAssigned: (partitions: readonly number[]) => void): void;
  /** Leaves, so that others take over at once. */
  leave(): Promise<void>;
}

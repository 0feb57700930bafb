// A membership that a test turns by hand: who should own which partition is what the test says.
import type { Membership } from "../../src/backends/cluster/log-topic.ts";

/** Tells its one member what is assigned, at once. */
export class HandTurnedMembership implements Membership {
  #assigned: readonly number[];
  #onAssigned: ((partitions: readonly number[]) => void) | undefined;

  constructor(assigned: readonly number[]) {
    this.#assigned = assigned;
  }

  join(onAssigned: (partitions: readonly number[]) => void): void {
    this.#onAssigned = onAssigned;
    onAssigned(this.#assigned);
  }

  async leave(): Promise<void> {
    this.#onAssigned = undefined;
  }

  /** From now on these are the member's. */
  assign(partitions: readonly number[]): void {
    this.#assigned = partitions;
    this.#onAssigned?.(partitions);
  }
}

// The partitions that this process is to own: each is taken over, read, and taken over anew when it is lost.
import type { Clock } from "../../core/clock.ts";
import type { Cql } from "./cql.ts";
import { Gate } from "./gate.ts";
import { gated } from "./gated-row-store.ts";
import type { EventRecord } from "./log-record.ts";
import type { LogTopic } from "./log-topic.ts";
import { NotOwner } from "./not-owner.ts";
import { PartitionOwner } from "./partition-owner.ts";
import { CqlRowStore } from "./row-store.ts";

/** What ownership is given. */
export interface OwnershipOptions {
  readonly topic: LogTopic;
  readonly cql: Cql;
  readonly clock: Clock;
  readonly epoch: number;
  readonly nodeId: string;
  /** Where other nodes find this one. */
  readonly address: string;
  /** Hears of each event that everybody may see, in the order of its channel. */
  readonly onShown: (event: EventRecord) => void;
  /** Hears of each event about which everything is durable. */
  readonly onSettled: (event: EventRecord) => void;
  /** Hears that this process owns the partition now. */
  readonly onGained: (partition: number) => void;
  /** Hears that it does not any more. */
  readonly onLost: (partition: number) => void;
}

/** How long to wait before a partition is taken over again: after a failure, and after somebody else claimed it. */
const again = { afterFailureMs: 300, afterClaimMs: 2_000 } as const;

/** Calls of the store by all owners of this process: beyond it, more at once makes none of them faster. */
const storeAtOnce = 512;
const drainedWithinMs = 4_000;

/** Owns what it is assigned. */
export class Ownership {
  readonly #options: OwnershipOptions;
  readonly #owned = new Map<number, OwnedPartition>();
  readonly #gate = new Gate(storeAtOnce);

  constructor(options: OwnershipOptions) {
    this.#options = options;
  }

  /** Owns these partitions from now on, and no others. */
  assign(partitions: readonly number[]): void {
    for (const [partition, owned] of this.#owned) if (!partitions.includes(partition)) this.#drop(partition, owned);
    for (const partition of partitions)
      if (!this.#owned.has(partition))
        this.#owned.set(partition, new OwnedPartition(partition, this.#options, this.#gate));
  }

  /** The owner of a partition, if it is here and has claimed. */
  owner(partition: number): PartitionOwner | undefined {
    return this.#owned.get(partition)?.owner;
  }

  /** The partitions that are claimed. */
  get partitions(): number[] {
    return [...this.#owned].flatMap(([partition, { owner }]) => (owner ? [partition] : []));
  }

  /** Accepts nothing more, waits a while until what was accepted is durable, and owns nothing then. */
  async close(): Promise<void> {
    const owners = [...this.#owned.values()].flatMap(({ owner }) => owner ?? []);
    await Promise.all(owners.map((owner) => owner.drain(drainedWithinMs)));
    this.assign([]);
  }

  #drop(partition: number, owned: OwnedPartition): void {
    this.#owned.delete(partition);
    owned.close();
  }
}

class OwnedPartition {
  readonly #partition: number;
  readonly #options: OwnershipOptions;
  readonly #gate: Gate;
  #life: PartitionOwner | undefined;
  #claimed = false;
  #closed = false;

  constructor(partition: number, options: OwnershipOptions, gate: Gate) {
    this.#partition = partition;
    this.#gate = gate;
    this.#options = options;
    void this.#own();
  }

  get owner(): PartitionOwner | undefined {
    return this.#claimed ? this.#life : undefined;
  }

  close(): void {
    this.#closed = true;
    this.#life?.stop(new NotOwner("it goes to another node"));
  }

  async #own(): Promise<void> {
    while (!this.#closed) {
      const reason = await this.#liveOnce();
      if (this.#closed) return;
      const waitMs =
        reason instanceof NotOwner && reason.address !== undefined ? again.afterClaimMs : again.afterFailureMs;
      await new Promise<void>((resolve) => this.#options.clock.after(waitMs, resolve));
    }
  }

  /** Owns it until something ends that; resolves to what. */
  async #liveOnce(): Promise<Error> {
    const { topic, cql, clock, epoch, nodeId, address, onShown, onSettled } = this.#options;
    const store = gated(new CqlRowStore(cql, this.#partition), this.#gate);
    const ended = Promise.withResolvers<Error>();
    const life = new PartitionOwner({
      ...{ log: topic.log(this.#partition), store, clock, epoch, nodeId, address, onShown, onSettled },
      onClaimed: (gen) => this.#gained(gen),
      onStopped: (reason) => ended.resolve(reason),
    });
    this.#life = life;
    let cancel: (() => void) | undefined;
    try {
      const from = await life.takeOver();
      cancel = topic.read(this.#partition, from, {
        onRecord: (offset, bytes) => life.take(offset, bytes),
        isBehind: () => life.isBehind,
        onFailed: (reason) => life.stop(reason),
      });
    } catch (failure) {
      life.stop(failure as Error);
    }
    if (this.#closed) life.stop(new NotOwner("it goes to another node"));
    const reason = await ended.promise;
    cancel?.();
    this.#lost();
    return reason;
  }

  #gained(gen: number): void {
    this.#claimed = true;
    const query = "INSERT INTO owners (partition, gen, address) VALUES (?, ?, ?) USING TIMESTAMP ?";
    const { cql, address, onGained } = this.#options;
    // Whoever asks the owner before is told the same by the owner before.
    cql.run(query, this.#partition, BigInt(gen), address, BigInt(gen)).catch(() => undefined);
    onGained(this.#partition);
  }

  #lost(): void {
    this.#life = undefined;
    if (!this.#claimed) return;
    this.#claimed = false;
    this.#options.onLost(this.#partition);
  }
}

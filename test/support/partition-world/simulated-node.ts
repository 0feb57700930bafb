// A process that wants to own the one simulated partition: killed, stopped and started at any moment.

import type { EventRecord } from "../../../src/backends/cluster/log-record.ts";
import { PartitionOwner } from "../../../src/backends/cluster/partition-owner.ts";
import type { RulesInForce } from "../../../src/backends/cluster/rules-in-force.ts";
import type { Draft } from "../../../src/core/event.ts";
import type { Appended } from "../../../src/core/ports.ts";
import { FakeClock } from "../fake-clock.ts";
import type { Caller, Network } from "./network.ts";
import { epoch, type SimulatedStore } from "./simulated-store.ts";

/** A draft as it came to a node. */
export interface Asked {
  readonly draft: Draft;
  /** What of its channel was in the store then. */
  readonly head: number;
}

/** What a node lives in. */
export interface NodeHouse {
  readonly network: Network;
  readonly store: SimulatedStore;
  /** The partition's records, appended to and cut. */
  readonly log: Uint8Array[];
  readonly rules: RulesInForce;
  readonly onShown: (node: SimulatedNode, event: EventRecord) => void;
  readonly onAnswer: (node: SimulatedNode, asked: Asked, answer: Appended | Error) => void;
  readonly tell: (line: string) => void;
}

interface Life extends Caller {
  isDead: boolean;
  isStopped: boolean;
}

/** One node; each life of it is another process. */
export class SimulatedNode {
  readonly name: string;
  readonly #house: NodeHouse;
  clock: FakeClock;
  #life: Life = { isDead: false, isStopped: false };
  #lives = 0;
  #owner: PartitionOwner | undefined;
  #offset: number | undefined;
  #requests: Draft[] = [];

  constructor(name: string, house: NodeHouse, clockAheadMs: number) {
    this.name = name;
    this.#house = house;
    this.clock = new FakeClock(Date.UTC(2026, 0, 1) + clockAheadMs);
  }

  get isUp(): boolean {
    return !this.#life.isDead;
  }

  get isStopped(): boolean {
    return this.#life.isStopped;
  }

  get owns(): boolean {
    return this.isUp && this.#owner !== undefined;
  }

  /** How many records it has not read yet. */
  get unread(): number {
    return this.owns && this.#offset !== undefined ? this.#house.log.length - this.#offset : 0;
  }

  /** The group tells it to take the partition. */
  assign(): void {
    if (!this.isUp || this.isStopped || this.#owner) return;
    const { network, store, log, rules, tell } = this.#house;
    const life = this.#life;
    this.#lives++;
    const nodeId = `${this.name}${this.#lives}`;
    tell(`${this.name} is to own the partition, as ${nodeId}`);
    const produce = (record: Uint8Array) => network.call(life, `${nodeId} produces`, () => void log.push(record), true);
    const owner = new PartitionOwner({
      log: { produce, end: () => network.call(life, `${nodeId} asks for the log's end`, () => log.length) },
      store: store.seenBy(life, nodeId, network),
      clock: this.clock,
      ...{ epoch, nodeId, address: this.name, rules },
      onShown: (event) => this.#house.onShown(this, event),
      onStopped: (reason) => {
        tell(`${nodeId} stops: ${reason.message}`);
        if (this.#owner === owner) this.#owner = undefined;
      },
      limits: { recentPerChannel: 3, oldestMs: 20_000, pending: 50 },
    });
    this.#owner = owner;
    this.#offset = undefined;
    owner.takeOver().then(
      (offset) => {
        if (this.#owner === owner) this.#offset = offset;
      },
      (failure: Error) => owner.stop(failure),
    );
  }

  /** The group takes it away. */
  revoke(): void {
    if (this.isUp && !this.isStopped) this.#owner?.stop(new Error("revoked"));
  }

  /** Reads the next record. */
  read(): void {
    const { log, tell } = this.#house;
    if (!this.isUp || this.isStopped || !this.#owner || this.#offset === undefined) return;
    if (this.#offset > log.length) return this.#owner.stop(new Error("offset out of range"));
    const record = log[this.#offset];
    if (!record) return;
    tell(`${this.name} reads ${this.#offset}`);
    this.#owner.take(this.#offset++, record);
  }

  /** A client's request comes in; a stopped process finds it when it wakes. */
  request(draft: Draft): void {
    if (!this.isUp) return;
    if (this.isStopped) {
      this.#requests.push(draft);
      return;
    }
    const { onAnswer, tell } = this.#house;
    if (!this.#owner) return;
    tell(`${this.name} gets ${draft.clientMessageId}`);
    const life = this.#life;
    const asked = { draft, head: this.#house.store.events(draft.channelId).length };
    const answer = (outcome: Appended | Error) => {
      if (!life.isDead) onAnswer(this, asked, outcome);
    };
    this.#owner.append(draft).then(answer, answer);
  }

  kill(isLost: () => boolean): void {
    if (!this.isUp) return;
    this.#house.tell(`${this.name} is killed`);
    this.#life.isDead = true;
    this.#house.network.lose(this.#life, isLost);
    // Nothing of the old process runs any more: its timers go with its clock.
    const ahead = this.clock.now();
    this.#owner = undefined;
    this.#requests = [];
    this.clock = new FakeClock(ahead);
  }

  start(): void {
    if (!this.isUp) this.#life = { isDead: false, isStopped: false };
  }

  stop(): void {
    if (!this.isUp) return;
    this.#house.tell(`${this.name} is stopped`);
    this.#life.isStopped = true;
  }

  wake(): void {
    if (!this.isStopped) return;
    this.#house.tell(`${this.name} wakes`);
    this.#life.isStopped = false;
    for (const draft of this.#requests.splice(0)) this.request(draft);
  }

  /** Lets its time pass. */
  pass(ms: number): void {
    if (this.isUp && !this.isStopped) this.clock.advance(ms);
  }
}

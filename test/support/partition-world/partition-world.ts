// One partition with everything around it: nodes, people, a log and a store, all of which fail; and what must hold all the same.

import type { EventRecord } from "../../../src/backends/cluster/log-record.ts";
import { allRules, type RulesInForce } from "../../../src/backends/cluster/rules-in-force.ts";
import { ChatError } from "../../../src/core/errors.ts";
import { encodeEvent } from "../../../src/core/event.ts";
import type { Appended } from "../../../src/core/ports.ts";
import { Drafts } from "../drafts.ts";
import { Choices } from "./choices.ts";
import { faultsOf } from "./fault-rates.ts";
import { isJustified, judge } from "./judge.ts";
import { calm, Network } from "./network.ts";
import { Sends } from "./sends.ts";
import { type Asked, SimulatedNode } from "./simulated-node.ts";
import { SimulatedStore } from "./simulated-store.ts";

/** The channels of the partition. */
export const channelIds = ["x", "y"] as const;

/** What may be different from how it is. */
export interface WorldOptions {
  readonly rules?: Partial<RulesInForce>;
  /** The store's lightweight transaction is a read and a write. */
  readonly genIsReadAndWritten?: boolean;
  /** Kafka loses its tail at times, which nobody notices but by reading. */
  readonly losesTail?: boolean;
  readonly maxSends?: number;
  /** Hears what happens. */
  readonly tell?: (line: string) => void;
}

/** One run of one schedule. */
export class PartitionWorld {
  readonly #network: Network;
  readonly #store: SimulatedStore;
  readonly #log: Uint8Array[] = [];
  readonly #sends: Sends;
  readonly #nodes: readonly SimulatedNode[];
  readonly #shown = new Map<string, string>();
  readonly #losesTail: boolean;
  readonly #rules: RulesInForce;
  readonly #tell: (line: string) => void;
  #hasLostTail = false;
  #choices = new Choices(0);
  /** What broke the promise; undefined: nothing did. */
  broken: string | undefined;

  constructor({
    rules,
    genIsReadAndWritten,
    losesTail = false,
    maxSends = 7,
    tell = () => undefined,
  }: WorldOptions = {}) {
    this.#tell = tell;
    this.#losesTail = losesTail;
    this.#rules = { ...allRules, ...rules };
    this.#network = new Network(tell);
    this.#store = new SimulatedStore((what) => this.#break(what));
    if (genIsReadAndWritten) this.#store.genIsReadAndWritten = () => this.#choices.chance(0.3);
    this.#sends = new Sends(maxSends);
    for (const channelId of channelIds) this.#store.seed(channelId, [createdRecord(channelId)]);
    const house = {
      ...{ network: this.#network, store: this.#store, log: this.#log, rules: this.#rules, tell },
      onShown: (node: SimulatedNode, event: EventRecord) => this.#onShown(node, event),
      onAnswer: (node: SimulatedNode, asked: Asked, answer: Appended | Error) => this.#onAnswer(node, asked, answer),
    };
    this.#nodes = ["A", "B", "C"].map((name, i) => new SimulatedNode(name, house, (i - 1) * 3_600_000));
  }

  /** Runs a schedule and then lets everything heal; resolves to what broke the promise. */
  async run(schedule: readonly number[]): Promise<string | undefined> {
    this.#nodes[0]?.assign();
    for (const number of schedule) {
      this.#choices = new Choices(number);
      this.#step(this.#choices);
      await turn();
      if (this.broken) return this.broken;
    }
    await this.#heal();
    if (!this.broken)
      this.broken = judge({ store: this.#store, sends: this.#sends, log: this.#hasLostTail ? undefined : this.#log });
    return this.broken;
  }

  #step(choices: Choices): void {
    const node = choices.pick(this.#nodes) as SimulatedNode;
    const what = choices.next() * faultsOf.total;
    if (what < faultsOf.compose) this.#sends.compose(choices);
    else if (what < faultsOf.again) this.#sends.again(choices);
    else if (what < faultsOf.request) this.#deliverRequest(choices);
    else if (what < faultsOf.land) this.#network.land(choices, faultsOf.network);
    else if (what < faultsOf.deliver) this.#network.deliver(choices);
    else if (what < faultsOf.read) this.#read(choices);
    else if (what < faultsOf.pass) node.pass(choices.pick([100, 250, 600, 1_100]) as number);
    else if (what < faultsOf.assign) node.assign();
    else if (what < faultsOf.revoke) this.#revoke(node);
    else if (what < faultsOf.kill) node.kill(() => choices.chance(0.5));
    else if (what < faultsOf.start) node.start();
    else if (what < faultsOf.stop) node.stop();
    else if (what < faultsOf.wake) node.wake();
    else if (this.#losesTail && choices.chance(0.3)) this.#loseTail(choices);
  }

  #read(choices: Choices): void {
    const node = choices.pick(this.#nodes.filter(({ unread, isStopped }) => unread !== 0 && !isStopped));
    for (let count = 1 + Math.floor(choices.next() * 3); count > 0; count--) node?.read();
  }

  #revoke(node: SimulatedNode): void {
    if (this.#nodes.filter(({ owns }) => owns).length > 1) node.revoke();
  }

  #deliverRequest(choices: Choices): void {
    const { requests } = this.#sends;
    const at = Math.floor(choices.next() * requests.length);
    const draft = requests[at];
    if (!draft) return;
    if (choices.chance(0.92)) requests.splice(at, 1);
    const owners = this.#nodes.filter(({ owns }) => owns);
    choices.pick(choices.chance(0.9) && owners.length > 0 ? owners : this.#nodes)?.request(draft);
  }

  // Nothing of those times is on its way any more: whoever takes over waits longer than any write lives.
  #loseTail(choices: Choices): void {
    if (this.#log.length < 2) return;
    for (const node of this.#nodes) {
      node.wake();
      node.kill(() => true);
      node.start();
    }
    this.#log.length = Math.floor(choices.next() * this.#log.length);
    this.#hasLostTail = true;
    this.#tell(`the log loses its tail and ends at ${this.#log.length}`);
  }

  #onShown(node: SimulatedNode, event: EventRecord): void {
    const { channelId, seq, clientMessageId: id } = event;
    this.#tell(`${node.name} shows ${channelId}/${seq}=${id}`);
    const key = `${channelId}/${seq}`;
    const before = this.#shown.get(key);
    if (before !== undefined && before !== id) this.#break(`${key} was shown as ${before} and as ${id}`);
    this.#shown.set(key, id);
    const row = this.#store.events(channelId).find((each) => each.seq === seq);
    if (row?.clientMessageId !== id) this.#break(`${key}=${id} was shown and is not in the store`);
    if (this.#choices.chance(0.5)) this.#sends.heard(channelId, seq);
  }

  #onAnswer(node: SimulatedNode, asked: Asked, answer: Appended | Error): void {
    const { draft } = asked;
    const { channelId, actorId, clientMessageId: id } = draft;
    const send = this.#sends.all.get(id);
    if (!send) return;
    if (answer instanceof Error) {
      const isCertain = answer instanceof ChatError && answer.code !== "UNAVAILABLE";
      this.#tell(`${node.name} refuses ${id}: ${answer.message}`);
      if (isCertain && send.state.what === "acked")
        this.#break(`${id} was acknowledged and refused (${answer.reason})`);
      if (isCertain && !isJustified(this.#store, asked, answer.reason)) this.#break(`${id} was refused without reason`);
      if (isCertain) send.state = { what: "refused", reason: answer.reason };
      return;
    }
    this.#tell(`${node.name} acknowledges ${id} as ${channelId}/${answer.seq}`);
    // A copy that came later may be accepted: what forbade the first is over.
    if (send.state.what === "refused") return;
    if (this.#store.derivedSeq(channelId) < answer.seq)
      this.#break(`${id} was acknowledged before what follows from it was in the store`);
    const row = this.#store.events(channelId).find(({ seq }) => seq === answer.seq);
    const isIt = row?.clientMessageId === id && row.actorId === actorId;
    if (answer.appended && !isIt) this.#break(`${id} was acknowledged and is not at ${channelId}/${answer.seq}`);
    const first = send.state.what === "acked" ? send.state.seq : answer.seq;
    if (isIt && send.appended && first !== answer.seq)
      this.#break(`${id} was acknowledged at ${first} and ${answer.seq}`);
    if (!answer.appended && !isIt && !isJustified(this.#store, asked, "nothing"))
      this.#break(`${id} was said to be so already, without reason`);
    // The answer may be lost; then they ask again.
    if (this.#choices.chance(0.15)) return;
    send.state = { what: "acked", seq: answer.seq };
    send.appended ||= isIt;
    this.#sends.heard(channelId, answer.seq);
  }

  async #heal(): Promise<void> {
    for (const node of this.#nodes) {
      node.start();
      node.wake();
    }
    await this.#drain();
    for (let round = 0; round < 40 && !this.broken; round++) {
      let owner = this.#nodes.find(({ owns }) => owns);
      for (const node of this.#nodes) if (node !== owner) node.revoke();
      owner ??= this.#nodes[round % 3];
      owner?.assign();
      await this.#drain();
      if (this.#sends.open.length === 0 && round > 1) return;
      for (const draft of this.#sends.requests.splice(0)) owner?.request(draft);
      for (const { draft } of this.#sends.open) owner?.request(draft);
      await this.#drain();
    }
    if (!this.broken && this.#sends.open.length > 0)
      this.#break(`${this.#sends.open[0]?.draft.clientMessageId} never gets an answer`);
  }

  async #drain(): Promise<void> {
    for (let round = 0; round < 12 && !this.broken; round++) {
      for (let step = 0; step < 300 && this.#isBusy(); step++) {
        this.#network.land(this.#choices, calm);
        this.#network.deliver(this.#choices);
        for (const node of this.#nodes) node.read();
        await turn();
        if (this.broken) return;
      }
      for (const node of this.#nodes) node.pass(300);
      await turn();
    }
  }

  #isBusy(): boolean {
    return this.#network.waiting > 0 || this.#nodes.some(({ unread }) => unread !== 0);
  }

  #break(what: string): void {
    this.#tell(`!! ${what}`);
    this.broken ??= what;
  }
}

/** Lets everything run that waits for nothing outside. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function createdRecord(channelId: string): EventRecord {
  const draft = new Drafts(channelId, "mod").created({ members: ["ann", "bob"] });
  const place = { seq: 1, atMs: Date.UTC(2025, 0, 1), messages: 0 };
  const { actorId, clientMessageId, kind, targetSeq, mentions } = draft;
  return {
    gen: 0,
    n: 1,
    ...place,
    channelId,
    actorId,
    clientMessageId,
    kind,
    targetSeq,
    mentions,
    bytes: encodeEvent(draft, place),
  };
}

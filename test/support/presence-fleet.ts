// Nodes that tell each other who is there, over a wire that tests turn by hand: words wait on it until they are let through.
import type { NodeName } from "../../src/core/presence.ts";
import type { Caller } from "../../src/core/service.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { LeaseTime } from "../../src/services/heartbeat/lease-time.ts";
import { OtherNodes } from "../../src/services/heartbeat/other-nodes.ts";
import { People } from "../../src/services/heartbeat/people.ts";
import { Presence } from "../../src/services/heartbeat/presence.ts";
import { FakeClock } from "./fake-clock.ts";

/** A word on its way. */
export interface OnTheWay {
  readonly from: string;
  readonly to: string;
  readonly signal: Uint8Array;
}

/** One process. */
export class PresenceNode implements NodeName {
  readonly nodeId: string;
  readonly address: string;
  readonly topics = new Topics<ChatSignals>();
  readonly people: People;
  readonly others: OtherNodes;
  readonly presence: Presence;

  constructor(fleet: PresenceFleet, { nodeId, address }: NodeName, clock: FakeClock) {
    this.nodeId = nodeId;
    this.address = address;
    this.people = new People(clock.now());
    const nodes = {
      own: { nodeId, address },
      others: () => fleet.leases.filter((lease) => lease.address !== address),
      send: (to: string, signal: Uint8Array) => void fleet.wire.push({ from: address, to, signal }),
    };
    const { people, topics } = this;
    const time = new LeaseTime(clock);
    this.others = new OtherNodes({ nodes, people, time, sessions: () => this.presence });
    this.presence = new Presence({ clock, topics, people, time, tally: this.others.own, news: this.others.news });
  }

  /** A client beats here. */
  beat(session: string, ...open: string[]): void {
    const caller = callerOf(session);
    this.presence.open(caller, this.presence.beat(caller), open);
  }

  leave(session: string): void {
    this.presence.leave(callerOf(session));
  }

  /** They have a stream here; call what it returns when it ends. */
  stream(session: string): () => void {
    return this.presence.streamOpened(callerOf(session));
  }

  /** Everybody who is online, as this node knows it. */
  get online(): string[] {
    return [...this.people.online()].toSorted();
  }

  here(channelId: string): string[] {
    return [...this.people.here(channelId)].toSorted();
  }

  sweep(): void {
    this.presence.sweep();
    this.others.turn();
    this.people.takeChanges();
  }
}

/** Nodes by address; time stands still but for `pass`. */
export class PresenceFleet {
  readonly clock = new FakeClock();
  readonly nodes = new Map<string, PresenceNode>();
  /** Who holds a lease. */
  leases: NodeName[] = [];
  wire: OnTheWay[] = [];
  /** What becomes of words: all go through, in order, unless a test says otherwise. */
  carry: (words: OnTheWay[]) => OnTheWay[] = (words) => words;
  #starts = 0;

  /** A node that starts; what was at its address before is killed. */
  start(address: string): PresenceNode {
    const nodeId = `${address}-${++this.#starts}`;
    const node = new PresenceNode(this, { nodeId, address }, this.clock);
    this.nodes.set(address, node);
    this.leases = [...this.leases.filter((lease) => lease.address !== address), { nodeId, address }];
    return node;
  }

  /** kill -9: its lease goes later. */
  kill(address: string): void {
    this.nodes.delete(address);
  }

  endLease(address: string): void {
    this.leases = this.leases.filter((lease) => lease.address !== address);
  }

  /** Lets seconds pass; in each, every node sweeps, and words are carried until none is left. */
  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.clock.advance(1_000);
      for (const node of this.nodes.values()) node.sweep();
      while (this.wire.length > 0) this.#deliver(this.carry(this.wire.splice(0)));
      for (const node of this.nodes.values()) node.people.takeChanges();
    }
  }

  #deliver(words: readonly OnTheWay[]): void {
    for (const { to, signal } of words) this.nodes.get(to)?.others.receive(signal);
  }
}

/** "ann", or "ann/2" for another session of hers. */
function callerOf(session: string): Caller {
  const [userId = ""] = session.split("/");
  return { sessionId: session, userId, name: userId };
}

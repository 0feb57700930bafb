// Presence in a fleet: tells the other nodes who is at this one, and hears from each who is there.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { FleetNodes } from "../../core/presence.ts";
import type { PresenceWordSchema } from "../../gen/madang/cluster/v1/presence_pb.ts";
import type { LeaseTime } from "./lease-time.ts";
import { OtherNode } from "./other-node.ts";
import { OwnPeople } from "./own-people.ts";
import type { People } from "./people.ts";
import { PeopleAnswers } from "./people-answers.ts";
import { PeopleElsewhere } from "./people-elsewhere.ts";
import type { Presence } from "./presence.ts";
import { decodePresence, encodePresence, fromSessionNews, toPeopleNow } from "./presence-words.ts";
import { OwnNews } from "./session-news.ts";

/** A node that has nothing to tell says so this often. */
const beatMs = 5_000;
/** Nothing came of a node for so long: its people have gone, lease or not. */
const silenceMs = 45_000;
/** So long the people of a node without a lease have to come to another one. */
const goneMs = 10_000;
/** People and channels that one word tells of: a megabyte at most, since all that goes in one turn must fit a link's frame. */
const maxWeight = 20_000;
/** Sessions that one word has news of. */
const maxNews = 5_000;
const maxNodes = 1_000;
const maxPeoplePerNode = 500_000;

type What = MessageInitShape<typeof PresenceWordSchema>["what"];

/** What it is made of. */
export interface OtherNodesOptions {
  readonly nodes: FleetNodes;
  /** All nodes' people. */
  readonly people: People;
  readonly time: Pick<LeaseTime, "now">;
  /** This node's sessions, of which others have news. */
  readonly sessions: () => Pick<Presence, "takeNews" | "nodeGone">;
}

/** Call `turn` every second, before watchers are told. */
export class OtherNodes {
  /** To be told of this node's people. */
  readonly own: OwnPeople;
  readonly #nodes: FleetNodes;
  readonly #people: People;
  /** To be told of this node's sessions. */
  readonly news: OwnNews;
  readonly #time: Pick<LeaseTime, "now">;
  readonly #sessions: OtherNodesOptions["sessions"];
  readonly #others = new Map<string, OtherNode>();
  readonly #answers: PeopleAnswers;
  #number = 0;
  #asks = 0;
  #toldMs = Number.NEGATIVE_INFINITY;
  #toldVersion = 0;

  constructor({ nodes, people, time, sessions }: OtherNodesOptions) {
    this.#nodes = nodes;
    this.#people = people;
    this.#time = time;
    this.#sessions = sessions;
    this.news = new OwnNews(() => time.now());
    this.own = new OwnPeople(people);
    this.#answers = new PeopleAnswers(this.own, maxWeight);
  }

  /** Takes what another node passed on; false if it is not about presence. */
  receive(signal: Uint8Array): boolean {
    const word = decodePresence(signal);
    if (!word) return false;
    const node = word.nodeId === this.#nodes.own.nodeId ? undefined : this.#node(word.nodeId, word.address);
    if (!node) return true;
    // Whoever moves from there to here knows versions from there.
    this.#people.continueFrom(Number(word.version));
    const isNew = node.hear(word, this.#nodes.own.nodeId, this.#time.now());
    if (isNew && word.what.case === "changed")
      for (const news of fromSessionNews(word.what.value)) this.#sessions().takeNews(word.nodeId, news);
    if (word.what.case === "asked" && this.#answers.begin(word.nodeId, word.what.value.ask))
      this.#tellPart(word.nodeId);
    return true;
  }

  /** Tells what changed, asks for what is missing, and forgets nodes that are gone. */
  turn(): void {
    const leased = new Map(this.#nodes.others().map(({ nodeId, address }) => [nodeId, address]));
    for (const [nodeId, address] of leased) this.#node(nodeId, address);
    this.#forgetGone(leased);
    this.#tell();
    for (const nodeId of this.#answers.nodeIds) this.#tellPart(nodeId);
    this.#ask();
  }

  /** Whether all people of all nodes are known, but for what is on the way. */
  get isComplete(): boolean {
    return [...this.#others.values()].every(({ isComplete }) => isComplete);
  }

  /** How much is known of others. */
  measure(): { nodes: number; people: number } {
    let people = 0;
    for (const { size } of this.#others.values()) people += size;
    return { nodes: this.#others.size, people };
  }

  #node(nodeId: string, address: string): OtherNode | undefined {
    const known = this.#others.get(nodeId);
    if (known || this.#others.size >= maxNodes) return known;
    const node = new OtherNode(address, new PeopleElsewhere(this.#people, maxPeoplePerNode), this.#time.now());
    this.#others.set(nodeId, node);
    return node;
  }

  #forgetGone(leased: ReadonlyMap<string, string>): void {
    for (const [nodeId, node] of this.#others) {
      if (this.#time.now() - node.heardMs < (leased.has(nodeId) ? silenceMs : goneMs)) continue;
      node.forget();
      this.#sessions().nodeGone(nodeId);
      this.#others.delete(nodeId);
      this.#answers.drop(nodeId);
    }
  }

  #tell(): void {
    const people = this.own.takeChanges(maxWeight);
    const news = this.news.take(maxNews);
    if (people.length + news.length > 0) {
      this.#number++;
      this.#sendAll({ case: "changed", value: toPeopleNow(people, news) });
    } else if (this.#toldVersion !== this.#people.ownVersion || this.#time.now() - this.#toldMs >= beatMs)
      this.#sendAll({ case: undefined });
  }

  #ask(): void {
    const nowMs = this.#time.now();
    for (const node of this.#others.values()) {
      if (!node.isAskDue(nowMs)) continue;
      const ask = ++this.#asks;
      node.asked(ask, nowMs);
      this.#nodes.send(node.address, this.#word({ case: "asked", value: { ask } }));
    }
  }

  #tellPart(nodeId: string): void {
    const address = this.#others.get(nodeId)?.address;
    const part = this.#answers.next(nodeId);
    if (address === undefined || !part) return;
    const value = { ...part, asker: nodeId, people: toPeopleNow(part.people) };
    this.#nodes.send(address, this.#word({ case: "part", value }));
  }

  // Those without a lease too: they may have heard of this node before it hears of them.
  #sendAll(what: What): void {
    this.#toldMs = this.#time.now();
    this.#toldVersion = this.#people.ownVersion;
    if (this.#others.size === 0) return;
    const word = this.#word(what);
    for (const address of new Set(Array.from(this.#others.values(), (node) => node.address)))
      this.#nodes.send(address, word);
  }

  #word(what: What): Uint8Array {
    const { nodeId, address } = this.#nodes.own;
    const version = BigInt(this.#people.version);
    return encodePresence({ nodeId, address, number: this.#number, version, what });
  }
}

// People at several processes of a fleet who talk all the time, and what the judge says of it.
import { setTimeout as sleep } from "node:timers/promises";
import { ConsoleSpeaker } from "../../tools/demo/console-speaker.ts";
import { DemoRecord } from "../../tools/demo/record.ts";
import { SdkSpeaker } from "../../tools/demo/sdk-speaker.ts";
import { lobby, type Speaker } from "../../tools/demo/speaker.ts";
import { type DemoVerdict, verdictOf } from "../../tools/demo/verdict.ts";
import { eventually } from "./running-command.ts";

const everyMs = 100;
const longestInFlight = 400;
const settleMs = 60_000;

/** Where they come in. */
export interface TalkPlaces {
  /** http address of a gateway. */
  readonly web: string;
  /** host:port of a node. */
  readonly node: string;
  /** host:port of the doors. */
  readonly doors: string;
}

/** One by Socket.IO, one by gRPC, one older console; all in the lobby. */
export class FleetTalk {
  readonly record = new DemoRecord();
  /** Everybody. */
  readonly people: readonly Speaker[];
  readonly console: ConsoleSpeaker;
  readonly #reader: SdkSpeaker;
  readonly #talking: Promise<void>[];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #longestMs = new Map<string, number>();
  #isOver = false;

  static async begin({ web, node, doors }: TalkPlaces): Promise<FleetTalk> {
    const record = new DemoRecord();
    const ann = await SdkSpeaker.enter(web, "ann", record);
    const bob = await SdkSpeaker.enter(node, "bob", record);
    return new FleetTalk(record, [ann, bob], await ConsoleSpeaker.enter(doors, record));
  }

  private constructor(record: DemoRecord, [ann, bob]: readonly [SdkSpeaker, SdkSpeaker], typed: ConsoleSpeaker) {
    this.record = record;
    this.people = [ann, bob, typed];
    this.console = typed;
    this.#reader = bob;
    this.#talking = this.people.map((speaker) => this.#talk(speaker));
  }

  /** How many lines were acknowledged so far, of everybody or of one. */
  acknowledged(name?: string): number {
    return this.record.count("acknowledged", name);
  }

  /** The longest that each waited for an acknowledgement since this was asked before, in ms, by name. */
  takeLongest(): Record<string, number> {
    const longest = Object.fromEntries(this.#longestMs);
    this.#longestMs.clear();
    return longest;
  }

  /** Resolves once each of these had this many lines acknowledged from now on. */
  async goesOn(names: readonly string[], lines: number): Promise<void> {
    const enough = new Map(names.map((name) => [name, this.acknowledged(name) + lines]));
    const isSo = () => names.every((name) => this.acknowledged(name) >= (enough.get(name) ?? 0));
    await eventually(isSo, settleMs, () => names.map((name) => `${name}: ${this.acknowledged(name)}`).join(", "));
  }

  /** Lets them say no more, waits for what is on its way, and judges all of it. */
  async judge(): Promise<DemoVerdict> {
    this.#isOver = true;
    await Promise.all(this.#talking);
    await eventually(
      () => this.#inFlight.size === 0,
      settleMs,
      () => `${this.#inFlight.size} lines are still being said`,
    );
    const stored = await this.#reader.texts(lobby.channelId);
    const hasAll = () => this.people.every((each) => this.record.hasSeen(each.name, stored.at(-1) ?? ""));
    await eventually(hasAll, settleMs, () => "not everybody saw the last line");
    return verdictOf(this.record, new Map([[lobby.channelId, stored]]));
  }

  async leave(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.people.map((each) => each.close()));
  }

  async #talk(speaker: Speaker): Promise<void> {
    for (let i = 1; !this.#isOver; i++) {
      if (this.#inFlight.size < longestInFlight) this.#say(speaker, `${speaker.name} counts: ${i}`);
      await sleep(everyMs);
    }
  }

  #say(speaker: Speaker, text: string): void {
    const saidAt = performance.now();
    const saying = speaker.say(lobby, text).then(() => {
      const tookMs = Math.round(performance.now() - saidAt);
      this.#longestMs.set(speaker.name, Math.max(tookMs, this.#longestMs.get(speaker.name) ?? 0));
    });
    this.#inFlight.add(saying);
    const over = () => this.#inFlight.delete(saying);
    // What could not be said is not acknowledged: the verdict knows.
    saying.then(over, over);
  }
}

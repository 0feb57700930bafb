// A person of the chatting door, by the same class that the console of examples/older uses: so each answer is known.

import { ChattingPerson, type Room } from "../../examples/older/chatting-person.ts";
import { type Chat, type StatusReply, StatusReply_Status } from "../../src/gen/compat/chatting/chatting_pb.ts";
import type { DemoRecord } from "./record.ts";
import { lobby, type Place, type Speaker } from "./speaker.ts";
import { until } from "./until.ts";

/** An index that outlives the server; one line at a time. */
export class ConsoleSpeaker implements Speaker {
  readonly door = "chatting";
  readonly #record: DemoRecord;
  readonly #person: ChattingPerson;
  /** Indexes that were announced in the channel that they are in. */
  readonly #joined = new Set<number>();
  #place: Place | undefined;
  #before: Promise<void> = Promise.resolve();

  /** Logs in. */
  static async enter(agent: string, record: DemoRecord): Promise<ConsoleSpeaker> {
    const speaker = new ConsoleSpeaker(agent, record);
    await speaker.#person.enter();
    record.enter(speaker.name, speaker.door, { hasEcho: false });
    await speaker.isThere();
    return speaker;
  }

  private constructor(agent: string, record: DemoRecord) {
    this.#record = record;
    this.#person = new ChattingPerson(agent, {
      chat: (said, channel) => this.#hear(said, channel),
      status: (what) => this.#learn(what),
    });
  }

  get name(): string {
    return String(this.#person.index);
  }

  /** Says it in the lobby if the channel is gone meanwhile. */
  say(place: Place, text: string): Promise<void> {
    this.#before = this.#before.then(() => this.#sayNow(place, text));
    return this.#before;
  }

  isThere(): Promise<void> {
    const { index } = this.#person;
    return until(
      async () => this.#person.isIn && (await this.#users()).includes(index),
      () => `${index} is in the lobby`,
    );
  }

  /** Makes a channel and goes there. */
  async make(): Promise<Room> {
    const room = await this.#person.make();
    if (!room) throw new Error("No channel could be made.");
    this.#goTo(room);
    return room;
  }

  /** Joins a channel by its number. */
  async join(number: number): Promise<void> {
    const room = await this.#person.join(number);
    if (!room) throw new Error(`There is no channel ${number}.`);
    this.#goTo(room);
  }

  /** Which of our channels the one is that they are in. */
  settle(place: Place): void {
    this.#place = place;
  }

  /** Resolves when so many were announced in the channel. */
  hearsOf(count: number): Promise<void> {
    return until(
      () => this.#joined.size >= count,
      () => `${this.name} hears of ${count} people in the channel, not of ${[...this.#joined].join(", ")}`,
    );
  }

  async close(): Promise<void> {
    this.#person.close();
  }

  #goTo(room: Room): void {
    this.#joined.clear();
    this.#person.goTo(room);
  }

  async #sayNow(wanted: Place, text: string): Promise<void> {
    await until(
      () => this.#person.isIn,
      () => `${this.name} comes back`,
    );
    const place = this.#person.room ? wanted : lobby;
    this.#record.said(this.name, place.channelId, text);
    const saying = place.number === 0 ? this.#person.sayToAll(text) : this.#person.say(text);
    await saying.then(
      () => this.#record.settled(text, "acknowledged"),
      // A line has no id: said again, it could be there twice.
      () => this.#record.settled(text, "unsure"),
    );
  }

  async #users(): Promise<number[]> {
    try {
      return (await this.#person.users(0)).map(({ user }) => user);
    } catch {
      // The server went away again.
      return [];
    }
  }

  #hear({ text = "" }: Chat, channel: number): void {
    const place = channel === 0 ? lobby : this.#place;
    this.#record.saw(this.name, place?.channelId ?? `channel ${channel}`, text);
  }

  #learn({ status, index }: StatusReply): void {
    if (status === StatusReply_Status.JOIN_USER) this.#joined.add(index);
    if (status === StatusReply_Status.LEAVE_USER) this.#joined.delete(index);
  }
}

// All villages of a day: they grow, and live for a while; what was said must come to everybody who is to hear it.
import { atOnce } from "../load/at-once.ts";
import { dueOf } from "../load/stamped-text.ts";
import { FrameConnection } from "./frame-connection.ts";
import { oneLooksIn } from "./mix.ts";
import { Resident } from "./resident.ts";
import { seeded } from "./seeded.ts";
import { makeVillage, type Person, type Said, signInAll } from "./village.ts";

/** How a town is. */
export interface TownPlan {
  readonly address: string;
  readonly from: string;
  /** People in a village. */
  readonly village: number;
  /** They only listen to the lobby. */
  readonly quiet: boolean;
}

const comeAtOnce = 64;
const oneAttentiveIn = 8;

/** Everybody, in one process. */
export class Town {
  readonly residents: Resident[] = [];
  readonly random = seeded(20_240_601);
  /** Takes the moments that attentive people read in texts. */
  onDue: (dueMs: number, isLarge: boolean) => void = () => undefined;
  lobbyId = "";
  readonly #plan: TownPlan;
  readonly #homes = new Map<Person, Resident>();
  readonly #lastSaid = new Map<string, Said>();
  /** How far each channel came, as far as it was acknowledged. */
  readonly #heads = new Map<string, number>();
  /** Channels of more than 50. */
  readonly #large = new Set<string>();
  #failure: Error | undefined;
  #acts = 0;

  constructor(plan: TownPlan) {
    this.#plan = plan;
  }

  /** Adds villages until there are so many people; resolves when all are there. */
  async grow(people: number): Promise<void> {
    const door = await FrameConnection.open(this.#plan.address, this.#plan.from);
    const { village } = this.#plan;
    while (this.residents.length < people) {
      const size = Math.min(village, people - this.residents.length);
      const plan = { number: this.residents.length / village, people: size, random: this.random };
      const newcomers = this.#plan.quiet
        ? await signInAll(door, plan)
        : await makeVillage(door, { ...plan, onSaid: (said) => this.saidNow(said) });
      await this.#settle(newcomers);
    }
    door.close();
    this.mustBeWell();
  }

  /** Something went wrong that everybody should hear of. */
  failed(failure: Error): void {
    this.#failure ??= failure;
  }

  /** Throws the first thing that went wrong. */
  mustBeWell(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Somebody's message is in the log. */
  saidNow(said: Said): void {
    this.#lastSaid.set(said.channelId, said);
    this.reached(said.channelId, said.seq);
  }

  /** A channel has come so far: whoever is in it must hear that much. */
  reached(channelId: string, seq: number): void {
    this.#heads.set(channelId, Math.max(seq, this.#heads.get(channelId) ?? 0));
  }

  /** The last message of a channel. */
  lastSaid(channelId: string): Said | undefined {
    return this.#lastSaid.get(channelId);
  }

  /** It is taken back: nobody can answer to it any more. */
  takenBack(channelId: string): void {
    this.#lastSaid.delete(channelId);
  }

  /** Different every time. */
  nextNumber(): number {
    return this.#acts++;
  }

  /** Who this person is in the town. */
  homeOf(person: Person): Resident {
    return this.#homes.get(person) as Resident;
  }

  /** How many of whose channels were not heard as far as they came. */
  countMissing(): number {
    let missing = 0;
    for (const { places } of this.residents) {
      for (const [channelId, seq] of places) if (seq < (this.#heads.get(channelId) ?? 0)) missing++;
    }
    return missing;
  }

  async #settle(people: readonly Person[]): Promise<void> {
    const around = {
      ...this.#plan,
      onText: (text: string, channelId: string) => this.onDue(dueOf(text), this.#large.has(channelId)),
      onFailure: (failure: Error) => this.failed(failure),
    };
    await atOnce(people.length, comeAtOnce, async (index) => {
      const person = people[index] as Person;
      const number = this.residents.length;
      const ways = { attentive: number % oneAttentiveIn === 0, looking: number % oneLooksIn === 0 };
      const resident = new Resident(person, around, ways);
      this.residents.push(resident);
      this.#homes.set(person, resident);
      await resident.come();
      this.lobbyId ||= [...resident.places.keys()].find((id) => !isAmong(person, id)) ?? "";
      person.channels.lobby.push(this.lobbyId);
      for (const channelId of [this.lobbyId, ...person.channels.hall]) this.#large.add(channelId);
    });
  }
}

function isAmong({ channels }: Person, channelId: string): boolean {
  return Object.values(channels).some((ids) => ids.includes(channelId));
}

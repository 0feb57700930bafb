// The people at one other node, as far as it told: counted among all as if each were one session.
import type { PeopleTally } from "./people-tally.ts";
import type { PersonThere } from "./presence-words.ts";

interface There {
  open: readonly string[];
  /** The round in which they were last told of. */
  round: number;
}

/** Holds at most `maxPeople`; more are not seen from here. */
export class PeopleElsewhere {
  readonly #everybody: PeopleTally;
  readonly #maxPeople: number;
  readonly #there = new Map<string, There>();
  #round = 0;

  constructor(everybody: PeopleTally, maxPeople: number) {
    this.#everybody = everybody;
    this.#maxPeople = maxPeople;
  }

  /** Everybody will be told of from now on. */
  beginRound(): void {
    this.#round++;
  }

  /** Everybody was told of: the others have gone. */
  endRound(): void {
    for (const [userId, { round }] of this.#there) if (round !== this.#round) this.#remove(userId);
  }

  /** Takes how a person is. */
  take({ userId, name, online, open, moves }: PersonThere): void {
    if (online) this.#put(userId, name, open);
    else this.#remove(userId);
    for (const [channelId, isMember] of moves) this.#everybody.moved(userId, channelId, isMember);
  }

  /** All have gone. */
  clear(): void {
    for (const userId of this.#there.keys()) this.#remove(userId);
  }

  get size(): number {
    return this.#there.size;
  }

  #put(userId: string, name: string, open: readonly string[]): void {
    const known = this.#there.get(userId);
    if (!known && this.#there.size >= this.#maxPeople) return;
    if (!known) this.#everybody.arrive(userId, name);
    this.#replaceOpen(userId, known?.open ?? [], open);
    this.#there.set(userId, { open, round: this.#round });
  }

  #replaceOpen(userId: string, before: readonly string[], after: readonly string[]): void {
    for (const channelId of before) if (!after.includes(channelId)) this.#everybody.close(userId, channelId);
    for (const channelId of after) if (!before.includes(channelId)) this.#everybody.open(userId, channelId);
  }

  #remove(userId: string): void {
    const known = this.#there.get(userId);
    if (!known) return;
    this.#replaceOpen(userId, known.open, []);
    this.#there.delete(userId);
    this.#everybody.depart(userId);
  }
}

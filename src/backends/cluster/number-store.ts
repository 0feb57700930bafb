// Numbers of people and other counts in CQL.
import { errors } from "../../core/errors.ts";
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { NumberStore } from "../../core/ports.ts";
import type { Cql } from "./cql.ts";

const peopleCounter = "people";
/** The place of a reader who hears everything at once. */
const livePlace = -1;
/** All readers' places are in one partition: there are a few thousand at most. */
const shard = 0;
/** So often a counter is tried when other nodes count too. */
const tries = 50;
// No character sorts behind the last one there is.
const lastCharacter = "\u{10ffff}";

interface PlaceRow {
  readonly reader: string;
  readonly seq: bigint;
}

/** NumberStore by lightweight transactions; within a process those who want the same take turns. */
export class ClusterNumberStore implements NumberStore {
  readonly #cql: Cql;
  readonly #turns = new KeyedTurns();

  constructor(cql: Cql) {
    this.#cql = cql;
  }

  async next(counter: string): Promise<number> {
    for (;;) {
      const number = await this.#turns.run(`counter ${counter}`, () => this.#count(counter));
      if (counter !== peopleCounter || (await this.#claimant(number)) === undefined) return number;
    }
  }

  numberOf(userId: string): Promise<number> {
    return this.#turns.run(`person ${userId}`, async () => {
      const known = await this.#numberOf(userId);
      // A process may have died between the two halves of a claim.
      if (known !== undefined && (await this.#isTheirs(known, userId))) return known;
      for (;;) {
        const number = await this.next(peopleCounter);
        if ((await this.#claim(number, userId)) === userId) return number;
        const theirs = await this.#numberOf(userId);
        if (theirs !== undefined) return theirs;
      }
    });
  }

  async holderOf(number: number): Promise<string | undefined> {
    const holder = await this.#claimant(number);
    return holder !== undefined && (await this.#numberOf(holder)) === number ? holder : undefined;
  }

  claim(number: number, userId: string): Promise<string | undefined> {
    return this.#turns.run(`person ${userId}`, () => this.#claim(number, userId));
  }

  placeOf(reader: string): Promise<number | undefined> {
    return this.#turns.run(`place ${reader}`, async () => {
      const row = await this.#cql.one<PlaceRow>("SELECT seq FROM places WHERE shard = ? AND reader = ?", shard, reader);
      return row && row.seq >= 0n ? Number(row.seq) : undefined;
    });
  }

  // In turns: two that are on their way at once arrive in any order, and the older place could stay.
  keepPlace(reader: string, place: number | "live" | undefined): Promise<void> {
    return this.#turns.run(`place ${reader}`, () => this.#keepPlace(reader, place));
  }

  async readersLike(prefix: string): Promise<string[]> {
    return (await this.#placesLike(prefix)).map(({ reader }) => reader);
  }

  async settlePlaces(prefix: string, seq: number): Promise<void> {
    const live = (await this.#placesLike(prefix)).filter((place) => Number(place.seq) === livePlace);
    for (const { reader } of live) await this.keepPlace(reader, seq);
  }

  #placesLike(prefix: string): Promise<PlaceRow[]> {
    const query = "SELECT reader, seq FROM places WHERE shard = ? AND reader >= ? AND reader < ?";
    return this.#cql.all<PlaceRow>(query, shard, prefix, prefix + lastCharacter);
  }

  #keepPlace(reader: string, place: number | "live" | undefined): Promise<void> {
    if (place === undefined) return this.#cql.run("DELETE FROM places WHERE shard = ? AND reader = ?", shard, reader);
    const seq = BigInt(place === "live" ? livePlace : place);
    return this.#cql.run("INSERT INTO places (shard, reader, seq) VALUES (?, ?, ?)", shard, reader, seq);
  }

  async #count(counter: string): Promise<number> {
    const row = await this.#cql.one<{ value: bigint }>("SELECT value FROM counter_claims WHERE name = ?", counter);
    for (let left = tries, value = row?.value ?? 0n; left > 0; left--) {
      const lost = await this.#step(counter, value);
      if (!lost) return Number(value + 1n);
      value = lost.value ?? 0n;
    }
    throw errors.backlog();
  }

  /** Counts on from a value; resolves to what stood against it. */
  #step(counter: string, value: bigint): Promise<{ value?: bigint } | undefined> {
    if (value === 0n)
      return this.#cql.compare("INSERT INTO counter_claims (name, value) VALUES (?, 1) IF NOT EXISTS", counter);
    const update = "UPDATE counter_claims SET value = ? WHERE name = ? IF value = ?";
    return this.#cql.compare(update, value + 1n, counter, value);
  }

  async #claim(number: number, userId: string): Promise<string | undefined> {
    const give = "INSERT INTO numbers (user_id, number) VALUES (?, ?) IF NOT EXISTS";
    const has = await this.#cql.compare<{ number: bigint }>(give, userId, BigInt(number));
    if (has && Number(has.number) !== number) return this.holderOf(number);
    const holder = await this.#take(number, userId);
    if (holder !== userId)
      await this.#cql.compare("DELETE FROM numbers WHERE user_id = ? IF number = ?", userId, BigInt(number));
    return holder;
  }

  /** Takes a number for a person unless somebody has it; resolves to who has it. */
  async #take(number: number, userId: string): Promise<string> {
    const take = "INSERT INTO number_claims (number, user_id) VALUES (?, ?) IF NOT EXISTS";
    const held = await this.#cql.compare<{ user_id: string }>(take, BigInt(number), userId);
    return held?.user_id ?? userId;
  }

  async #isTheirs(number: number, userId: string): Promise<boolean> {
    return ((await this.#claimant(number)) ?? (await this.#take(number, userId))) === userId;
  }

  async #claimant(number: number): Promise<string | undefined> {
    const query = "SELECT user_id FROM number_claims WHERE number = ?";
    return (await this.#cql.one<{ user_id: string }>(query, BigInt(number)))?.user_id;
  }

  async #numberOf(userId: string): Promise<number | undefined> {
    const row = await this.#cql.one<{ number: bigint }>("SELECT number FROM numbers WHERE user_id = ?", userId);
    return row && Number(row.number);
  }
}

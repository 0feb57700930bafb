// How many channels a person may be in, counted without asking the store at every join.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { ChannelStore } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";

interface Count {
  taken: number;
  readonly countedAtMs: number;
}

const pageSize = 500;
const maxPeople = 10_000;
/** Not every end of a membership is seen here: a count that says "full" is taken again after so long. */
const recountMs = 60_000;

/** Keeps people below the limit; those who join through another process may pass it by a few. */
export class ChannelPlaces {
  readonly #channels: ChannelStore;
  readonly #clock: Clock;
  readonly #limit: number;
  readonly #counts = new Map<string, Promise<Count>>();

  constructor({ channels, clock, limit }: { channels: ChannelStore; clock: Clock; limit: number }) {
    this.#channels = channels;
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Runs an append that brings a person into a channel; rejects with TOO_MANY_CHANNELS before it. */
  async take<T extends { readonly appended: boolean }>(userId: string, append: () => Promise<T>): Promise<T> {
    const count = await this.#countOf(userId);
    if (count.taken >= this.#limit) throw errors.tooManyChannels(this.#limit);
    // Taken before the append: many at once must not all find the last place free.
    count.taken++;
    let isTaken = false;
    try {
      const answer = await append();
      isTaken = answer.appended;
      return answer;
    } finally {
      if (!isTaken) count.taken--;
    }
  }

  /** A person is in one channel less. */
  async giveBack(userId: string): Promise<void> {
    const count = await this.#counts.get(userId);
    if (count && count.taken > 0) count.taken--;
  }

  async #countOf(userId: string): Promise<Count> {
    const known = this.#counts.get(userId);
    if (!known) return this.#begin(userId);
    const count = await known;
    const isOutdated = count.taken >= this.#limit && this.#clock.now() - count.countedAtMs >= recountMs;
    if (!isOutdated) return count;
    const latest = this.#counts.get(userId);
    return latest && latest !== known ? latest : this.#begin(userId);
  }

  #begin(userId: string): Promise<Count> {
    const count = this.#count(userId);
    this.#counts.delete(userId);
    this.#counts.set(userId, count);
    count.catch(() => this.#counts.delete(userId));
    const oldest = this.#counts.keys().next();
    if (this.#counts.size > maxPeople && !oldest.done) this.#counts.delete(oldest.value);
    return count;
  }

  async #count(userId: string): Promise<Count> {
    const countedAtMs = this.#clock.now();
    let taken = 0;
    let after: string | undefined;
    do {
      const page = await this.#channels.channelsOf(userId, { after, size: pageSize });
      taken += page.items.filter(({ channel }) => channel.kind !== ChannelKind.LOBBY).length;
      after = page.next;
    } while (after !== undefined && taken < this.#limit);
    return { taken, countedAtMs };
  }
}

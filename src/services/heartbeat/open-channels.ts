// Who has which channel open, counted over the sessions of a person.

/** Counts of sessions by channel and person; nothing is kept of channels that nobody has open. */
export class OpenChannels {
  readonly #byChannel = new Map<string, Map<string, number>>();

  /** Counts one more session; true if it is the person's first there. */
  add(channelId: string, userId: string): boolean {
    const people = this.#byChannel.get(channelId) ?? new Map<string, number>();
    this.#byChannel.set(channelId, people);
    const sessions = (people.get(userId) ?? 0) + 1;
    people.set(userId, sessions);
    return sessions === 1;
  }

  /** Counts one session less; true if it was the person's last there. */
  remove(channelId: string, userId: string): boolean {
    const people = this.#byChannel.get(channelId);
    const sessions = people?.get(userId);
    if (!people || sessions === undefined) return false;
    if (sessions > 1) {
      people.set(userId, sessions - 1);
      return false;
    }
    people.delete(userId);
    if (people.size === 0) this.#byChannel.delete(channelId);
    return true;
  }

  has(channelId: string, userId: string): boolean {
    return this.#byChannel.get(channelId)?.has(userId) ?? false;
  }

  /** How many people have the channel open. */
  count(channelId: string): number {
    return this.#byChannel.get(channelId)?.size ?? 0;
  }

  /** Everybody who has the channel open. */
  people(channelId: string): Iterable<string> {
    return this.#byChannel.get(channelId)?.keys() ?? [];
  }

  /** How many channels somebody has open: for tests of leaks. */
  get size(): number {
    return this.#byChannel.size;
  }
}

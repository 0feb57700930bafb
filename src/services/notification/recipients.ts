// Who may be told of a message: all members of a small channel, of a larger one those who asked and those who are meant.
import type { Clock } from "../../core/clock.ts";
import type { NoticeStore } from "../../core/notices.ts";
import type { ChannelMembers, Membership } from "./channel-members.ts";
import type { Candidate, Said } from "./decide.ts";
import type { Wish } from "./levels.ts";

/** Others have their turn between pages: a page holds them up for a few milliseconds. */
const pageSize = 250;
const nothingSet: Wish = {};
/** As a channel: what people set for all channels. */
const inGeneral = "";

/** What candidates are found with. */
export interface RecipientsParts {
  readonly members: ChannelMembers;
  readonly notices: Pick<NoticeStore, "preferencesIn" | "wantAll">;
  readonly clock: Pick<Clock, "after">;
}

type Wishes = ReadonlyMap<string, Wish>;

/** Asks for what people set once in a batch of messages: call `begin` before each. */
export class Recipients {
  readonly #parts: RecipientsParts;
  #wishes = new Map<string, Wishes>();
  /** Those who asked for every message of a large channel, where they are few. */
  #everyMessage = new Map<string, readonly Candidate[]>();

  constructor(parts: RecipientsParts) {
    this.#parts = parts;
  }

  /** What was known of preferences is asked for again. */
  begin(): void {
    this.#wishes = new Map();
    this.#everyMessage = new Map();
  }

  /** Whether it is known that there is nobody: in a large channel mostly, where nobody asked for every message. */
  areNone({ channelId, mentions, repliedTo }: Said, { members }: Membership): boolean {
    if (members || mentions.length > 0 || repliedTo !== undefined) return false;
    return this.#everyMessage.get(channelId)?.length === 0;
  }

  /** Pages of people, each person once. Rejects if the store cannot be read. */
  async *of(said: Said, membership: Membership): AsyncGenerator<readonly Candidate[]> {
    const { members } = membership;
    if (members) yield await this.#small(said, members);
    else yield* this.#large(said, membership);
  }

  async #small({ channelId, seq }: Said, members: ReadonlyMap<string, number>): Promise<Candidate[]> {
    const wishes = this.#wishes.get(channelId) ?? (await this.#wishesOf(channelId, [...members.keys()]));
    this.#wishes.set(channelId, wishes);
    const people: Candidate[] = [];
    for (const [userId, joinedSeq] of members)
      if (joinedSeq <= seq) people.push({ userId, wish: wishes.get(userId) ?? nothingSet });
    return people;
  }

  async *#large(said: Said, membership: Membership): AsyncGenerator<readonly Candidate[]> {
    const meant = new Set([...said.mentions, ...(said.repliedTo === undefined ? [] : [said.repliedTo])]);
    yield await this.#within(said, membership, await this.#candidates(said.channelId, [...meant]));
    for await (const page of this.#askers(said.channelId))
      yield await this.#within(
        said,
        membership,
        page.filter(({ userId }) => !meant.has(userId)),
      );
  }

  async *#askers(channelId: string): AsyncGenerator<readonly Candidate[]> {
    const known = this.#everyMessage.get(channelId);
    if (known) return yield known;
    const first: Candidate[] = [];
    let pages = 0;
    for (const place of [channelId, inGeneral]) {
      for await (const userIds of this.#wantAll(place)) {
        const people = await this.#candidates(channelId, userIds);
        // Who has a word of their own for the channel was named there, or does not want it.
        const named = place === channelId ? people : people.filter(({ wish }) => !hasOwnLevel(wish));
        if (++pages <= 2) first.push(...named);
        yield named;
      }
    }
    if (pages <= 2) this.#everyMessage.set(channelId, first);
  }

  async *#wantAll(place: string): AsyncGenerator<readonly string[]> {
    let after: string | undefined;
    do {
      const page = await this.#parts.notices.wantAll(place, { after, size: pageSize });
      if (page.items.length > 0) yield page.items;
      after = page.next;
      if (after !== undefined) await new Promise<void>((resolve) => void this.#parts.clock.after(0, resolve));
    } while (after !== undefined);
  }

  async #candidates(channelId: string, userIds: readonly string[]): Promise<Candidate[]> {
    if (userIds.length === 0) return [];
    const wishes = await this.#wishesOf(channelId, userIds);
    return userIds.map((userId) => ({ userId, wish: wishes.get(userId) ?? nothingSet }));
  }

  async #wishesOf(channelId: string, userIds: readonly string[]): Promise<Wishes> {
    return userIds.length === 0 ? new Map() : this.#parts.notices.preferencesIn(channelId, userIds);
  }

  async #within({ channelId, seq }: Said, membership: Membership, people: readonly Candidate[]): Promise<Candidate[]> {
    const inside: Candidate[] = [];
    for (const person of people)
      if (await this.#parts.members.isIn(channelId, membership, person.userId, seq)) inside.push(person);
    return inside;
  }
}

function hasOwnLevel({ own }: Wish): boolean {
  return own !== undefined && own.level !== "default";
}

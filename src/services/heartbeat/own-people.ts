// The people at this node of a fleet, apart from those at others: what it tells the other nodes.
import type { PeopleTally } from "./people-tally.ts";
import type { PersonThere } from "./presence-words.ts";

interface Own {
  readonly name: string;
  sessions: number;
  /** Sessions by channel that they have open. */
  readonly open: Map<string, number>;
}

/** So many open channels of one person are told; who has more is not shown in the others. */
const maxOpenTold = 50;
const nowhere: ReadonlyMap<string, boolean> = new Map();

/** Passes everything on to the tally of all nodes' people, and knows what of it is this node's. */
export class OwnPeople implements PeopleTally {
  readonly #everybody: PeopleTally;
  readonly #people = new Map<string, Own>();
  /** Whoever changed, with the channels that they came into or left. */
  readonly #changed = new Map<string, Map<string, boolean> | undefined>();

  constructor(everybody: PeopleTally) {
    this.#everybody = everybody;
  }

  arrive(userId: string, name: string): void {
    this.#everybody.arrive(userId, name);
    const own = this.#people.get(userId);
    if (own) own.sessions++;
    else {
      this.#people.set(userId, { name, sessions: 1, open: new Map() });
      this.#note(userId);
    }
  }

  depart(userId: string): void {
    this.#everybody.depart(userId);
    const own = this.#people.get(userId);
    if (!own || --own.sessions > 0) return;
    this.#people.delete(userId);
    this.#note(userId);
  }

  open(userId: string, channelId: string): void {
    this.#everybody.open(userId, channelId);
    const open = this.#people.get(userId)?.open;
    if (!open) return;
    const sessions = open.get(channelId) ?? 0;
    open.set(channelId, sessions + 1);
    if (sessions === 0) this.#note(userId);
  }

  close(userId: string, channelId: string): void {
    this.#everybody.close(userId, channelId);
    const open = this.#people.get(userId)?.open;
    const sessions = open?.get(channelId);
    if (!open || sessions === undefined) return;
    if (sessions > 1) open.set(channelId, sessions - 1);
    else {
      open.delete(channelId);
      this.#note(userId);
    }
  }

  moved(userId: string, channelId: string, isMember: boolean): void {
    this.#everybody.moved(userId, channelId, isMember);
    if (!this.#people.has(userId)) return;
    const moves = this.#changed.get(userId) ?? new Map<string, boolean>();
    this.#changed.set(userId, moves.set(channelId, isMember));
  }

  /** How those who changed are now, of so many changes as fit; the rest is for the next time. */
  takeChanges(weight: number): PersonThere[] {
    const taken: PersonThere[] = [];
    for (const [userId, moves = nowhere] of this.#changed) {
      if (weight <= 0) break;
      this.#changed.delete(userId);
      const person = this.#person(userId, moves);
      taken.push(person);
      weight -= weightOf(person);
    }
    return taken;
  }

  /** Everybody who is at this node, as they are when they are reached. */
  *all(): Generator<PersonThere, undefined> {
    for (const userId of this.#people.keys()) yield this.#person(userId, nowhere);
  }

  /** How much is held: for tests of leaks. */
  measure(): { people: number; changed: number } {
    return { people: this.#people.size, changed: this.#changed.size };
  }

  #note(userId: string): void {
    if (!this.#changed.has(userId)) this.#changed.set(userId, undefined);
  }

  #person(userId: string, moves: ReadonlyMap<string, boolean>): PersonThere {
    const own = this.#people.get(userId);
    if (!own) return { userId, name: "", online: false, open: [], moves };
    return { userId, name: own.name, online: true, open: [...own.open.keys()].slice(0, maxOpenTold), moves };
  }
}

/** What a person takes of a word. */
export function weightOf({ open, moves }: PersonThere): number {
  return 1 + open.length + moves.size;
}

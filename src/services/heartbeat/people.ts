// The two facts about people: online, and which channels they have here; and what changed of them.
import { OpenChannels } from "./open-channels.ts";
import type { PeopleTally } from "./people-tally.ts";

/** A person with a session that is alive, or was a moment ago. */
export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly online: boolean;
  /** Rises with every change, also from one run of the server to the next. */
  readonly version: number;
}

/** What became different about a person; it may be again what it was before. */
export interface PersonChange {
  readonly userId: string;
  readonly name: string;
  /** They came or went. */
  cameOrWent: boolean;
  /** Channels that they opened or closed. */
  readonly channels: Set<string>;
  /** Channels that they came into, true, or are no longer in, false. */
  readonly moves: Map<string, boolean>;
}

interface Counted {
  readonly userId: string;
  name: string;
  /** Sessions that are alive. */
  sessions: number;
  version: number;
}

/** Counts the sessions of people, and those in which they have a channel open. */
export class People implements PeopleTally {
  readonly #people = new Map<string, Counted>();
  readonly #open = new OpenChannels();
  #changes = new Map<string, PersonChange>();
  #version: number;
  #ownVersion = 0;

  constructor(nowMs: number) {
    // Above whatever an earlier run has told: that one made fewer than a thousand changes a millisecond.
    this.#version = nowMs * 1_000;
  }

  arrive(userId: string, name: string): void {
    const person = this.#people.get(userId) ?? { userId, name, sessions: 0, version: 0 };
    this.#people.set(userId, person);
    person.name = name;
    person.sessions++;
    if (person.sessions === 1) this.#changed(person).cameOrWent = true;
  }

  depart(userId: string): void {
    const person = this.#people.get(userId);
    if (!person || person.sessions === 0) return;
    person.sessions--;
    if (person.sessions === 0) this.#changed(person).cameOrWent = true;
  }

  open(userId: string, channelId: string): void {
    const person = this.#people.get(userId);
    if (person && this.#open.add(channelId, userId)) this.#changed(person).channels.add(channelId);
  }

  close(userId: string, channelId: string): void {
    const person = this.#people.get(userId);
    if (this.#open.remove(channelId, userId) && person) this.#changed(person).channels.add(channelId);
  }

  moved(userId: string, channelId: string, isMember: boolean): void {
    const person = this.#people.get(userId);
    if (person) this.#changed(person).moves.set(channelId, isMember);
  }

  /** The person as far as known: one who is not there has the latest version of all, which no change before it has. */
  person(userId: string): Person {
    const person = this.#people.get(userId);
    if (!person) return { userId, name: "", online: false, version: this.#version };
    const { name, sessions, version } = person;
    return { userId, name, online: sessions > 0, version };
  }

  /** The latest version of all. */
  get version(): number {
    return this.#version;
  }

  /** The latest version that a change here gave. */
  get ownVersion(): number {
    return this.#ownVersion;
  }

  /** The next change gets a higher version than this one, which another node has given. */
  continueFrom(version: number): void {
    if (Number.isSafeInteger(version)) this.#version = Math.max(this.#version, version);
  }

  isOnline(userId: string): boolean {
    return (this.#people.get(userId)?.sessions ?? 0) > 0;
  }

  /** Ids of everybody who is online. */
  *online(): Iterable<string> {
    for (const { userId, sessions } of this.#people.values()) if (sessions > 0) yield userId;
  }

  isHere(channelId: string, userId: string): boolean {
    return this.#open.has(channelId, userId);
  }

  /** Ids of everybody who has the channel open. */
  here(channelId: string): Iterable<string> {
    return this.#open.people(channelId);
  }

  hereCount(channelId: string): number {
    return this.#open.count(channelId);
  }

  /** Hands over what changed since the last time, and forgets those who are gone. */
  takeChanges(): PersonChange[] {
    if (this.#changes.size === 0) return [];
    const changes = [...this.#changes.values()];
    this.#changes = new Map();
    for (const { userId } of changes) if (!this.isOnline(userId)) this.#people.delete(userId);
    return changes;
  }

  /** How much is held: for tests of leaks. */
  measure(): { people: number; channels: number } {
    return { people: this.#people.size, channels: this.#open.size };
  }

  #changed(person: Counted): PersonChange {
    person.version = ++this.#version;
    this.#ownVersion = this.#version;
    const { userId, name } = person;
    const change = this.#changes.get(userId) ?? newChange(userId, name);
    this.#changes.set(userId, change);
    return change;
  }
}

function newChange(userId: string, name: string): PersonChange {
  return { userId, name, cameOrWent: false, channels: new Set(), moves: new Map() };
}

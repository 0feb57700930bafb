// What all watchers of one channel see: the same people, and the same changes, encoded once.
import type { People, PersonChange } from "./people.ts";
import type { NamedPeople, PresenceFrames } from "./presence-frame.ts";
import type { Roster } from "./roster.ts";
import type { Watch } from "./watch.ts";

/** People that are shown at most: first who has the channel open, then members who are online. */
const maxShown = 500;

/** One watched channel. */
export class Audience {
  readonly watches = new Set<Watch>();
  readonly #people: People;
  readonly #shown = new Map<string, string>();
  readonly #news = new Map<string, string>();
  /** Who is shown no more and was told to be online: that they go is still told. */
  readonly #dropped = new Map<string, string>();
  /** Names of who came, undefined for who left, since the members began to be read: that may not tell of them. */
  readonly #moved = new Map<string, string | undefined>();
  #roster: Roster;
  #rosterAtMs: number;
  #toldCount: number;
  /** Somebody was left out for lack of room. */
  #full = false;

  constructor(people: People, roster: Roster, nowMs: number) {
    this.#people = people;
    this.#roster = roster;
    this.#rosterAtMs = nowMs;
    this.#toldCount = people.hereCount(roster.channelId);
    this.#fill();
    this.#news.clear();
  }

  get channelId(): string {
    return this.#roster.channelId;
  }

  get roster(): Roster {
    return this.#roster;
  }

  /** Everybody who is shown: what a new watcher gets first. */
  get shown(): NamedPeople {
    return this.#shown;
  }

  /** Whether the members should be read again; true only once for a time. */
  takeStale(nowMs: number, afterMs: number): boolean {
    if (!this.#roster.members || nowMs - this.#rosterAtMs < afterMs) return false;
    this.#rosterAtMs = nowMs;
    this.#moved.clear();
    return true;
  }

  /** Takes members that were read again. */
  renew(roster: Roster): void {
    this.#roster = roster;
    for (const [userId, name] of this.#moved) this.#applyMove(userId, name);
    for (const [userId, name] of this.#shown) if (!this.#isThere(userId)) this.#hide(userId, name);
    this.#fill();
  }

  /** Takes what changed of people here and elsewhere. */
  take(changes: Iterable<PersonChange>): void {
    for (const change of changes) {
      const moved = this.#move(change);
      if (moved || change.cameOrWent || change.channels.has(this.channelId)) this.#place(change.userId, change.name);
    }
    if (this.#full && this.#shown.size < maxShown) this.#fill();
  }

  /** Tells the watchers what is new; those who cannot take it now keep it for later. */
  tell(frames: PresenceFrames): void {
    const hereCount = this.#people.hereCount(this.channelId);
    if (this.#news.size === 0 && hereCount === this.#toldCount) return;
    this.#toldCount = hereCount;
    const frame = frames.encode({ about: this.#news, channelId: this.channelId, snapshot: false });
    for (const watch of this.watches) watch.tell(this.#news, frame);
    this.#news.clear();
  }

  /** Who just came or left is known before the members are read again. */
  #move({ userId, name, moves }: PersonChange): boolean {
    const isMember = moves.get(this.channelId);
    if (isMember === undefined) return false;
    this.#moved.set(userId, isMember ? name : undefined);
    this.#applyMove(userId, this.#moved.get(userId));
    return true;
  }

  #applyMove(userId: string, name: string | undefined): void {
    if (name === undefined) this.#roster.members?.delete(userId);
    else this.#roster.members?.set(userId, name);
  }

  #place(userId: string, name: string): void {
    if (this.#isThere(userId)) this.#show(userId, name);
    else this.#hide(userId, name);
  }

  #hide(userId: string, name: string): void {
    const isShown = this.#shown.delete(userId);
    if (isShown || this.#dropped.has(userId)) this.#news.set(userId, name);
    if (!this.#people.isOnline(userId)) this.#dropped.delete(userId);
    else if (isShown) this.#dropped.set(userId, name);
  }

  #show(userId: string, name: string): void {
    const hasRoom = this.#shown.has(userId) || this.#shown.size < maxShown;
    if (!hasRoom) this.#full = true;
    else {
      this.#dropped.delete(userId);
      this.#shown.set(userId, name);
      this.#news.set(userId, name);
    }
  }

  #isThere(userId: string): boolean {
    if (this.#people.isHere(this.channelId, userId)) return true;
    const { members } = this.#roster;
    return (members === undefined || members.has(userId)) && this.#people.isOnline(userId);
  }

  #fill(): void {
    this.#full = false;
    for (const userId of this.#candidates()) {
      if (this.#full) return;
      if (!this.#shown.has(userId) && this.#isThere(userId)) this.#show(userId, this.#people.person(userId).name);
    }
  }

  *#candidates(): Iterable<string> {
    yield* this.#people.here(this.channelId);
    yield* this.#roster.members?.keys() ?? this.#people.online();
  }
}

// All watchers of this process: opened, told once a second, ended with their session.
import type { ChannelRow } from "../../core/channel-state.ts";
import { type ChatError, errors } from "../../core/errors.ts";
import type { FrameSink } from "../../core/outlet.ts";
import type { Caller, OpenStream } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Off, Topics } from "../../core/topics.ts";
import { Audience } from "./audience.ts";
import type { LeaseTime } from "./lease-time.ts";
import type { People, PersonChange } from "./people.ts";
import { reconnectMs } from "./presence.ts";
import { type NamedPeople, PresenceFrames } from "./presence-frame.ts";
import { type Channels, type Roster, readRoster, requireMemberOf } from "./roster.ts";
import { Watch } from "./watch.ts";

const maxPerSession = 8;
const rosterMs = 30_000;
const spreadS = 5;

/** What watchers are made of. */
export interface WatchesOptions {
  /** Neither jumps nor runs backwards. */
  readonly time: Pick<LeaseTime, "now">;
  readonly topics: Topics<ChatSignals>;
  readonly people: People;
  readonly channels: Channels;
}

/** Whom somebody wants to watch. */
export interface WatchAsk {
  readonly caller: Caller;
  readonly chosen: NamedPeople;
  readonly roster: Roster | undefined;
}

/** Knows who watches whom. Call `tell` every second. */
export class Watches {
  readonly #now: () => number;
  /** Before this some who were there may not have had the time to come back. */
  readonly #settledAtMs: number;
  #opened = 0;
  readonly #topics: Topics<ChatSignals>;
  readonly #people: People;
  readonly #frames: PresenceFrames;
  readonly #channels: Channels;
  readonly #watches = new Set<Watch>();
  readonly #audiences = new Map<string, Audience>();
  readonly #byPerson = new Map<string, Set<Watch>>();
  readonly #ofSession = new Map<string, number>();
  readonly #offs = new Map<Watch, readonly Off[]>();
  readonly #reading = new Map<string, Promise<Roster>>();
  #closed: ChatError | undefined;

  constructor({ time, topics, people, channels }: WatchesOptions) {
    this.#now = () => time.now();
    this.#settledAtMs = time.now() + reconnectMs;
    this.#topics = topics;
    this.#people = people;
    this.#frames = new PresenceFrames(people);
    this.#channels = channels;
  }

  /** The members of a channel of the caller; rejects with CHANNEL_NOT_FOUND or NOT_A_MEMBER. */
  async roster(channelId: string, caller: Caller): Promise<Roster> {
    const channel = await requireMemberOf(this.#channels, channelId, caller.userId);
    const known = this.#audiences.get(channelId)?.roster ?? this.#reading.get(channelId);
    return known ?? this.#read(channel);
  }

  /** Starts to watch; the first frame is sent at once. */
  open({ caller, chosen, roster }: WatchAsk, sink: FrameSink): OpenStream {
    const refusal = this.#refusal(caller);
    if (refusal) {
      sink.end(refusal);
      return { gone: () => undefined };
    }
    const audience = roster && this.#audience(roster);
    // Not all at the same moment, where all came back in the same seconds.
    const settledAtMs = this.#settledAtMs + (this.#opened++ % spreadS) * 1_000;
    const parts = { people: this.#people, frames: this.#frames, now: this.#now, settledAtMs };
    const watch = new Watch({ ...parts, caller, chosen, audience, sink });
    this.#add(watch);
    watch.flush();
    return {
      gone: () => {
        watch.abandon();
        this.#remove(watch);
      },
    };
  }

  /** Tells the watchers what changed. */
  tell(changes: readonly PersonChange[]): void {
    const nowMs = this.#now();
    for (const change of changes) this.#note(change);
    for (const audience of this.#audiences.values()) {
      audience.take(changes);
      audience.tell(this.#frames);
      if (audience.takeStale(nowMs, rosterMs)) this.#renew(audience);
    }
    for (const watch of this.#watches) {
      watch.flush();
      watch.tick(nowMs);
      if (watch.ended) this.#remove(watch);
    }
    this.#frames.clear();
  }

  /** Ends all watches, and those that are still to come. */
  close(reason: ChatError): void {
    this.#closed = reason;
    for (const watch of this.#watches) this.#end(watch, reason);
  }

  /** How much is held: for tests of leaks. */
  measure(): { watches: number; channels: number; people: number; sessions: number } {
    return {
      watches: this.#watches.size,
      channels: this.#audiences.size,
      people: this.#byPerson.size,
      sessions: this.#ofSession.size,
    };
  }

  #refusal({ sessionId }: Caller): ChatError | undefined {
    const isFull = (this.#ofSession.get(sessionId) ?? 0) >= maxPerSession;
    return this.#closed ?? (isFull ? errors.tooManyStreams(maxPerSession) : undefined);
  }

  #note({ userId, name, cameOrWent, channels }: PersonChange): void {
    for (const watch of this.#byPerson.get(userId) ?? []) {
      if (cameOrWent || (watch.audience && channels.has(watch.audience.channelId))) watch.note(userId, name);
    }
  }

  #add(watch: Watch): void {
    const { caller, chosen, audience } = watch;
    this.#watches.add(watch);
    audience?.watches.add(watch);
    this.#ofSession.set(caller.sessionId, (this.#ofSession.get(caller.sessionId) ?? 0) + 1);
    for (const userId of chosen.keys()) {
      this.#byPerson.set(userId, (this.#byPerson.get(userId) ?? new Set()).add(watch));
    }
    this.#offs.set(watch, [
      this.#topics.on("session", caller.sessionId, () => this.#end(watch, errors.sessionEnded())),
      this.#topics.on("user", caller.userId, (signal) => {
        if (signal.kind === "left" && signal.channelId === audience?.channelId) this.#end(watch, errors.notAMember());
      }),
    ]);
  }

  #end(watch: Watch, reason: ChatError): void {
    watch.end(reason);
    this.#remove(watch);
  }

  #remove(watch: Watch): void {
    if (!this.#watches.delete(watch)) return;
    const { caller, chosen, audience } = watch;
    for (const off of this.#offs.get(watch) ?? []) off();
    this.#offs.delete(watch);
    for (const userId of chosen.keys()) {
      const watches = this.#byPerson.get(userId);
      watches?.delete(watch);
      if (watches?.size === 0) this.#byPerson.delete(userId);
    }
    const left = (this.#ofSession.get(caller.sessionId) ?? 1) - 1;
    if (left > 0) this.#ofSession.set(caller.sessionId, left);
    else this.#ofSession.delete(caller.sessionId);
    audience?.watches.delete(watch);
    if (audience?.watches.size === 0) this.#audiences.delete(audience.channelId);
  }

  #audience(roster: Roster): Audience {
    const known = this.#audiences.get(roster.channelId);
    if (known) return known;
    const audience = new Audience(this.#people, roster, this.#now());
    this.#audiences.set(roster.channelId, audience);
    return audience;
  }

  #renew(audience: Audience): void {
    // If the store cannot answer, the members of half a minute ago do.
    this.#read(audience.roster).then(
      (roster) => audience.renew(roster),
      () => undefined,
    );
  }

  // Of a thousand who come back at once, one reads.
  #read(channel: Pick<ChannelRow, "channelId" | "kind">): Promise<Roster> {
    const { channelId } = channel;
    const reading = readRoster(this.#channels, channel).finally(() => this.#reading.delete(channelId));
    this.#reading.set(channelId, reading);
    return reading;
  }
}

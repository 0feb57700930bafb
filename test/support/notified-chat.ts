// A chat in maps whose people are notified: what is said goes into a log that the notifier follows.
import { applyEvent, type ChannelRow, type MemberRow } from "../../src/core/channel-state.ts";
import {
  type Draft,
  type EventPage,
  encodeEvent,
  kinds,
  type LoggedEvent,
  type ReadRange,
} from "../../src/core/event.ts";
import type { ChannelOfUser, ChannelStore, FeedBatch, HistoryPage, MessageLog, Page } from "../../src/core/ports.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { ChannelKind } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { newUser } from "../../src/services/agent/new-user.ts";
import type { NotificationsParts } from "../../src/services/notification/notifications.ts";
import { Notifications } from "../../src/services/notification/notifications.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemoryNotices } from "./memory-notices.ts";
import { MemoryNotifications } from "./memory-notifications.ts";
import { MemoryRows } from "./memory-rows.ts";
import { MemorySessions } from "./memory-sessions.ts";

type Channels = Pick<ChannelStore, "channel" | "member" | "members" | "channelOf" | "history">;

/** People who talk, and what a notification service knows of it. */
export class NotifiedChat implements Channels {
  readonly clock = new FakeClock();
  readonly topics = new Topics<ChatSignals>();
  readonly notices = new MemoryNotices();
  readonly users = new MemorySessions(this.clock);
  readonly requests = new MemoryNotifications();
  readonly online = new Set<string>();
  readonly unexpected: unknown[] = [];
  /** How often something was said to wait for devices. */
  waiting = 0;
  /** Awaited before every look into channels and log, if set. */
  before: (() => Promise<void>) | undefined;
  readonly #rows = new Map<string, MemoryRows>();
  readonly #events: LoggedEvent[] = [];
  readonly #wakes = new Set<() => void>();
  readonly #places = new Map<string, number>();
  readonly #numbers = new Map<string, number | "live">();

  /** Appends a draft; returns its seq. */
  say(draft: Draft): number {
    const rows = this.#rows.get(draft.channelId) ?? new MemoryRows();
    this.#rows.set(draft.channelId, rows);
    const seq = this.#headOf(draft.channelId) + 1;
    const place = {
      seq,
      atMs: this.clock.now(),
      messages: rows.messages.size + (draft.kind === kinds.messagePosted ? 1 : 0),
    };
    const event = { ...place, channelId: draft.channelId, kind: draft.kind, bytes: encodeEvent(draft, place) };
    applyEvent(rows, { ...draft, ...place });
    if (draft.kind === kinds.messagePosted) this.read(draft.actorId, draft.channelId, seq, false);
    this.push(event);
    return seq;
  }

  /** An event as it is comes into the log. */
  push(event: LoggedEvent): void {
    this.#events.push(event);
    for (const wake of this.#wakes) wake();
  }

  /** Somebody has read; told to everybody unless that is kept quiet. */
  read(userId: string, channelId: string, seq: number, isTold = true): void {
    const key = `${userId} ${channelId}`;
    this.notices.reads.set(key, Math.max(seq, this.notices.reads.get(key) ?? 0));
    if (isTold) this.topics.emit("user", userId, { kind: "read", channelId, seq });
  }

  /** Lets people be users whose ids are their names. */
  async people(...names: string[]): Promise<void> {
    for (const name of names)
      await this.users.createUser(newUser({ userId: name, name, kind: "guest", createdAtMs: 0 }));
  }

  /** A notification service of this chat, not started. */
  notifications(parts: Partial<NotificationsParts> = {}): Notifications {
    return new Notifications({
      log: this.log,
      channels: this as unknown as ChannelStore,
      sessions: this.users,
      notices: this.notices,
      notifications: this.requests,
      numbers: this.#numberStore as NotificationsParts["numbers"],
      whoIsThere: {
        isOnline: (userId) => this.online.has(userId),
        isHere: (channelId, userId) => this.online.has(`${userId} ${channelId}`),
      },
      clock: this.clock,
      topics: this.topics,
      settings: { when: "offline", onlineAfterMs: 20_000 },
      rules: { allowPlainHttp: false, checkTarget: async () => undefined },
      way: { deliver: async () => ({ result: "sent", detail: "201" }) },
      pushKey: async () => "key",
      onWaiting: () => {
        this.waiting++;
      },
      onUnexpected: (failure) => this.unexpected.push(failure),
      ...parts,
    });
  }

  /** Lets what was said be looked at: some of it needs time to pass. */
  async settle(ms = 50): Promise<void> {
    for (let i = 0; i < 5; i++) {
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      this.clock.advance(ms / 5);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }

  get log(): Pick<MessageLog, "feed" | "read"> {
    return {
      feed: (reader, signal) => this.#feed(reader, signal),
      read: async (channelId, range) => this.#read(channelId, range),
    };
  }

  async channel(channelId: string): Promise<ChannelRow | undefined> {
    await this.before?.();
    return this.#rows.get(channelId)?.channel();
  }

  async member(channelId: string, userId: string): Promise<MemberRow | undefined> {
    await this.before?.();
    return this.#rows.get(channelId)?.member(userId);
  }

  async members(channelId: string, { after = "", size }: { after?: string; size: number }): Promise<Page<MemberRow>> {
    await this.before?.();
    const all = [...(this.#rows.get(channelId)?.members.values() ?? [])].filter(({ userId }) => userId > after);
    const items = all.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)).slice(0, size);
    return { items, next: all.length > size ? items.at(-1)?.userId : undefined };
  }

  async channelOf(userId: string, channelId: string): Promise<ChannelOfUser | undefined> {
    await this.before?.();
    const rows = this.#rows.get(channelId);
    const channel = rows?.channel();
    if (!rows || !channel) return undefined;
    const head = { channelId, seq: this.#headOf(channelId), messages: rows.messages.size, firstSeq: 1 };
    const isDirect = channel.kind === ChannelKind.DIRECT;
    const peer = isDirect ? [...rows.members.values()].find((member) => member.userId !== userId) : undefined;
    return { channel, member: rows.member(userId), head, readSeq: 0, unread: 0, mentions: 0, peer };
  }

  async history(channelId: string, { after = 0, size }: { after?: number; size: number }): Promise<HistoryPage> {
    await this.before?.();
    const rows = this.#rows.get(channelId);
    const posted = this.#of(channelId).filter(({ kind, seq }) => kind === kinds.messagePosted && seq > after);
    const messages = posted.slice(0, size).map(({ seq, bytes }) => {
      const { edited, deleted = false } = rows?.message(seq) ?? {};
      return { seq, bytes, edited, deleted, reactions: [] };
    });
    const head = { channelId, seq: this.#headOf(channelId), messages: posted.length, firstSeq: 1 };
    return { messages, after, through: messages.at(-1)?.seq ?? head.seq, head };
  }

  readonly #numberStore = {
    placeOf: async (reader: string) => this.#numbers.get(reader),
    keepPlace: async (reader: string, place: number | "live" | undefined) => {
      if (place === undefined) this.#numbers.delete(reader);
      else this.#numbers.set(reader, place);
    },
  };

  async *#feed(reader: string, signal: AbortSignal): AsyncIterable<FeedBatch> {
    let place = this.#places.get(reader) ?? this.#events.length;
    this.#places.set(reader, place);
    while (!signal.aborted) {
      const batch = this.#events.slice(place);
      if (batch.length === 0) await this.#nextEvent(signal);
      else {
        yield batch;
        place += batch.length;
        this.#places.set(reader, place);
      }
    }
  }

  #nextEvent(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wakes.add(resolve);
    signal.addEventListener("abort", () => resolve());
    return promise.finally(() => this.#wakes.delete(resolve));
  }

  async #read(channelId: string, { after, through, maxEvents }: ReadRange): Promise<EventPage> {
    await this.before?.();
    const last = through ?? this.#headOf(channelId);
    const events = this.#of(channelId).filter(({ seq }) => seq > after && seq <= last);
    return { events: events.slice(0, maxEvents), after, through: last };
  }

  #of(channelId: string): LoggedEvent[] {
    return this.#events.filter((event) => event.channelId === channelId);
  }

  #headOf(channelId: string): number {
    return this.#of(channelId).length;
  }
}

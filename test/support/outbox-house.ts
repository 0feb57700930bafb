// An outbox with everything around it in memory: a store, a channel, people who come and go, and receivers by script.
import { create, toBinary } from "@bufbuild/protobuf";
import type { Delivery, DeliveryAnswer, DeliveryWay } from "../../src/core/delivery.ts";
import { encodeEvent, kinds } from "../../src/core/event.ts";
import type { NoticeReason, NoticeStore, Outcome } from "../../src/core/notices.ts";
import type { ChannelOfUser, HistoryPage, StoredMessage } from "../../src/core/ports.ts";
import { ChannelKind, MessagePostedSchema, Role } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { Outbox, type OutboxParts } from "../../src/services/notification/outbox/outbox.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemoryNotices } from "./memory-notices.ts";

const flushes = 12;
export const channelId = "garden";

/** Call `pass` to let time go by. */
export class OutboxHouse implements DeliveryWay {
  readonly clock = new FakeClock();
  readonly store = new MemoryNotices();
  readonly messages = new Map<number, StoredMessage>();
  readonly online = new Set<string>();
  readonly outsiders = new Set<string>();
  readonly suspended = new Set<string>();
  readonly endedSessions = new Set<string>();
  readonly delivered: Delivery[] = [];
  readonly unexpected: unknown[] = [];
  readonly startMs = this.clock.now();
  /** What a receiver answers; taken if undefined. */
  answer: (delivery: Delivery, signal: AbortSignal) => Promise<DeliveryAnswer> | undefined = () => undefined;

  outbox(changes: Partial<OutboxParts> = {}, store: NoticeStore = this.store): Outbox {
    return new Outbox({
      store,
      channels: { channelOf: async (userId) => this.#viewOf(userId), history: async (_, ask) => this.#page(ask.after) },
      isSuspended: async (userId) => this.suspended.has(userId),
      isSessionOver: async (_, sessionId) => this.endedSessions.has(sessionId),
      requests: { request: async (requestId) => ({ requestId, ...serviceRequest, atMs: this.startMs }) },
      whoIsThere: { isOnline: (userId) => this.online.has(userId), isHere: () => false },
      way: this,
      clock: this.clock,
      random: () => 0.5,
      notifyWhen: "offline",
      onlineAfterMs: 20_000,
      ttlMs: 3_600_000,
      onUnexpected: (failure) => this.unexpected.push(failure),
      ...changes,
    });
  }

  /** Starts one whose time of grace is over. */
  async running(changes: Partial<OutboxParts> = {}): Promise<Outbox> {
    const outbox = this.outbox({ graceMs: 0, ...changes });
    outbox.start();
    await this.pass(0);
    return outbox;
  }

  async deliver(delivery: Delivery, signal: AbortSignal): Promise<DeliveryAnswer> {
    this.delivered.push(delivery);
    return this.answer(delivery, signal) ?? { result: "sent", detail: "201" };
  }

  /** A device of a person with the same id, at a host. */
  async device(userId: string, host = "push.example", showsText = true): Promise<void> {
    const way = { kind: "webhook", url: `https://${host}/${userId}`, secret: "" } as const;
    const row = { deviceId: userId, userId, sessionId: "", label: "", way, showsText, createdAtMs: 0 };
    await this.store.putDevice({ ...row, lastTakenAtMs: 0, lastFailure: "" }, 20);
  }

  /** Somebody says something, and these people are to be told. */
  async say(seq: number, userIds: readonly string[], text = `text ${seq}`, reason: NoticeReason = "mention") {
    const atMs = this.clock.now();
    this.messages.set(seq, messageOf(seq, atMs, text));
    const told = userIds.map((userId) => ({ userId, reason, dueAtMs: atMs }));
    await this.store.decide([{ sourceId: channelId, seq, atMs, decidedAtMs: atMs, told, silent: [] }]);
  }

  change(seq: number, change: Partial<StoredMessage>): void {
    const message = this.messages.get(seq);
    if (message) this.messages.set(seq, { ...message, ...change });
  }

  /** Lets time go by in steps, and everything that waits for no time happen in between. */
  async pass(ms: number, stepMs = 250): Promise<void> {
    await flush();
    for (let left = ms; left > 0; left -= stepMs) {
      this.clock.advance(Math.min(stepMs, left));
      await flush();
    }
    this.clock.advance(0);
    await flush();
  }

  /** What became of entries for good, e.g. "sent 201". */
  results(): string[] {
    return this.store.settled.map(({ result, detail }: Outcome) => `${result} ${detail}`.trim());
  }

  #viewOf(userId: string): ChannelOfUser {
    const channel = { channelId, kind: ChannelKind.PUBLIC, name: "garden", topic: "", archived: false, members: 3 };
    const member = { userId, name: userId, role: Role.MEMBER, banned: false, joinedSeq: 1 };
    const head = { channelId, seq: this.messages.size, messages: this.messages.size, firstSeq: 1 };
    const readSeq = this.store.reads.get(`${userId} ${channelId}`) ?? 0;
    const isMember = !this.outsiders.has(userId);
    return { channel, member: isMember ? member : undefined, head, readSeq, unread: 0, mentions: 0, peer: undefined };
  }

  #page(after = 0): HistoryPage {
    const message = this.messages.get(after + 1);
    const head = { channelId, seq: this.messages.size, messages: this.messages.size, firstSeq: 1 };
    return { messages: message ? [message] : [], after, through: after + 1, head };
  }
}

const serviceRequest = { message: "the laundry is done", roomId: "cellar", source: "send-notification" } as const;

function messageOf(seq: number, atMs: number, text: string): StoredMessage {
  const body = toBinary(MessagePostedSchema, create(MessagePostedSchema, { text }));
  const draft = { actorId: "ann", actorName: "Ann", clientMessageId: `m${seq}`, kind: kinds.messagePosted, body };
  const bytes = encodeEvent(draft, { seq, atMs, messages: seq });
  return { seq, bytes, edited: undefined, deleted: false, reactions: [] };
}

async function flush(): Promise<void> {
  for (let turn = 0; turn < flushes; turn++) await new Promise((resolve) => setImmediate(resolve));
}

// What other services asked to tell people becomes items of their inboxes: at once, and after a crash from the store.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { Decision, NoticeStore } from "../../core/notices.ts";
import type {
  KeptNotification,
  NotificationRequest,
  NotificationStore,
  NumberStore,
  SessionStore,
} from "../../core/ports.ts";
import { nameKey } from "../../core/text.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { insist } from "./insist.ts";
import { levelOf, mutedUntil } from "./levels.ts";

/** What it is made of. */
export interface ServiceRequestsParts {
  readonly notifications: NotificationStore;
  readonly numbers: Pick<NumberStore, "placeOf" | "keepPlace">;
  readonly sessions: Pick<SessionStore, "user" | "userNamed">;
  readonly notices: Pick<NoticeStore, "decide" | "preferencesIn">;
  readonly clock: Clock;
  readonly onKept: (decisions: readonly Decision[]) => void;
  readonly onUnexpected: (failure: unknown) => void;
}

/** The name of the place up to which all requests are known to be decided. */
const reader = "notifier:requests";
/** People of requests that wait to be decided, at most; the look into the store finds the rest. */
const maxWaitingPeople = 200_000;
const pageSize = 500;
/** The parts of one request lie close together: after so many pages without it, it is whole. */
const pagesApart = 20;
const lookMs = 60 * 60_000;
/** A request may be written this long; a look leaves younger ones alone. */
const writingMs = 60_000;
const tooOldMs = 24 * 60 * 60_000;
const peopleAtOnce = 1_000;

/** Runs from `start` to `close`. */
export class ServiceRequests {
  readonly #parts: ServiceRequestsParts;
  readonly #closing = new AbortController();
  readonly #waiting: NotificationRequest[] = [];
  #waitingPeople = 0;
  #running: Promise<void> = Promise.resolve();
  #cancelLook: Cancel = () => undefined;

  constructor(parts: ServiceRequestsParts) {
    this.#parts = parts;
  }

  /** The store for those who take requests: what they keep is decided right after. */
  get store(): NotificationStore {
    const { notifications } = this.#parts;
    return {
      keep: async (request) => {
        await notifications.keep(request);
        this.#take(request);
      },
      request: (requestId) => notifications.request(requestId),
      kept: (page) => notifications.kept(page),
      forgetBefore: (atMs) => notifications.forgetBefore(atMs),
    };
  }

  /** Whether a name, or an id, is somebody here. Rejects if the store cannot be read. */
  async knows(name: string): Promise<boolean> {
    return (await this.#userId(name)) !== undefined;
  }

  /** Begins with what was kept before the start and not decided. */
  start(): void {
    const { clock } = this.#parts;
    this.#look(clock.now());
    this.#cancelLook = clock.every(lookMs, () => this.#look(clock.now() - writingMs));
  }

  async close(): Promise<void> {
    this.#cancelLook();
    this.#closing.abort();
    await this.#running;
  }

  #take(request: NotificationRequest): void {
    // What finds no room is found by the next look.
    if (this.#closing.signal.aborted || this.#waitingPeople >= maxWaitingPeople) return;
    this.#waiting.push(request);
    this.#waitingPeople += request.userIds.length;
    this.#then(async () => {
      const next = this.#waiting.shift();
      if (!next) return;
      this.#waitingPeople -= next.userIds.length;
      await this.#decide(next);
    });
  }

  #look(untilMs: number): void {
    this.#then(() => this.#readFrom(untilMs));
  }

  // One after the other: a look and a request must not decide the same at once.
  #then(act: () => Promise<void>): void {
    this.#running = this.#running.then(act).catch((failure: unknown) => {
      if (!this.#closing.signal.aborted) this.#parts.onUnexpected(failure);
    });
  }

  async #readFrom(untilMs: number): Promise<void> {
    const { notifications, numbers } = this.#parts;
    const place = await this.#insist(() => numbers.placeOf(reader));
    let after = typeof place === "number" ? String(place) : undefined;
    const gathered: Gathered = new Map();
    for (let page = 0; ; page++) {
      const { items, next } = await this.#insist(() => notifications.kept({ after, size: pageSize }));
      const isWhole = items.every(({ atMs }) => atMs <= untilMs);
      for (const item of items) if (item.atMs <= untilMs) gather(gathered, item, page);
      for (const [requestId, { request, page: last }] of gathered) {
        if (isWhole && next !== undefined && page - last < pagesApart) continue;
        gathered.delete(requestId);
        await this.#decide(request);
      }
      if (next === undefined || !isWhole) return;
      after = next;
      if (gathered.size === 0 && Number.isSafeInteger(Number(next)))
        await this.#insist(() => numbers.keepPlace(reader, Number(next)));
    }
  }

  async #decide(request: NotificationRequest): Promise<void> {
    const decision = await this.#insist(() => this.#decisionOf(request));
    if (decision.told.length === 0 && decision.silent.length === 0) return;
    await this.#insist(() => this.#parts.notices.decide([decision]));
    this.#parts.onKept([decision]);
  }

  async #decisionOf({ requestId, userIds, atMs }: NotificationRequest): Promise<Decision> {
    const nowMs = this.#parts.clock.now();
    const people = await this.#resolve(userIds);
    const told: Decision["told"][number][] = [];
    const silent: Decision["silent"][number][] = [];
    for (let i = 0; i < people.length; i += peopleAtOnce) {
      const part = people.slice(i, i + peopleAtOnce);
      const wishes = await this.#parts.notices.preferencesIn("", part);
      for (const userId of part) {
        const wish = wishes.get(userId) ?? {};
        const untilMs = mutedUntil(wish, nowMs);
        if (untilMs > 0) silent.push({ userId, silence: "muted", untilMs });
        else if (levelOf(wish, { kind: ChannelKind.DIRECT, size: 2 }) === "nothing")
          silent.push({ userId, silence: "level" });
        else if (nowMs - atMs > tooOldMs) silent.push({ userId, silence: "old" });
        else told.push({ userId, reason: "service", dueAtMs: nowMs });
      }
    }
    return { sourceId: requestId, seq: 0, atMs, decidedAtMs: nowMs, told, silent };
  }

  /** Ours, by id or by name, each once: the other service's own people may be nobody here. */
  async #resolve(names: readonly string[]): Promise<string[]> {
    const found = new Set<string>();
    for (const name of names) {
      const userId = await this.#userId(name);
      if (userId !== undefined) found.add(userId);
    }
    return [...found];
  }

  async #userId(name: string): Promise<string | undefined> {
    const { sessions } = this.#parts;
    const user = (await sessions.user(name)) ?? (await sessions.userNamed(nameKey(name)));
    return user && user.kind !== "built-in" ? user.userId : undefined;
  }

  #insist<T>(act: () => Promise<T>): Promise<T> {
    return insist(act, this.#parts.clock, this.#closing.signal);
  }
}

type Gathered = Map<string, { readonly request: NotificationRequest; readonly userIds: string[]; page: number }>;

function gather(gathered: Gathered, { userId, ...request }: KeptNotification, page: number): void {
  const userIds = gathered.get(request.requestId)?.userIds ?? [];
  userIds.push(userId);
  gathered.set(request.requestId, { request: { ...request, userIds }, userIds, page });
}

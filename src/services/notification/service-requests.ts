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
import type { WhoIsThere } from "../../core/presence.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import type { NotifySettings } from "./decider.ts";
import { insist } from "./insist.ts";
import { levelOf, mutedUntil, type Wish } from "./levels.ts";
import { NamedPeople } from "./named-people.ts";

/** What it is made of. */
export interface ServiceRequestsParts {
  readonly notifications: NotificationStore;
  readonly numbers: Pick<NumberStore, "placeOf" | "keepPlace">;
  readonly sessions: Pick<SessionStore, "user" | "userNamed">;
  readonly notices: Pick<NoticeStore, "decide" | "preferencesIn">;
  readonly whoIsThere: Pick<WhoIsThere, "isOnline">;
  /** Whether other services said that this person is connected to them, by any name or id; left out: they say nothing. */
  readonly isConnectedElsewhere?: ((name: string) => boolean) | undefined;
  readonly settings: Pick<NotifySettings, "when" | "onlineAfterMs">;
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
  readonly #people: NamedPeople;
  readonly #closing = new AbortController();
  readonly #waiting: NotificationRequest[] = [];
  #waitingPeople = 0;
  #running: Promise<void> = Promise.resolve();
  #cancelLook: Cancel = () => undefined;

  constructor(parts: ServiceRequestsParts) {
    this.#parts = parts;
    this.#people = new NamedPeople(parts);
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
    return (await this.#people.find(name)) !== undefined;
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
      after = isWhole ? (next ?? after) : after;
      const known = Number(after);
      if (gathered.size === 0 && Number.isSafeInteger(known))
        await this.#insist(() => numbers.keepPlace(reader, known));
      if (next === undefined || !isWhole) return;
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
    const people = [...(await this.#people.findAll(userIds, this.#closing.signal))];
    const told: Decision["told"][number][] = [];
    const silent: Decision["silent"][number][] = [];
    for (let i = 0; i < people.length; i += peopleAtOnce) {
      const part = people.slice(i, i + peopleAtOnce);
      const ids = part.map(([userId]) => userId);
      const wishes = await this.#parts.notices.preferencesIn("", ids);
      for (const [userId, names] of part) {
        const silence = silenceOf(wishes.get(userId) ?? {}, atMs, nowMs);
        if (silence) silent.push({ userId, ...silence });
        else told.push({ userId, reason: "service", dueAtMs: this.#dueAtMs(userId, names, nowMs) });
      }
    }
    return { sourceId: requestId, seq: 0, atMs, decidedAtMs: nowMs, told, silent };
  }

  // Who is there may see it in the inbox first. Nothing else shows it, so devices are told all the same.
  #dueAtMs(userId: string, names: ReadonlySet<string>, nowMs: number): number {
    const { whoIsThere, isConnectedElsewhere = () => false, settings } = this.#parts;
    const isOnline = settings.when === "offline" && whoIsThere.isOnline(userId);
    return isOnline || [...names].some(isConnectedElsewhere) ? nowMs + settings.onlineAfterMs : nowMs;
  }

  #insist<T>(act: () => Promise<T>): Promise<T> {
    return insist(act, this.#parts.clock, this.#closing.signal);
  }
}

const direct = { kind: ChannelKind.DIRECT, size: 2 };

function silenceOf(
  wish: Wish,
  atMs: number,
  nowMs: number,
): Pick<Decision["silent"][number], "silence" | "untilMs"> | undefined {
  const untilMs = mutedUntil(wish, nowMs);
  if (untilMs > 0) return { silence: "muted", untilMs };
  if (levelOf(wish, direct) === "nothing") return { silence: "level" };
  return nowMs - atMs > tooOldMs ? { silence: "old" } : undefined;
}

type Gathered = Map<string, { readonly request: NotificationRequest; readonly userIds: string[]; page: number }>;

function gather(gathered: Gathered, { userId, ...request }: KeptNotification, page: number): void {
  const userIds = gathered.get(request.requestId)?.userIds ?? [];
  userIds.push(userId);
  gathered.set(request.requestId, { request: { ...request, userIds }, userIds, page });
}

// What other services asked to tell people, in CQL.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import { createId } from "../../core/ids.ts";
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { KeptNotification, NotificationRequest, NotificationStore, Page, PageAsk } from "../../core/ports.ts";
import { AtMost } from "./at-most.ts";
import type { Cql } from "./cql.ts";
import { NotificationReader } from "./notification-reader.ts";
import { NotificationSweep } from "./notification-sweep.ts";
import { type NotificationEntry, NotificationWriter } from "./notification-writer.ts";

type Request = Omit<NotificationRequest, "userIds">;

interface RequestRecord {
  readonly id: string;
  readonly source: NotificationRequest["source"];
  readonly room_id: string;
  readonly message: string;
  readonly at_ms: bigint;
}

/** How many people get one place, and how much of their ids. */
const placeLimits = { people: 1_000, units: 16 * 1024 };
/** Requests that wait for the store, at most about this much of them. */
const maxWaitingUnits = 8 * 1024 * 1024;
const keptAtOnce = 200;

/**
 * NotificationStore over tables of its own. The order of arrival is that of each process by itself. A request that is kept
 * through two nodes at the same moment may have an item twice.
 */
export class ClusterNotificationStore implements NotificationStore {
  readonly #cql: Cql;
  readonly #clock: Clock;
  readonly #writer: NotificationWriter;
  readonly #reader: NotificationReader;
  readonly #sweep: NotificationSweep;
  readonly #turns = new KeyedTurns();
  readonly #door = new AtMost(keptAtOnce);
  readonly #id = createId();
  #waitingUnits = 0;

  constructor({ cql, clock }: { cql: Cql; clock: Clock }) {
    this.#cql = cql;
    this.#clock = clock;
    this.#writer = new NotificationWriter({ cql, clock });
    this.#sweep = new NotificationSweep({ cql, clock });
    this.#reader = new NotificationReader({
      cql,
      forgottenBefore: () => this.#sweep.forgottenBefore(),
      request: (requestId) => this.request(requestId),
    });
  }

  async keep(request: NotificationRequest): Promise<void> {
    if (this.#waitingUnits >= maxWaitingUnits) throw errors.backlog();
    const units = unitsOf(request);
    this.#waitingUnits += units;
    try {
      if (request.userIds.length > 0)
        await this.#turns.run(request.requestId, () => this.#door.run(() => this.#keep(request)));
    } finally {
      this.#waitingUnits -= units;
    }
  }

  async request(requestId: string): Promise<Request | undefined> {
    const query = "SELECT * FROM notification_requests WHERE id = ?";
    const [records, beforeMs] = await Promise.all([
      this.#cql.all<RequestRecord>(query, requestId),
      this.#sweep.forgottenBefore(),
    ]);
    const first = records.find(({ at_ms }) => Number(at_ms) >= beforeMs);
    return first && toRequest(first);
  }

  kept(page: PageAsk): Promise<Page<KeptNotification>> {
    return this.#reader.page(page);
  }

  forgetBefore(atMs: number): Promise<void> {
    return this.#sweep.forgetBefore(atMs);
  }

  async #keep(asked: NotificationRequest): Promise<void> {
    const first = await this.request(asked.requestId);
    if (!first) await this.#write(asked);
    const { requestId, atMs, message } = first ?? asked;
    const known = first ? await this.#peopleOf(requestId) : new Set<string>();
    const fresh = [...new Set(asked.userIds)].filter((userId) => !known.has(userId));
    for (const userIds of partsOf(fresh)) {
      const entry: NotificationEntry = { requestId, atMs, bytes: Buffer.byteLength(message), userIds };
      await this.#writer.write(entry);
    }
  }

  #write({ requestId, source, roomId, message, atMs }: NotificationRequest): Promise<void> {
    const query = `INSERT INTO notification_requests (id, since_ms, writer, source, room_id, message, at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?)`;
    const sinceMs = BigInt(this.#clock.now());
    return this.#cql.run(query, requestId, sinceMs, this.#id, source, roomId, message, BigInt(atMs));
  }

  async #peopleOf(requestId: string): Promise<Set<string>> {
    const query = "SELECT writer, no FROM notification_places WHERE request_id = ?";
    const places = await this.#cql.all<{ writer: string; no: bigint }>(query, requestId);
    const people = new Set<string>();
    for (const { writer, no } of places) {
      const found = await this.#cql.one<{ user_ids: string[]; request_id: string }>(
        "SELECT request_id, user_ids FROM notifications WHERE writer = ? AND no = ?",
        writer,
        no,
      );
      if (found?.request_id === requestId) for (const userId of found.user_ids) people.add(userId);
    }
    return people;
  }
}

function* partsOf(userIds: readonly string[]): Generator<string[]> {
  let part: string[] = [];
  let units = 0;
  for (const userId of userIds) {
    part.push(userId);
    units += userId.length;
    if (part.length < placeLimits.people && units < placeLimits.units) continue;
    yield part;
    part = [];
    units = 0;
  }
  if (part.length > 0) yield part;
}

function unitsOf({ userIds, message, roomId }: NotificationRequest): number {
  return userIds.reduce((sum, userId) => sum + userId.length, message.length + roomId.length);
}

function toRequest({ id, message, room_id, source, at_ms }: RequestRecord): Request {
  return { requestId: id, message, roomId: room_id, source, atMs: Number(at_ms) };
}

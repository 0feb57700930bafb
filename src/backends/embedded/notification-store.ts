// What other services asked to tell people, in SQLite.
import { errors } from "../../core/errors.ts";
import type { KeptNotification, NotificationRequest, NotificationStore, Page, PageAsk } from "../../core/ports.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** How many people of a request are written at once: what is said in channels waits for no more than these. */
const peopleAtOnce = 1_000;
/** Requests that wait for the disk, at most about this much of them. */
const maxWaitingUnits = 8 * 1024 * 1024;
/** The messages of one page, at most about this much of them. */
const maxPageBytes = 1024 * 1024;

const joined = "notifications n JOIN notification_requests r ON r.no = n.request_no";

interface KeptRecord {
  readonly id: string;
  readonly user_id: string;
  readonly message: string;
  readonly room_id: string;
  readonly source: NotificationRequest["source"];
  readonly at_ms: number;
}

/** NotificationStore over the writer and the reader of one database. */
export class EmbeddedNotificationStore implements NotificationStore {
  readonly #writer: Writer;
  readonly #reader: Reader;
  #waitingUnits = 0;

  constructor({ writer, reader }: { writer: Writer; reader: Reader }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  async keep(request: NotificationRequest): Promise<void> {
    if (this.#waitingUnits >= maxWaitingUnits) throw errors.backlog();
    const units = unitsOf(request);
    this.#waitingUnits += units;
    try {
      await this.#write(request);
    } finally {
      this.#waitingUnits -= units;
    }
  }

  async request(requestId: string): Promise<Omit<NotificationRequest, "userIds"> | undefined> {
    const sql = "SELECT id, source, room_id, message, at_ms FROM notification_requests WHERE id = ?";
    const found = this.#reader.get<Omit<KeptRecord, "user_id">>(sql, requestId);
    return found && toRequest(found);
  }

  async kept({ after, size }: PageAsk): Promise<Page<KeptNotification>> {
    const from = Number(after ?? 0);
    const { through, isLast } = this.#pageFrom(from, size);
    const sql = `SELECT n.user_id, r.* FROM ${joined} WHERE n.pos > ? AND n.pos <= ? ORDER BY n.pos`;
    const items = this.#reader.all<KeptRecord>(sql, from, through).map(toKept);
    return { items, next: isLast ? undefined : String(through) };
  }

  async forgetBefore(atMs: number): Promise<void> {
    while ((await this.#writer.act("forgetNotifications", atMs)) > 0);
  }

  /** Where a page ends, found without reading the messages. */
  #pageFrom(from: number, size: number): { through: number; isLast: boolean } {
    const sql = `SELECT n.pos, octet_length(r.message) AS bytes FROM ${joined} WHERE n.pos > ? ORDER BY n.pos LIMIT ?`;
    let through = from;
    let count = 0;
    let bytes = 0;
    for (const each of this.#reader.all<{ pos: number; bytes: number }>(sql, from, size + 1)) {
      if (count === size || bytes >= maxPageBytes) return { through, isLast: false };
      through = each.pos;
      count++;
      bytes += each.bytes;
    }
    return { through, isLast: true };
  }

  async #write(request: NotificationRequest): Promise<void> {
    const { userIds } = request;
    if (userIds.length === 0) return;
    const first = { ...request, userIds: userIds.slice(0, peopleAtOnce) };
    const requestNo = await this.#writer.act("keepNotifications", first);
    for (let at = peopleAtOnce; at < userIds.length; at += peopleAtOnce)
      await this.#writer.act("keepMoreNotifications", requestNo, userIds.slice(at, at + peopleAtOnce));
  }
}

function unitsOf({ userIds, message, roomId }: NotificationRequest): number {
  return userIds.reduce((sum, userId) => sum + userId.length, message.length + roomId.length);
}

function toKept({ user_id, ...request }: KeptRecord): KeptNotification {
  return { ...toRequest(request), userId: user_id };
}

function toRequest(record: Omit<KeptRecord, "user_id">): Omit<NotificationRequest, "userIds"> {
  const { id, message, room_id, source, at_ms } = record;
  return { requestId: id, message, roomId: room_id, source, atMs: at_ms };
}

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
const maxPageUnits = 1024 * 1024;

interface KeptRecord {
  readonly pos: number;
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

  async kept({ after, size }: PageAsk): Promise<Page<KeptNotification>> {
    const sql = `SELECT n.pos, n.user_id, r.* FROM notifications n JOIN notification_requests r ON r.no = n.request_no
      WHERE n.pos > ? ORDER BY n.pos LIMIT ?`;
    const items: KeptNotification[] = [];
    let last = 0;
    let units = 0;
    for (const record of this.#reader.each<KeptRecord>(sql, Number(after ?? 0), size + 1)) {
      if (items.length === size || units >= maxPageUnits) return { items, next: String(last) };
      items.push(toKept(record));
      units += record.message.length;
      last = record.pos;
    }
    return { items, next: undefined };
  }

  async forgetBefore(atMs: number): Promise<void> {
    while ((await this.#writer.act("forgetNotifications", atMs)) > 0);
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

function toKept({ id, user_id, message, room_id, source, at_ms }: KeptRecord): KeptNotification {
  return { requestId: id, userId: user_id, message, roomId: room_id, source, atMs: at_ms };
}

// Reads notifications of all writers, page by page.
import { errors } from "../../core/errors.ts";
import type { KeptNotification, NotificationRequest, Page, PageAsk } from "../../core/ports.ts";
import type { Cql } from "./cql.ts";
import { writersShard } from "./notification-writer.ts";

type Request = Omit<NotificationRequest, "userIds">;

/** What the reader is given. */
export interface NotificationReaderParts {
  readonly cql: Cql;
  /** What is older is not shown. */
  readonly forgottenBefore: () => Promise<number>;
  readonly request: (requestId: string) => Promise<Request | undefined>;
}

/** What of one writer is shown next: its row, and who in it. */
interface Place {
  readonly no: number;
  readonly index: number;
}

interface EntryRecord {
  readonly no: bigint;
  readonly request_id: string;
  readonly at_ms: bigint;
  readonly bytes: number;
  readonly user_ids: string[];
}

interface Shown {
  readonly requestId: string;
  readonly userId: string;
}

const firstPlace: Place = { no: 1, index: 0 };
const rowsAtOnce = 50;
/** The messages of one page, at most about this much of them. */
const maxPageBytes = 1024 * 1024;

/** One reading: pages of it join to the whole. */
export class NotificationReader {
  readonly #parts: NotificationReaderParts;

  constructor(parts: NotificationReaderParts) {
    this.#parts = parts;
  }

  /** A page from where an earlier one ended: a place for each writer, since each has its own order. */
  async page({ after, size }: PageAsk): Promise<Page<KeptNotification>> {
    const beforeMs = await this.#parts.forgottenBefore();
    const places = toPlaces(after);
    const page = new PageBeingRead(size);
    for (const writer of await this.#writers()) {
      const place = await this.#readWriter(writer, { place: places.get(writer) ?? firstPlace, beforeMs, page });
      places.set(writer, place);
      if (page.isFull) break;
    }
    return { items: await this.#withRequests(page.shown), next: page.isFull ? toToken(places) : undefined };
  }

  async #writers(): Promise<string[]> {
    const query = "SELECT writer FROM notification_writers WHERE shard = ?";
    return (await this.#parts.cql.all<{ writer: string }>(query, writersShard)).map(({ writer }) => writer);
  }

  /** Shows what fits; resolves to what comes next. */
  async #readWriter(
    writer: string,
    { place, beforeMs, page }: { place: Place; beforeMs: number; page: PageBeingRead },
  ): Promise<Place> {
    const query =
      "SELECT no, request_id, at_ms, bytes, user_ids FROM notifications WHERE writer = ? AND no >= ? LIMIT ?";
    for (let next = place; ; ) {
      const rows = await this.#parts.cql.all<EntryRecord>(query, writer, BigInt(next.no), rowsAtOnce);
      for (const row of rows) {
        const no = Number(row.no);
        const isForgotten = Number(row.at_ms) < beforeMs;
        const index = isForgotten ? row.user_ids.length : page.add(row, no === next.no ? next.index : 0);
        next = index < row.user_ids.length ? { no, index } : { no: no + 1, index: 0 };
        if (page.isFull) return next;
      }
      if (rows.length < rowsAtOnce) return next;
    }
  }

  async #withRequests(shown: readonly Shown[]): Promise<KeptNotification[]> {
    const requests = new Map<string, Request | undefined>();
    for (const { requestId } of shown)
      if (!requests.has(requestId)) requests.set(requestId, await this.#parts.request(requestId));
    return shown.flatMap(({ requestId, userId }) => {
      const request = requests.get(requestId);
      return request ? [{ ...request, userId }] : [];
    });
  }
}

class PageBeingRead {
  readonly shown: Shown[] = [];
  readonly #size: number;
  #bytes = 0;
  /** Something did not fit. */
  isFull = false;

  constructor(size: number) {
    this.#size = size;
  }

  /** Adds people of a row from one on; returns the first that did not fit. */
  add({ request_id, user_ids, bytes }: EntryRecord, from: number): number {
    for (let index = from; index < user_ids.length; index++) {
      this.isFull = this.shown.length === this.#size || this.#bytes >= maxPageBytes;
      if (this.isFull) return index;
      this.shown.push({ requestId: request_id, userId: user_ids[index] as string });
      this.#bytes += bytes;
    }
    return user_ids.length;
  }
}

function toToken(places: ReadonlyMap<string, Place>): string {
  return [...places].map(([writer, { no, index }]) => `${writer}.${no}.${index}`).join(" ");
}

function toPlaces(token: string | undefined): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const each of token?.split(" ") ?? []) {
    const [, writer, no, index] = /^(\w+)\.(\d{1,15})\.(\d{1,15})$/.exec(each) ?? [];
    if (writer === undefined) throw errors.pageToken();
    places.set(writer, { no: Number(no), index: Number(index) });
  }
  return places;
}

// Reads inboxes: pages of items, and how many of them are open.
import { errors } from "../../core/errors.ts";
import type { InboxAsk, KeptNotice, NoticeSource } from "../../core/notices.ts";
import type { Page } from "../../core/ports.ts";
import { AtMost } from "./at-most.ts";
import type { Cql } from "./cql.ts";
import type { NoticeItems } from "./notice-items.ts";
import { type ItemRecord, NoticeKnown } from "./notice-known.ts";
import { reasonOf } from "./notice-place.ts";

/** So many items are looked at for one page: those that nobody asked for cost time too. */
const lookedThrough = 1_000;
const readAtOnce = 200;
/** Inboxes that are read at a time, and that wait for it: each asks the store several times. */
const atOnce = { read: 200, waiting: 10_000 };
/** After the last item of any inbox. */
const newest: NoticeSource = { atMs: Number.MAX_SAFE_INTEGER, sourceId: "", seq: 0 };

/** Inboxes over CQL. */
export class NoticeInbox {
  readonly #cql: Cql;
  readonly #items: NoticeItems;
  readonly #door = new AtMost(atOnce.read, atOnce.waiting);

  constructor(cql: Cql, items: NoticeItems) {
    this.#cql = cql;
    this.#items = items;
  }

  /** A page of items, the latest first; shorter than asked where few of those looked at are asked for. */
  page(userId: string, ask: InboxAsk): Promise<Page<KeptNotice>> {
    return this.#door.run(() => this.#page(userId, ask));
  }

  /** How much of what is urgent is open; counting ends at `most`. */
  countOpen(userId: string, most: number): Promise<number> {
    return this.#door.run(() => this.#countOpen(userId, most));
  }

  async #page(userId: string, ask: InboxAsk): Promise<Page<KeptNotice>> {
    const known = new NoticeKnown(this.#cql, userId);
    const throughMs = ask.openOnly ? await known.throughMs() : 0;
    const items: KeptNotice[] = [];
    let last = ask.after === undefined ? newest : placeAt(ask.after);
    let looked = 0;
    for await (const records of this.#merged(userId, last, ask)) {
      const isKnown = await known.known(records);
      const deleted = ask.openOnly ? await known.deleted(records) : new Set<ItemRecord>();
      for (const record of records) {
        if (ask.openOnly && Number(record.at_ms) <= throughMs) return { items, next: undefined };
        if (items.length === ask.size || looked === lookedThrough) return { items, next: toCursor(last) };
        looked++;
        last = toPlace(record);
        if (ask.reasons.length > 0 && !ask.reasons.includes(reasonOf(record.reason))) continue;
        if (ask.openOnly && (isKnown(record) || deleted.has(record))) continue;
        items.push(toKept(userId, record, isKnown(record)));
      }
    }
    return { items, next: undefined };
  }

  async #countOpen(userId: string, most: number): Promise<number> {
    const known = new NoticeKnown(this.#cql, userId);
    const throughMs = await known.throughMs();
    let count = 0;
    for await (const records of this.#list(userId, 1, newest)) {
      const isKnown = await known.known(records);
      const open = records.filter((record) => Number(record.at_ms) > throughMs && !isKnown(record));
      const deleted = await known.deleted(open);
      for (const record of open)
        if (!deleted.has(record) && !(await known.hasLeft(record.source_id)) && ++count >= most) return most;
      if (Number(records.at(-1)?.at_ms) <= throughMs) break;
    }
    return count;
  }

  /** Items from a place on, the latest first, some at a time: what is urgent and what is not lie apart. */
  async *#merged(userId: string, from: NoticeSource, { reasons }: InboxAsk): AsyncGenerator<ItemRecord[]> {
    const wantsAll = reasons.length === 0 || reasons.includes("all");
    const wantsUrgent = reasons.length === 0 || reasons.some((reason) => reason !== "all");
    if (!wantsAll || !wantsUrgent) {
      yield* this.#list(userId, wantsUrgent ? 1 : 0, from);
      return;
    }
    for (let before = from; ; ) {
      const some = await Promise.all(
        [0, 1].map((urgent) => this.#items.before(userId, urgent as 0 | 1, before, readAtOnce)),
      );
      const merged = some.flat().toSorted(byPlace).slice(0, readAtOnce);
      if (merged.length > 0) yield merged;
      if (merged.length < readAtOnce) return;
      before = toPlace(merged.at(-1) as ItemRecord);
    }
  }

  async *#list(userId: string, urgent: 0 | 1, from: NoticeSource): AsyncGenerator<ItemRecord[]> {
    for (let before = from; ; ) {
      const some = await this.#items.before(userId, urgent, before, readAtOnce);
      if (some.length > 0) yield some;
      if (some.length < readAtOnce) return;
      before = toPlace(some.at(-1) as ItemRecord);
    }
  }
}

/** An item of the domain. */
export function toKept(userId: string, record: ItemRecord, acknowledged: boolean): KeptNotice {
  const { reason, decided_at_ms, at_ms } = record;
  const decidedAtMs = Number(decided_at_ms ?? at_ms);
  return { userId, ...toPlace(record), reason: reasonOf(reason), decidedAtMs, acknowledged };
}

function byPlace(a: ItemRecord, b: ItemRecord): number {
  if (a.at_ms !== b.at_ms) return a.at_ms > b.at_ms ? -1 : 1;
  // As the store orders text.
  const bySource = Buffer.compare(Buffer.from(b.source_id), Buffer.from(a.source_id));
  return bySource !== 0 ? bySource : Number(b.seq - a.seq);
}

function toPlace({ at_ms, source_id, seq }: ItemRecord): NoticeSource {
  return { atMs: Number(at_ms), sourceId: source_id, seq: Number(seq) };
}

function toCursor({ atMs, sourceId, seq }: NoticeSource): string {
  return `${atMs}.${seq}.${sourceId}`;
}

function placeAt(cursor: string): NoticeSource {
  const [, atMs, seq, sourceId = ""] = /^(\d{1,15})\.(\d{1,15})\.(.+)$/s.exec(cursor) ?? [];
  if (atMs === undefined) throw errors.pageToken();
  return { atMs: Number(atMs), seq: Number(seq), sourceId };
}

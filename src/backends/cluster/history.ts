// Pages of a channel's messages in their present state.
import { kinds } from "../../core/event.ts";
import type { Head, HistoryAsk, HistoryPage, StoredMessage } from "../../core/ports.ts";
import type { EventRows, ReactionRow } from "./event-rows.ts";
import type { EventRecord } from "./log-record.ts";

/** How many events one page looks through: a channel full of reactions gives short pages, not slow ones. */
const windowEvents = 5_000;
/** Events asked of the store at once. */
const askedAtOnce = 500;
/** What one page holds, besides its last message: lines of older protocols may be megabytes. */
const maxPageBytes = 4 * 1024 * 1024;

/** Reads a page before a seq (the newest without one), or after one. */
export async function readHistory(rows: EventRows, head: Head, ask: HistoryAsk): Promise<HistoryPage> {
  const range =
    ask.after === undefined ? await pageBefore(rows, head, ask) : await pageAfter(rows, head, ask, ask.after);
  const messages = await withState(rows, head.channelId, range.posted);
  return { messages, after: range.after, through: range.through, head };
}

interface PostedRange {
  readonly posted: readonly EventRecord[];
  readonly after: number;
  readonly through: number;
}

async function pageBefore(rows: EventRows, head: Head, ask: HistoryAsk): Promise<PostedRange> {
  const through = Math.max(0, Math.min(ask.before === undefined ? head.seq : ask.before - 1, head.seq));
  const from = Math.max(0, through - windowEvents);
  const page = new Gathered(ask);
  for (let at = through; at > from; ) {
    const events = await rows.upTo(head.channelId, at, Math.min(askedAtOnce, at - from));
    for (const event of events)
      if (page.take(event)) return { posted: page.posted.toReversed(), after: event.seq - 1, through };
    const last = events.at(-1);
    if (!last) break;
    at = last.seq - 1;
  }
  return { posted: page.posted.toReversed(), after: from, through };
}

async function pageAfter(rows: EventRows, head: Head, ask: HistoryAsk, after: number): Promise<PostedRange> {
  const to = Math.min(head.seq, after + windowEvents);
  const page = new Gathered(ask);
  for (let at = after; at < to; ) {
    const events = await rows.after(head.channelId, at, Math.min(askedAtOnce, to - at));
    for (const event of events) if (page.take(event)) return { posted: page.posted, after, through: event.seq };
    const last = events.at(-1);
    if (!last) return { posted: page.posted, after, through: Math.max(after, at) };
    at = last.seq;
  }
  return { posted: page.posted, after, through: Math.max(after, to) };
}

/** The messages of one page, at least one. */
class Gathered {
  readonly posted: EventRecord[] = [];
  readonly #ask: HistoryAsk;
  #bytes = 0;

  constructor(ask: HistoryAsk) {
    this.#ask = ask;
  }

  /** Takes an event if it is shown; true if the page is full now. */
  take(event: EventRecord): boolean {
    const { doorLines = false, size } = this.#ask;
    if (event.kind !== kinds.messagePosted && !(doorLines && event.kind === kinds.doorLine)) return false;
    this.posted.push(event);
    this.#bytes += event.bytes.length;
    return this.posted.length === size || this.#bytes > maxPageBytes;
  }
}

async function withState(
  rows: EventRows,
  channelId: string,
  posted: readonly EventRecord[],
): Promise<readonly StoredMessage[]> {
  const [first, last] = [posted[0]?.seq, posted.at(-1)?.seq];
  if (first === undefined || last === undefined) return [];
  const [changes, reactions] = await Promise.all([
    rows.changes(channelId, first, last),
    rows.reactions(channelId, first, last),
  ]);
  const bySeq = Map.groupBy(reactions, ({ seq }) => Number(seq));
  return posted.map(({ seq, bytes }) => {
    const change = changes.get(seq);
    const deleted = change?.deleted ?? false;
    const edited =
      change && !deleted
        ? { text: change.text ?? "", mentions: change.mentions ?? [], atMs: Number(change.edited_at_ms ?? 0n) }
        : undefined;
    return { seq, bytes, edited, deleted, reactions: deleted ? [] : gather(bySeq.get(seq) ?? []) };
  });
}

function gather(records: readonly ReactionRow[]): StoredMessage["reactions"] {
  const byEmoji = Map.groupBy(records, ({ emoji }) => emoji);
  return [...byEmoji].map(([emoji, those]) => ({ emoji, userIds: those.map(({ user_id }) => user_id) }));
}

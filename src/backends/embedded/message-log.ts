// The log of all channels in SQLite.
import { type ChatError, errors } from "../../core/errors.ts";
import type { Draft, EventPage, LoggedEvent, ReadRange } from "../../core/event.ts";
import { placeOf } from "../../core/event.ts";
import type { Following, FollowStart } from "../../core/following.ts";
import type { Hub } from "../../core/hub.ts";
import type { Appended, FeedBatch, Head, Lane, MessageLog } from "../../core/ports.ts";
import type { Tail, TailStart } from "../../core/tail.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

interface EventRecord {
  readonly pos: number;
  readonly channel_id: string;
  readonly seq: number;
  readonly kind: number;
  readonly bytes: Uint8Array;
}

const feedBatchEvents = 1_000;
const selectEvents =
  "SELECT e.pos, c.id AS channel_id, e.seq, e.kind, e.bytes FROM events e JOIN channels c ON c.no = e.channel_no";

/** MessageLog over the writer and the reader of one database. */
export class EmbeddedMessageLog implements MessageLog {
  readonly epoch: number;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #hub: Hub;
  readonly #committed = new Set<() => void>();

  constructor({ writer, reader, hub }: { writer: Writer; reader: Reader; hub: Hub }) {
    this.#writer = writer;
    this.#reader = reader;
    this.#hub = hub;
    this.epoch = reader.get<{ value: number }>("SELECT value FROM meta WHERE key = 'epoch'")?.value ?? 1;
    hub.attach(this);
  }

  async append(draft: Draft): Promise<Appended> {
    const { appended, failure } = await this.#writer.append([draft]);
    if (failure) throw failure;
    return appended[0] as Appended;
  }

  lane(): Lane {
    const lane = this.#writer.openLane();
    let failed = false;
    return {
      append: async (drafts) => {
        if (failed) return { appended: [], failure: errors.laneBroken() };
        const answer = await this.#writer.append(drafts, lane);
        // The writer remembers what it refused, but not what it never took.
        if (answer.failure) failed = true;
        return answer;
      },
      close: () => this.#writer.closeLane(lane),
    };
  }

  // Reads are synchronous inside: nothing can be published between a read and what its caller does with it.
  async read(channelId: string, { after, through, maxEvents, maxBytes }: ReadRange): Promise<EventPage> {
    const head = this.headOf(channelId);
    const last = Math.min(through ?? head, head);
    const events: LoggedEvent[] = [];
    let bytes = 0;
    if (after < last) {
      const sql = `${selectEvents} WHERE c.id = ? AND e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ?`;
      for (const record of this.#reader.each<EventRecord>(sql, channelId, after, last, maxEvents)) {
        events.push(toLogged(record));
        bytes += record.bytes.length;
        if (bytes >= maxBytes) break;
      }
    }
    return { events, after, through: events.at(-1)?.seq ?? Math.max(after, last) };
  }

  async heads(channelIds: readonly string[]): Promise<Head[]> {
    return channelIds.map((channelId) => {
      const sql = "SELECT head, messages FROM channels WHERE id = ?";
      const found = this.#reader.get<{ head: number; messages: number }>(sql, channelId);
      return { channelId, seq: found?.head ?? 0, messages: found?.messages ?? 0, firstSeq: 1 };
    });
  }

  /** The committed head of a channel; 0 if it has no event. */
  headOf(channelId: string): number {
    return this.#reader.get<{ head: number }>("SELECT head FROM channels WHERE id = ?", channelId)?.head ?? 0;
  }

  follow(start: FollowStart): Following {
    return this.#hub.follow(start);
  }

  tail(start: TailStart): Tail {
    return this.#hub.tail(start);
  }

  feed(reader: string, signal: AbortSignal, begin: "first" | "now" = "first"): AsyncIterable<FeedBatch> {
    const kept = this.#reader.get<{ pos: number }>("SELECT pos FROM feeds WHERE reader = ?", reader)?.pos;
    const last = () => this.#reader.get<{ pos: number }>("SELECT pos FROM events ORDER BY pos DESC LIMIT 1")?.pos ?? 0;
    return this.#feedFrom(kept ?? (begin === "now" ? last() : 0), { reader, signal, isKept: kept !== undefined });
  }

  async *#feedFrom(
    start: number,
    { reader, signal, isKept }: { reader: string; signal: AbortSignal; isKept: boolean },
  ): AsyncIterable<FeedBatch> {
    let pos = start;
    // A crash before the first batch must not move the beginning.
    if (!isKept) await this.#writer.act("confirmFeed", reader, pos);
    while (!signal.aborted) {
      const records = this.#reader.all<EventRecord>(
        `${selectEvents} WHERE e.pos > ? ORDER BY e.pos LIMIT ?`,
        pos,
        feedBatchEvents,
      );
      if (records.length === 0) {
        await this.#nextCommit(signal);
        continue;
      }
      yield records.map(toLogged);
      // Asked for more: what was given is done.
      pos = records.at(-1)?.pos ?? pos;
      await this.#writer.act("confirmFeed", reader, pos);
    }
  }

  /** Takes a committed event from the writer: to everybody who follows, and to the feeds. */
  committed(event: LoggedEvent): void {
    this.#hub.publish(event);
    for (const wake of this.#committed) wake();
  }

  /** Ends feeds and streams. */
  close(reason: ChatError): void {
    this.#hub.close(reason);
    for (const wake of this.#committed) wake();
  }

  #nextCommit(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#committed.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#committed.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}

function toLogged({ channel_id, kind, bytes }: EventRecord): LoggedEvent {
  return { channelId: channel_id, kind, bytes, ...placeOf(bytes) };
}

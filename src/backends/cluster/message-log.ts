// The log of all channels over Kafka and CQL: appended by owners, wherever they are, and read from rows.
import type { ChatError } from "../../core/errors.ts";
import type { Draft, EventPage, LoggedEvent, ReadRange } from "../../core/event.ts";
import type { Following, FollowStart } from "../../core/following.ts";
import type { Hub } from "../../core/hub.ts";
import type { Appended, FeedBatch, Head, Lane, MessageLog } from "../../core/ports.ts";
import type { Tail, TailStart } from "../../core/tail.ts";
import type { ClusterChannelStore } from "./channel-store.ts";
import type { EventRows } from "./event-rows.ts";
import type { Feeds } from "./feeds.ts";
import type { FollowedChannels } from "./followed-channels.ts";
import { QueuedLane } from "./lane.ts";
import type { EventRecord } from "./log-record.ts";
import type { Sends } from "./sends.ts";

/** What the log is given. */
export interface ClusterLogParts {
  readonly epoch: number;
  readonly hub: Hub;
  readonly rows: EventRows;
  readonly channels: ClusterChannelStore;
  readonly sends: Sends;
  readonly followed: FollowedChannels;
  readonly feeds: Feeds;
}

/** Heads are asked of the store, so many at once. */
const headsAtOnce = 500;
const eventsAtOnce = 500;

/** MessageLog of one node. */
export class ClusterMessageLog implements MessageLog {
  readonly epoch: number;
  readonly #parts: ClusterLogParts;
  #closed: ChatError | undefined;

  constructor(parts: ClusterLogParts) {
    this.epoch = parts.epoch;
    this.#parts = parts;
    parts.hub.attach(this, parts.followed);
  }

  async append(draft: Draft): Promise<Appended> {
    if (this.#closed) throw this.#closed;
    const { appended, failure } = await this.#parts.sends.append([draft]);
    if (failure) throw failure;
    return appended[0] as Appended;
  }

  lane(): Lane {
    return new QueuedLane((drafts) =>
      this.#closed ? Promise.resolve({ appended: [], failure: this.#closed }) : this.#parts.sends.append(drafts),
    );
  }

  async read(channelId: string, { after, through, maxEvents, maxBytes }: ReadRange): Promise<EventPage> {
    const wanted = Math.min(maxEvents, eventsAtOnce, through === undefined ? maxEvents : Math.max(0, through - after));
    const rows = wanted > 0 ? await this.#parts.rows.after(channelId, after, wanted) : [];
    const events: LoggedEvent[] = [];
    let bytes = 0;
    for (const row of rows) {
      events.push(toLogged(row));
      bytes += row.bytes.length;
      if (bytes >= maxBytes) break;
    }
    return { events, after, through: events.at(-1)?.seq ?? after };
  }

  async heads(channelIds: readonly string[]): Promise<Head[]> {
    const heads: Head[] = [];
    for (let at = 0; at < channelIds.length; at += headsAtOnce) {
      const some = channelIds.slice(at, at + headsAtOnce);
      heads.push(...(await Promise.all(some.map((channelId) => this.#parts.channels.head(channelId)))));
    }
    return heads;
  }

  /** The head of a channel that is followed here, as far as it is known. */
  headOf(channelId: string): number {
    return this.#parts.followed.headOf(channelId);
  }

  follow(start: FollowStart): Following {
    return this.#parts.hub.follow(start);
  }

  tail(start: TailStart): Tail {
    return this.#parts.hub.tail(start);
  }

  feed(reader: string, signal: AbortSignal, begin: "first" | "now" = "first"): AsyncIterable<FeedBatch> {
    return this.#parts.feeds.read(reader, signal, begin);
  }

  /** Refuses appends from now on. */
  refuse(reason: ChatError): void {
    this.#closed = reason;
  }

  /** Refuses what comes, and ends streams. */
  close(reason: ChatError): void {
    this.#closed = reason;
    this.#parts.feeds.close(reason);
    this.#parts.hub.close(reason);
  }
}

/** An event of the log as it is shown. */
export function toLogged({ channelId, seq, atMs, messages, kind, bytes }: EventRecord): LoggedEvent {
  return { channelId, seq, atMs, messages, kind, bytes };
}

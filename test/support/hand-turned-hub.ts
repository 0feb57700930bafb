// A hub over a log in memory, whose turns, time and store a test moves by hand.
import type { LoggedEvent, ReadRange } from "../../src/core/event.ts";
import { encodeEvent } from "../../src/core/event.ts";
import { Hub, type HubOptions } from "../../src/core/hub.ts";
import { Drafts } from "./drafts.ts";
import { FakeClock } from "./fake-clock.ts";
import { FollowingClient } from "./following-client.ts";

/** Publishes what is said at once; followers get it in the next turn. */
export class HandTurnedHub {
  readonly clock = new FakeClock();
  readonly hub: Hub;
  /** The channels of all reads of the store, in order. */
  readonly reads: string[] = [];
  /** Awaited before the store answers, if set. */
  beforeRead: (() => Promise<void>) | undefined;
  /** Thrown instead of an answer, if set. */
  failure: Error | undefined;
  readonly #channels = new Map<string, LoggedEvent[]>();
  #turns: (() => void)[] = [];

  constructor(options: Partial<HubOptions> = {}) {
    this.hub = new Hub({ clock: this.clock, schedule: (turn) => void this.#turns.push(turn), ...options });
    this.hub.attach(this);
  }

  headOf(channelId: string): number {
    if (this.failure) throw this.failure;
    return this.#events(channelId).length;
  }

  async read(channelId: string, { after, through = Number.MAX_SAFE_INTEGER, maxEvents, maxBytes }: ReadRange) {
    this.reads.push(channelId);
    if (this.failure) throw this.failure;
    const events: LoggedEvent[] = [];
    let bytes = 0;
    for (const event of this.#events(channelId)) {
      if (event.seq <= after || event.seq > through) continue;
      if (events.length >= maxEvents || bytes >= maxBytes) break;
      events.push(event);
      bytes += event.bytes.length;
    }
    await this.beforeRead?.();
    return { events, after, through: events.at(-1)?.seq ?? after };
  }

  /** Commits messages with texts of this length. */
  say(channelId: string, count = 1, length = 10): void {
    for (let n = 0; n < count; n++) this.commit(new Drafts(channelId, "ann").posted("x".repeat(length)));
  }

  /** Commits one event. */
  commit(draft: ReturnType<Drafts["posted"]>): void {
    const events = this.#events(draft.channelId);
    const place = { seq: events.length + 1, atMs: this.clock.now(), messages: events.length + 1 };
    const event = { ...place, channelId: draft.channelId, kind: draft.kind, bytes: encodeEvent(draft, place) };
    events.push(event);
    this.hub.publish(event);
  }

  /** A client that follows. */
  follow(cursors: Readonly<Record<string, number>>, onCaughtUp?: () => void) {
    const list = Object.entries(cursors).map(([channelId, seq]) => ({ channelId, seq }));
    const client = new FollowingClient(list);
    const following = this.hub.follow({ cursors: list, sink: client, ...(onCaughtUp && { onCaughtUp }) });
    following.start();
    return { client, following };
  }

  /** One turn, and what becomes of it at once. */
  async turn(): Promise<void> {
    const turns = this.#turns;
    this.#turns = [];
    for (const turn of turns) turn();
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Turns until nothing is left to do; how many it took. */
  async settle(): Promise<number> {
    let turns = 0;
    for (; this.#turns.length > 0; turns++) {
      if (turns > 10_000) throw new Error("The hub does not come to rest.");
      await this.turn();
    }
    return turns;
  }

  #events(channelId: string): LoggedEvent[] {
    const known = this.#channels.get(channelId) ?? [];
    this.#channels.set(channelId, known);
    return known;
  }
}

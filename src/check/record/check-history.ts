// All that was written down in a check, put together for the judges.
import type { ClientHistory, RunHistory, SentMessage } from "../history.ts";
import type { DoorKind } from "../plan/plan.ts";
import { ClientSteps } from "./client-steps.ts";
import { messageId } from "./message-id.ts";
import { type Observation, personOf, type Recorded } from "./observation.ts";
import { Timeline } from "./timeline.ts";

/** One kind of observation, by whom and when. */
export type RecordOf<What extends Observation["what"]> = Extract<Recorded, { readonly what: What }>;

/** What is kept as it was written. */
const kept = ["act", "read", "counters", "view", "listen", "heard", "fault", "queued", "enter", "state"] as const;
type Kept = RecordOf<(typeof kept)[number]>;

type Sending = { -readonly [Key in keyof SentMessage]: SentMessage[Key] };

/** A check as it was seen by everybody. */
export class CheckHistory implements RunHistory {
  /** Everything but what is in `clients` and `sent`, in each client's order. */
  readonly kept: Kept[] = [];
  /** Each event of each channel as it was told first. */
  readonly events = new Map<string, Map<number, RecordOf<"event">>>();
  /** How often each client was told to forget everything. */
  readonly resets = new Map<string, number>();
  /** Pages of history, of all readers. */
  readonly pages: RecordOf<"page">[] = [];
  /** When who did what; in steps of a second. */
  readonly timeline = new Timeline(1_000);
  readonly #sent = new Map<string, Sending>();
  readonly #clients = new Map<string, ClientSteps>();

  /** Puts together what was written down; of each client in its order. */
  static async of(records: Iterable<Recorded> | AsyncIterable<Recorded>): Promise<CheckHistory> {
    const history = new CheckHistory();
    for await (const record of records) history.#take(record);
    history.#placeLines();
    return history;
  }

  get sent(): readonly SentMessage[] {
    return [...this.#sent.values()];
  }

  get clients(): readonly ClientHistory[] {
    return [...this.#clients.values()].map((client) => client.history());
  }

  /** By which door each person came. */
  get doors(): ReadonlyMap<string, DoorKind> {
    return new Map(this.all("enter").map(({ who, door }) => [personOf(who), door]));
  }

  /** All observations of one kind. */
  all<What extends (typeof kept)[number]>(what: What): RecordOf<What>[] {
    return this.kept.filter((record): record is RecordOf<What> => record.what === what);
  }

  #take(record: Recorded): void {
    this.timeline.take(record);
    if (record.what === "ask" || record.what === "ack" || record.what === "refused") return this.#send(record);
    if (isKept(record)) return void this.kept.push(record);
    let client = this.#clients.get(record.who);
    if (!client) this.#clients.set(record.who, (client = new ClientSteps(record.who)));
    client.take(record);
    if (record.what === "reset") this.resets.set(record.who, (this.resets.get(record.who) ?? 0) + 1);
    if (record.what === "page") this.pages.push(record);
    if (record.what === "event") this.#event(record);
  }

  #event(record: RecordOf<"event">): void {
    const channel = this.events.get(record.channelId) ?? new Map<number, RecordOf<"event">>();
    this.events.set(record.channelId, channel);
    const known = channel.get(record.seq);
    // As it was said, not as it stands since; the words of what was taken back are told to nobody who comes later.
    if (!known || (known.standing && !record.standing) || (known.text === "" && record.text))
      channel.set(record.seq, record);
  }

  #send(record: RecordOf<"ask" | "ack" | "refused">): void {
    const { channelId, id } = record;
    const key = `${channelId} ${id}`;
    const known = this.#sent.get(key);
    if (record.what === "ask") {
      // What an outbox kept is asked for again.
      if (!known) this.#sent.set(key, { sender: record.lane, channelId, id, acknowledged: undefined, refused: false });
    } else if (known && record.what === "refused") known.refused = true;
    else if (known && record.what === "ack") known.acknowledged = record.seq ?? 0;
  }

  // The answer to a line of an older door names no place: it has to stand somewhere.
  #placeLines(): void {
    const places = new Map<string, number>();
    for (const [channelId, events] of this.events) {
      for (const [seq, { type, id, text = "", standing }] of events)
        if (type === "message") places.set(`${channelId} ${messageId(standing ?? { id, text })}`, seq);
    }
    for (const [key, sending] of this.#sent) {
      if (sending.acknowledged !== 0) continue;
      const beyond = Math.max(0, ...(this.events.get(sending.channelId)?.keys() ?? [])) + 1;
      sending.acknowledged = places.get(key) ?? beyond;
    }
  }
}

function isKept(record: Recorded): record is Kept {
  return kept.some((what) => what === record.what);
}

// A CQL store in memory: each row keeps the write with the highest stamp, whichever comes last.

import { CachedChannelRows } from "../../../src/backends/cluster/channel-rows.ts";
import type { LogPosition } from "../../../src/backends/cluster/fold.ts";
import type { EventRecord } from "../../../src/backends/cluster/log-record.ts";
import type {
  RowChange,
  RowStore,
  SendRow,
  StampedChange,
  StateWrite,
  StoredMessageState,
} from "../../../src/backends/cluster/ports.ts";
import { stampOf } from "../../../src/backends/cluster/stamp.ts";
import { applyEvent, type ChannelRow, type MemberRow } from "../../../src/core/channel-state.ts";
import { bodyOf, kinds } from "../../../src/core/event.ts";
import type { Caller, Network } from "./network.ts";

interface Cell {
  readonly stamp: number;
  readonly value: unknown;
}

/** The epoch of every simulated store. */
export const epoch = 490_000;

/** The tables of one partition. What is asked of it goes through a network. */
export class SimulatedStore {
  readonly #cells = new Map<string, Cell>();
  readonly #events = new Map<string, Map<number, { stamp: number; event: EventRecord }>>();
  readonly #positions = new Map<number, LogPosition>();
  readonly #onConflict: (what: string) => void;
  /** What was given out as a gen, in order. */
  readonly #gens: number[] = [0];
  /** Mutant: a gen is what was read, plus one, and the reading may be old. */
  genIsReadAndWritten: (() => boolean) | undefined;

  constructor(onConflict: (what: string) => void) {
    this.#onConflict = onConflict;
  }

  /** The store as one process sees it. */
  seenBy(caller: Caller, name: string, network: Network): RowStore {
    const call = <T>(what: string, effect: () => T) => network.call(caller, `${name} ${what}`, effect);
    return {
      readPosition: () => call("reads position", () => this.position()),
      writePosition: (gen, position) =>
        call(`writes position ${position.offset}`, () => void this.#positions.set(gen, position)),
      raiseGen: (above) => call("raises gen", () => this.#raiseGen(above)),
      readChannel: (channelId) => call(`reads ${channelId}`, () => this.#readChannel(channelId)),
      readMember: (channelId, userId) =>
        call(`reads ${userId} of ${channelId}`, () => ({
          member: this.member(channelId, userId),
          derivedSeq: this.derivedSeq(channelId),
        })),
      readMessage: (channelId, seq) => call(`reads message ${channelId}/${seq}`, () => this.message(channelId, seq)),
      readEvents: (channelId, after, max) =>
        call(`reads rows of ${channelId} after ${after}`, () =>
          this.events(channelId)
            .filter(({ seq }) => seq > after)
            .slice(0, max),
        ),
      lookUpSend: (channelId, actorId, id) => call(`looks up ${id}`, () => this.send(channelId, actorId, id)),
      writeEvents: (channelId, events) =>
        call(
          `writes rows ${events.map(({ event }) => `${channelId}/${event.seq}=${event.clientMessageId}`).join(" ")}`,
          () => {
            for (const { event, stamp } of events) this.#putEvent(channelId, event, stamp);
          },
        ),
      writeSends: (channelId, sends) =>
        call(`writes sends ${sends.map(({ clientMessageId, seq }) => `${clientMessageId}->${seq}`).join(" ")}`, () => {
          for (const send of sends)
            this.#put(`${channelId} send ${send.actorId} ${send.clientMessageId}`, send.stamp, send);
        }),
      writeChanges: (channelId, changes) =>
        call(`writes ${changes.map(({ change }) => `${channelId} ${change.key}`).join(", ")}`, () =>
          this.#putChanges(channelId, changes),
        ),
      writeState: (channelId, write) =>
        call(`writes state of ${channelId} at ${write.derivedSeq}`, () => this.#putState(channelId, write)),
      writeHeads: (heads) =>
        call(`writes heads ${heads.map(({ channelId, seq }) => `${channelId}/${seq}`).join(" ")}`, () => {
          for (const head of heads) this.#put(`${head.channelId} head`, head.stamp, head);
        }),
    };
  }

  /** Fills a channel with events that come from another store. */
  seed(channelId: string, events: readonly EventRecord[]): void {
    const rows = new CachedChannelRows({ channel: undefined, owners: 0 }, true);
    for (const event of events) {
      const stamp = stampOf(epoch, event);
      applyEvent(rows, { ...event, actorName: "", body: bodyOf(event.bytes, event.kind) });
      const { changes, owners } = rows.commit();
      this.#putEvent(channelId, event, stamp);
      this.#putState(channelId, {
        changes: changes.map((change) => ({ change, stamp: change.row === "read" ? change.seq : stamp })),
        owners,
        derivedSeq: event.seq,
        messages: event.messages,
        stamp,
      });
    }
  }

  events(channelId: string): readonly EventRecord[] {
    const rows = [...(this.#events.get(channelId)?.values() ?? [])].map(({ event }) => event);
    return rows.toSorted((a, b) => a.seq - b.seq);
  }

  position(): LogPosition | undefined {
    return this.#positions.get(Math.max(0, ...this.#positions.keys()));
  }

  channel(channelId: string): ChannelRow | undefined {
    return this.#changed(channelId, "channel", "channel")?.channel;
  }

  member(channelId: string, userId: string): MemberRow | undefined {
    return this.#changed(channelId, "member", `member ${userId}`)?.member;
  }

  /** What an edit or deletion made of a message. */
  changedMessage(channelId: string, seq: number): Extract<RowChange, { row: "message" }> | undefined {
    return this.#changed(channelId, "message", `message ${seq}`);
  }

  read(channelId: string, userId: string): Extract<RowChange, { row: "read" }> | undefined {
    return this.#changed(channelId, "read", `read ${userId}`);
  }

  derivedSeq(channelId: string): number {
    return (this.#get(`${channelId} derived`) as number | undefined) ?? 0;
  }

  send(channelId: string, actorId: string, clientMessageId: string): SendRow | undefined {
    return this.#get(`${channelId} send ${actorId} ${clientMessageId}`) as SendRow | undefined;
  }

  message(channelId: string, seq: number): StoredMessageState | undefined {
    const event = this.#events.get(channelId)?.get(seq)?.event;
    if (event?.kind !== kinds.messagePosted) return undefined;
    const deleted = this.changedMessage(channelId, seq)?.deleted ?? false;
    const rows = this.#changesOf(channelId);
    const mentions = rows.flatMap((row) => (row.row === "mention" && row.seq === seq && row.is ? [row.userId] : []));
    const reactions = rows.flatMap((row) =>
      row.row === "reaction" && row.seq === seq && row.is && !deleted ? [{ emoji: row.emoji, userId: row.userId }] : [],
    );
    return { authorId: event.actorId, deleted, mentions, reactions };
  }

  #readChannel(channelId: string) {
    const owners = (this.#get(`${channelId} owners`) as number | undefined) ?? 0;
    return { channel: this.channel(channelId), owners, derivedSeq: this.derivedSeq(channelId) };
  }

  #raiseGen(above: number): number {
    const old = this.genIsReadAndWritten?.() ? this.#gens.at(-2) : undefined;
    const gen = Math.max(old ?? this.#gens.at(-1) ?? 0, above) + 1;
    this.#gens.push(gen);
    return gen;
  }

  #putEvent(channelId: string, event: EventRecord, stamp: number): void {
    const rows = this.#events.get(channelId) ?? new Map();
    this.#events.set(channelId, rows);
    const old = rows.get(event.seq);
    if (old && old.event.clientMessageId !== event.clientMessageId)
      this.#onConflict(
        `two events at ${channelId}/${event.seq}: ${old.event.clientMessageId}, ${event.clientMessageId}`,
      );
    if (!old || stamp >= old.stamp) rows.set(event.seq, { stamp, event });
  }

  #putState(channelId: string, { changes, owners, derivedSeq, stamp }: StateWrite): void {
    this.#putChanges(channelId, changes);
    this.#put(`${channelId} owners`, stamp, owners);
    this.#put(`${channelId} derived`, stamp, derivedSeq);
  }

  #putChanges(channelId: string, changes: readonly StampedChange[]): void {
    for (const { change, stamp } of changes) this.#put(`${channelId} row ${change.key}`, stamp, change);
  }

  #changed<Row extends RowChange["row"]>(channelId: string, _row: Row, key: string) {
    return this.#get(`${channelId} row ${key}`) as Extract<RowChange, { row: Row }> | undefined;
  }

  #changesOf(channelId: string): RowChange[] {
    const prefix = `${channelId} row `;
    return [...this.#cells].flatMap(([key, { value }]) => (key.startsWith(prefix) ? [value as RowChange] : []));
  }

  #get(key: string): unknown {
    return this.#cells.get(key)?.value;
  }

  // Of two values with one stamp the greater one stays, as in Cassandra.
  #put(key: string, stamp: number, value: unknown): void {
    const old = this.#cells.get(key);
    if (!old || stamp > old.stamp || (stamp === old.stamp && JSON.stringify(value) > JSON.stringify(old.value)))
      this.#cells.set(key, { stamp, value });
  }
}

// What the owner of a partition needs of Kafka and of the CQL store, so small that a test can play both.
import type { ChannelRow, MemberRow } from "../../core/channel-state.ts";
import type { LogPosition } from "./fold.ts";
import type { EventRecord } from "./log-record.ts";

/**
 * One partition of the log. Every call has a deadline and rejects at it, which means unknown: the record may be there, or
 * come to be there later.
 */
export interface PartitionLog {
  /** Resolves when the record is on enough replicas. Calls are made without waiting for earlier ones. */
  produce(record: Uint8Array): Promise<void>;
  /** The offset after the last record, asked of the log now. */
  end(): Promise<number>;
}

/** A member as the store has it, at the same moment as the mark. */
export interface StoredMember {
  readonly member: MemberRow | undefined;
  /** See StoredChannel. */
  readonly derivedSeq: number;
}

/** What rules and fold ask of a message. */
export interface StoredMessageState {
  readonly authorId: string;
  readonly deleted: boolean;
  readonly mentions: readonly string[];
  readonly reactions: readonly { readonly emoji: string; readonly userId: string }[];
}

/** A channel as the store has it. */
export interface StoredChannel {
  readonly channel: ChannelRow | undefined;
  readonly owners: number;
  /** Everything that follows from the events up to this one is in the store. */
  readonly derivedSeq: number;
}

/** One row that an event changes; `key` is its primary key: of two writes to one key the later event's stays. */
export type RowChange = { readonly key: string } & (
  | { readonly row: "channel"; readonly channel: ChannelRow }
  | { readonly row: "member"; readonly userId: string; readonly member: MemberRow | undefined }
  | {
      readonly row: "message";
      readonly seq: number;
      readonly edited:
        | { readonly text: string; readonly mentions: readonly string[]; readonly atMs: number }
        | undefined;
      readonly deleted: boolean;
    }
  | {
      readonly row: "reaction";
      readonly seq: number;
      readonly emoji: string;
      readonly userId: string;
      readonly is: boolean;
    }
  | { readonly row: "mention"; readonly seq: number; readonly userId: string; readonly is: boolean }
  | { readonly row: "read"; readonly seq: number; readonly userId: string; readonly messages: number }
);

/** A change and the time stamp that it is written with. */
export interface StampedChange {
  readonly change: RowChange;
  readonly stamp: number;
}

/** What of a channel is written atomically: the changes of its own partition of the store, and how far they go. */
export interface StateWrite {
  readonly changes: readonly StampedChange[];
  readonly owners: number;
  readonly derivedSeq: number;
  /** The channel's message count up to that event. */
  readonly messages: number;
  readonly stamp: number;
}

/** By what a repeat is found, for as long as the message lives. */
export interface SendRow {
  readonly actorId: string;
  readonly clientMessageId: string;
  readonly seq: number;
  /** See content-digest.ts. */
  readonly digest: Uint8Array;
  readonly stamp: number;
}

/** Where a channel stands, as everybody may know it. */
export interface HeadRow {
  readonly channelId: string;
  readonly seq: number;
  readonly messages: number;
  readonly stamp: number;
}

/**
 * The store. Every call has a deadline and rejects at it; a write that was rejected may be there, or come to be there
 * later. Writes with stamps: of two to one row the higher stamp stays, whichever comes last.
 */
export interface RowStore {
  readPosition(): Promise<LogPosition | undefined>;
  /** Kept per gen of its writer; the one of the highest gen is read. */
  writePosition(gen: number, position: LogPosition): Promise<void>;
  /** A gen that nobody else was or will be given, above all that were given and above `above`. */
  raiseGen(above: number): Promise<number>;
  readChannel(channelId: string): Promise<StoredChannel>;
  readMember(channelId: string, userId: string): Promise<StoredMember>;
  readMessage(channelId: string, seq: number): Promise<StoredMessageState | undefined>;
  /** Events after a seq, in order. */
  readEvents(channelId: string, after: number, max: number): Promise<readonly EventRecord[]>;
  lookUpSend(channelId: string, actorId: string, clientMessageId: string): Promise<SendRow | undefined>;
  /** One batch in one partition of the store: all or nothing. */
  writeEvents(channelId: string, events: readonly { event: EventRecord; stamp: number }[]): Promise<void>;
  writeSends(channelId: string, sends: readonly SendRow[]): Promise<void>;
  /** Rows that stand apart from the channel's own: each may be there without the others. */
  writeChanges(channelId: string, changes: readonly StampedChange[]): Promise<void>;
  /** One batch in one partition of the store: all or nothing. */
  writeState(channelId: string, write: StateWrite): Promise<void>;
  writeHeads(heads: readonly HeadRow[]): Promise<void>;
}

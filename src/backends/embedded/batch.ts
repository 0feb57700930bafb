// What crosses between the main thread and the writer: many drafts as columns, because objects are dear to clone.
import type { Draft } from "../../core/event.ts";

/** Drafts and acts that are committed together. */
export interface Batch {
  readonly nowMs: number;
  readonly drafts: DraftColumns;
  /** For each group of drafts: its lane (0: none) and how many drafts it has. */
  readonly groups: readonly { readonly lane: number; readonly count: number }[];
  readonly acts: readonly { readonly name: string; readonly args: readonly unknown[] }[];
  /** Lanes that are closed after this batch. */
  readonly closedLanes: readonly number[];
}

/** Drafts, column by column. */
export interface DraftColumns {
  readonly channelIds: string[];
  readonly actorIds: string[];
  readonly actorNames: string[];
  readonly clientIds: string[];
  readonly kinds: number[];
  readonly targets: number[];
  readonly mentions: (readonly string[])[];
  /** All bodies, one after the other. */
  readonly bodies: Uint8Array<ArrayBuffer>;
  /** Where each body ends. */
  readonly ends: number[];
}

/** A refusal that crossed a thread. */
export interface Refusal {
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs: number | undefined;
}

/** What became of a batch: everything in it is durable, or `failure` says that nothing is. */
export interface BatchAnswer {
  readonly failure: string | undefined;
  /** For each draft: seq, time, messages; 0, 0, 0 if refused. */
  readonly places: Float64Array;
  /** All events appended, one after the other. */
  readonly events: Uint8Array<ArrayBuffer>;
  /** For each draft where its event ends in `events`; the same as before if it has none. */
  readonly eventEnds: Uint32Array;
  /** By index of the draft. */
  readonly refusals: readonly { readonly index: number; readonly refusal: Refusal }[];
  readonly acts: readonly { readonly result?: unknown; readonly refusal?: Refusal }[];
}

/** Turns drafts into columns. */
export function toColumns(drafts: readonly Draft[]): DraftColumns {
  const columns = {
    channelIds: [] as string[],
    actorIds: [] as string[],
    actorNames: [] as string[],
    clientIds: [] as string[],
    kinds: [] as number[],
    targets: [] as number[],
    mentions: [] as (readonly string[])[],
    ends: [] as number[],
  };
  let end = 0;
  for (const draft of drafts) {
    columns.channelIds.push(draft.channelId);
    columns.actorIds.push(draft.actorId);
    columns.actorNames.push(draft.actorName);
    columns.clientIds.push(draft.clientMessageId);
    columns.kinds.push(draft.kind);
    columns.targets.push(draft.targetSeq);
    columns.mentions.push(draft.mentions);
    end += draft.body.length;
    columns.ends.push(end);
  }
  return {
    ...columns,
    bodies: joinBytes(
      drafts.map((draft) => draft.body),
      end,
    ),
  };
}

/** The draft at an index. */
export function draftAt(columns: DraftColumns, index: number): Draft {
  return {
    channelId: columns.channelIds[index] as string,
    actorId: columns.actorIds[index] as string,
    actorName: columns.actorNames[index] as string,
    clientMessageId: columns.clientIds[index] as string,
    // The index of sends settles every repeat here, so freshness is not asked for.
    seenSeq: 0,
    kind: columns.kinds[index] as number,
    body: columns.bodies.subarray(index === 0 ? 0 : columns.ends[index - 1], columns.ends[index]),
    targetSeq: columns.targets[index] as number,
    mentions: columns.mentions[index] as readonly string[],
  };
}

/** Copies pieces into one buffer of its own, which can be handed to another thread without a copy. */
export function joinBytes(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

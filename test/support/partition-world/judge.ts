// What must hold when everything has healed: the rows, what people were told, and a replay agree.

import { firstPosition, PartitionFold } from "../../../src/backends/cluster/fold.ts";
import { decodeRecord, type EventRecord } from "../../../src/backends/cluster/log-record.ts";
import { applyEvent, type FoldedEvent } from "../../../src/core/channel-state.ts";
import { ChatError } from "../../../src/core/errors.ts";
import { bodyOf, type Draft } from "../../../src/core/event.ts";
import { admit } from "../../../src/core/rules.ts";
import { MemoryRows } from "../memory-rows.ts";
import type { Sends } from "./sends.ts";
import type { Asked } from "./simulated-node.ts";
import type { SimulatedStore } from "./simulated-store.ts";

/** What there is to judge. */
export interface Evidence {
  readonly store: SimulatedStore;
  readonly sends: Sends;
  /** Undefined: a part of it was lost. */
  readonly log: readonly Uint8Array[] | undefined;
}

const channelIds = ["x", "y"];
const people = ["mod", "ann", "bob"];

/** The first thing that is wrong; undefined: nothing is. */
export function judge({ store, sends, log }: Evidence): string | undefined {
  for (const channelId of channelIds) {
    const wrong = judgeRows(store, channelId) ?? judgeReplay(store, channelId);
    if (wrong) return wrong;
  }
  return judgeSends(store, sends) ?? (log && judgeLog(store, log));
}

/** Whether the channel, as it was in the store at some moment since the draft came, calls for this answer. */
export function isJustified(store: SimulatedStore, { draft, head }: Asked, answer: string): boolean {
  const rows = new MemoryRows();
  const events = store.events(draft.channelId);
  // Of what was accepted before, only the answer to a repeat may be told.
  if (events.some(({ clientMessageId, seq }) => clientMessageId === draft.clientMessageId && seq <= head)) return false;
  for (const event of events) {
    applyEvent(rows, foldedOf(event));
    if (event.seq >= head && answerOf(rows, draft) === answer) return true;
  }
  return false;
}

function answerOf(rows: MemoryRows, draft: Draft): string {
  try {
    return admit(rows, draft);
  } catch (refusal) {
    if (refusal instanceof ChatError) return refusal.reason;
    throw refusal;
  }
}

function foldedOf(event: EventRecord): FoldedEvent {
  return { ...event, actorName: "", body: bodyOf(event.bytes, event.kind) };
}

function judgeRows(store: SimulatedStore, channelId: string): string | undefined {
  const events = store.events(channelId);
  const ids = new Set<string>();
  for (const [i, { seq, clientMessageId: id, actorId, messages }] of events.entries()) {
    if (seq !== i + 1) return `hole in ${channelId} before ${seq}`;
    if (ids.has(id)) return `${id} is twice in ${channelId}`;
    ids.add(id);
    if (messages < (events[i - 1]?.messages ?? 0)) return `${channelId}/${seq} counts fewer messages`;
    if (seq > 1 && seq <= store.derivedSeq(channelId) && store.send(channelId, actorId, id)?.seq !== seq)
      return `${id} is at ${channelId}/${seq} and its send says ${store.send(channelId, actorId, id)?.seq}`;
  }
  return undefined;
}

function judgeReplay(store: SimulatedStore, channelId: string): string | undefined {
  const rows = new MemoryRows();
  const events = store.events(channelId);
  if (store.derivedSeq(channelId) < events.length) return undefined;
  for (const event of events) {
    const answer = answerOf(rows, { ...foldedOf(event), seenSeq: 0 });
    if (answer !== "append") return `${channelId}/${event.seq} is against the rules: ${answer}`;
    applyEvent(rows, foldedOf(event));
  }
  return compareState(store, channelId, rows);
}

function compareState(store: SimulatedStore, channelId: string, rows: MemoryRows): string | undefined {
  const differs = (what: string, stored: unknown, replayed: unknown) =>
    JSON.stringify(stored) === JSON.stringify(replayed)
      ? undefined
      : `${what} of ${channelId} is ${JSON.stringify(stored)}, a replay says ${JSON.stringify(replayed)}`;
  const wrong = [differs("channel row", store.channel(channelId), rows.channel())];
  for (const person of people) {
    wrong.push(differs(person, store.member(channelId, person), rows.member(person)));
    wrong.push(differs(`read of ${person}`, store.read(channelId, person)?.seq, rows.reads.get(person)?.seq));
  }
  for (const [seq, { deleted, edited, reactions }] of rows.messages) {
    const change = store.changedMessage(channelId, seq);
    wrong.push(differs(`text of ${seq}`, change?.edited?.text, edited?.text));
    wrong.push(differs(`deletion of ${seq}`, change?.deleted ?? false, deleted));
    const stored = (store.message(channelId, seq)?.reactions ?? []).map(({ userId }) => userId).toSorted();
    wrong.push(differs(`reactions to ${seq}`, stored, reactions.map(({ userId }) => userId).toSorted()));
  }
  return wrong.find((each) => each !== undefined);
}

function judgeSends(store: SimulatedStore, sends: Sends): string | undefined {
  for (const { draft, state, appended } of sends.all.values()) {
    const there = store
      .events(draft.channelId)
      .find(({ clientMessageId }) => clientMessageId === draft.clientMessageId);
    const id = draft.clientMessageId;
    if (state.what === "acked" && appended && there?.seq !== state.seq)
      return `${id} was acknowledged at ${state.seq} and is at ${there?.seq}`;
  }
  return undefined;
}

/** Whoever reads the log from its beginning finds the rows. */
function judgeLog(store: SimulatedStore, log: readonly Uint8Array[]): string | undefined {
  const fold = new PartitionFold(firstPosition);
  const events = new Map<string, EventRecord[]>(channelIds.map((channelId) => [channelId, []]));
  for (const [offset, bytes] of log.entries()) {
    const folded = fold.next(offset, decodeRecord(bytes));
    if (folded.what === "event") events.get(folded.event.channelId)?.push(folded.event);
  }
  for (const [channelId, folded] of events) {
    const inLog = folded.map(({ clientMessageId }) => clientMessageId).join(" ");
    const inRows = store
      .events(channelId)
      .slice(1)
      .map(({ clientMessageId }) => clientMessageId)
      .join(" ");
    if (inLog !== inRows) return `the log of ${channelId} says ${inLog}, its rows ${inRows}`;
  }
  return undefined;
}

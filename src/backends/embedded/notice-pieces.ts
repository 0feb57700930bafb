// Cuts decisions into pieces that one act can write: what is said in channels waits for each act.
import type { Decision, Silence } from "../../core/notices.ts";
import { codeOf } from "./notice-rows.ts";

/** Part of a decision, as plain columns, which cross a thread cheaply. */
export interface DecisionPiece {
  readonly sourceId: string;
  readonly seq: number;
  readonly atMs: number;
  readonly decidedAtMs: number;
  readonly part: number;
  readonly isLast: boolean;
  /** Who is told, reasons by number, and when devices are due. */
  readonly userIds: readonly string[];
  readonly reasons: readonly number[];
  readonly dueAtMs: readonly number[];
  /** JSON; empty: nobody. */
  readonly silent: string;
  readonly handOverTo: string | undefined;
}

/** Who is not told and why, as it is kept: [until when, ids] of each silence. */
export type SilentPeople = Partial<Record<Silence, [number, string[]][]>>;

/** How many rows one act writes, about: at 500 a send waits three times as long, and at 100 much less is written. */
export const rowsAtOnce = 200;
/** Each person may have many devices, a row each; a call to another service is a row with all its people. */
const toldAtOnce = { devices: 20, handOver: 500 };
const silentAtOnce = 1_000;
const silentUnitsPerRow = 500;

/** The pieces of one decision: the first holds who is decided on first, and they are kept in this order. */
export function* piecesOf(decision: Decision): Generator<DecisionPiece> {
  const { sourceId, seq, atMs, decidedAtMs, told, silent, handOverTo } = decision;
  const toldSize = handOverTo === undefined ? toldAtOnce.devices : toldAtOnce.handOver;
  const parts = Math.max(1, Math.ceil(told.length / toldSize), Math.ceil(silent.length / silentAtOnce));
  for (let part = 0; part < parts; part++) {
    const some = told.slice(part * toldSize, (part + 1) * toldSize);
    yield {
      sourceId,
      seq,
      atMs,
      decidedAtMs,
      part,
      isLast: part === parts - 1,
      userIds: some.map(({ userId }) => userId),
      reasons: some.map(({ reason }) => codeOf(reason)),
      dueAtMs: some.map(({ dueAtMs }) => Math.ceil(dueAtMs)),
      silent: encodeSilent(silent.slice(part * silentAtOnce, (part + 1) * silentAtOnce)),
      handOverTo,
    };
  }
}

/** How much a piece costs to write, in rows of one person. */
export function costOf({ userIds, silent }: DecisionPiece): number {
  return 1 + userIds.length + Math.floor(silent.length / silentUnitsPerRow);
}

function encodeSilent(silent: Decision["silent"]): string {
  if (silent.length === 0) return "";
  const people: SilentPeople = {};
  for (const { userId, silence, untilMs = 0 } of silent) {
    people[silence] ??= [];
    const groups = people[silence];
    const group = groups.find(([until]) => until === untilMs);
    if (group) group[1].push(userId);
    else groups.push([untilMs, [userId]]);
  }
  return JSON.stringify(people);
}

/** Why somebody is not told, if they are among these people. */
export function silenceOf(kept: string, userId: string): { silence: Silence; untilMs: number } | undefined {
  for (const [silence, groups] of Object.entries(JSON.parse(kept) as SilentPeople)) {
    const group = groups.find(([, userIds]) => userIds.includes(userId));
    if (group) return { silence: silence as Silence, untilMs: group[0] };
  }
  return undefined;
}

// One source on one device: what waits to be told there and what the device shows, made of facts that only grow.
import type { NoticeReason, OutboxEntry } from "../../core/notices.ts";

/** Reasons by the number that they have in rows; what comes after the first is urgent. */
const reasons: readonly NoticeReason[] = ["all", "service", "direct", "mention", "reply"];

/** The number of a reason. */
export function codeOf(reason: NoticeReason): number {
  return reasons.indexOf(reason);
}

/** The reason with a number. */
export function reasonOf(code: number): NoticeReason {
  return reasons[code] as NoticeReason;
}

/** Why something is taken back. */
export type TakenBack = "read" | "deleted";

/** Which place it is. */
export interface PlaceKey {
  readonly userId: string;
  readonly deviceId: string;
  readonly sourceId: string;
}

/**
 * What is known of a place. Each group of columns is written with the stamp of the seq in it, so the latest message's
 * stays, whoever writes last; tries and waits are those of the one who sends, and the store's clock stamps them.
 */
export interface PlaceFacts {
  /** The latest message to be told. */
  readonly told_seq?: bigint | null;
  readonly told_at_ms?: bigint | null;
  readonly told_reason?: number | null;
  readonly told_due_ms?: bigint | null;
  /** The latest of these that is urgent. */
  readonly urgent_seq?: bigint | null;
  readonly urgent_reason?: number | null;
  /** Nothing up to this one is to be told any more. */
  readonly over_seq?: bigint | null;
  /** The latest message that the device was told of. */
  readonly shown_seq?: bigint | null;
  readonly shown_at_ms?: bigint | null;
  readonly shown_reason?: number | null;
  /** What the device shows up to this one was read. */
  readonly back_seq?: bigint | null;
  readonly back_at_ms?: bigint | null;
  /** This one by itself is to be taken back. */
  readonly gone_seq?: bigint | null;
  readonly gone_why?: TakenBack | null;
  readonly gone_at_ms?: bigint | null;
  /** What was shown up to this one is taken back. */
  readonly hidden_seq?: bigint | null;
  readonly try_seq?: bigint | null;
  readonly attempts?: number | null;
  readonly retry_at_ms?: bigint | null;
  readonly wait_seq?: bigint | null;
  readonly wait_until_ms?: bigint | null;
}

/** A message that a device shows. */
export interface ShownMessage {
  readonly seq: number;
  readonly atMs: number;
  readonly reason: number;
}

/** A place as its facts make it. */
export interface Place {
  /** What waits: to be told, or to be taken back. */
  readonly entry: OutboxEntry | undefined;
  /** Why what waits is taken back. */
  readonly why: TakenBack | undefined;
  readonly shown: ShownMessage | undefined;
}

const stampsOfSeq = 4096n;

/** The stamp of facts about a seq. */
export function stampOfSeq(seq: number): bigint {
  return (BigInt(seq) + 1n) * stampsOfSeq;
}

/** A stamp above all facts about seqs up to this one. */
export function stampAfterSeq(seq: number): bigint {
  return stampOfSeq(seq + 1) - 1n;
}

/** What the facts come to. */
export function placeOf(key: PlaceKey, facts: PlaceFacts): Place {
  const shown = shownOf(facts);
  const told = tellingOf(key, facts);
  if (told || !shown) return { entry: told, why: undefined, shown };
  const why = whyHidden(shown.seq, facts);
  return { entry: why && withdrawalOf(key, shown, facts), why, shown };
}

/** The highest seq that any fact is about. */
export function latestSeqOf(facts: PlaceFacts): number {
  const { told_seq, urgent_seq, over_seq, shown_seq, back_seq, gone_seq, hidden_seq } = facts;
  const seqs = [told_seq, urgent_seq, over_seq, shown_seq, back_seq, gone_seq, hidden_seq];
  return Math.max(...seqs.map((seq) => toNumber(seq, -1)));
}

function tellingOf(key: PlaceKey, facts: PlaceFacts): OutboxEntry | undefined {
  const seq = toNumber(facts.told_seq, -1);
  const over = toNumber(facts.over_seq, -1);
  if (seq <= over) return undefined;
  const urgentSeq = toNumber(facts.urgent_seq, -1);
  const isUrgent = urgentSeq > over && urgentSeq <= seq;
  const reason = (isUrgent ? facts.urgent_reason : facts.told_reason) ?? 0;
  const attempts = toNumber(facts.try_seq, -1) > over ? (facts.attempts ?? 0) : 0;
  const dueAtMs = dueOf(facts, { seq, attempts, dueMs: toNumber(facts.told_due_ms, 0) });
  const atMs = toNumber(facts.told_at_ms, 0);
  return { ...key, seq, atMs, reason: reasonOf(reason), act: "tell", dueAtMs, attempts };
}

function withdrawalOf(key: PlaceKey, { seq, atMs, reason }: ShownMessage, facts: PlaceFacts): OutboxEntry {
  const attempts = toNumber(facts.try_seq, -1) === seq ? (facts.attempts ?? 0) : 0;
  const since = seq <= toNumber(facts.back_seq, -1) ? facts.back_at_ms : facts.gone_at_ms;
  const dueAtMs = dueOf(facts, { seq, attempts, dueMs: toNumber(since, 0) });
  return { ...key, seq, atMs, reason: reasonOf(reason), act: "withdraw", dueAtMs, attempts };
}

function shownOf({ shown_seq, shown_at_ms, shown_reason, hidden_seq }: PlaceFacts): ShownMessage | undefined {
  const seq = toNumber(shown_seq, -1);
  if (seq <= toNumber(hidden_seq, -1)) return undefined;
  return { seq, atMs: toNumber(shown_at_ms, 0), reason: shown_reason ?? 0 };
}

function whyHidden(seq: number, { back_seq, gone_seq, gone_why }: PlaceFacts): TakenBack | undefined {
  if (seq === toNumber(gone_seq, -1)) return gone_why ?? "read";
  return seq <= toNumber(back_seq, -1) ? "read" : undefined;
}

function dueOf(
  { retry_at_ms, wait_seq, wait_until_ms }: PlaceFacts,
  { seq, attempts, dueMs }: { seq: number; attempts: number; dueMs: number },
): number {
  if (attempts > 0) return toNumber(retry_at_ms, 0);
  return toNumber(wait_seq, -1) === seq ? toNumber(wait_until_ms, 0) : dueMs;
}

function toNumber(value: bigint | null | undefined, otherwise: number): number {
  return value === null || value === undefined ? otherwise : Number(value);
}

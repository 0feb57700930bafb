// One call that hands people over: looks whether it is still wanted, calls, and says what became of it.
import { sha256 } from "@noble/hashes/sha2.js";
import { toBase62 } from "../../../core/ids.ts";
import type { HandOverEntry } from "../../../core/notices.ts";
import { messageNow } from "../message-now.ts";
import { backOffMs } from "./back-off.ts";
import { toDetail } from "./hand-over-detail.ts";
import { type PeopleLeftParts, peopleLeft } from "./people-left.ts";
import type { ServiceState } from "./service-pause.ts";

/** Another notification service. */
export interface OtherService {
  /**
   * Calls once, within a deadline of its own; resolves to gRPC's word for what came of it: OK, UNAVAILABLE … Never
   * rejects.
   */
  notifyOfflineUsers(
    people: { userIds: string[]; message: string; roomId: string },
    /** The same in every repeat of this call, and in no other. */
    key: string,
    signal: AbortSignal,
  ): Promise<string>;
}

/** What an attempt needs. */
export interface AttemptParts extends PeopleLeftParts {
  readonly service: OtherService;
  /** For how long a notification is worth something. */
  readonly ttlMs: number;
  readonly random: () => number;
}

/** What to settle, and how the service did. */
export interface Attempted {
  readonly detail: string;
  /** Undefined: it is over. */
  readonly retryAtMs?: number;
  readonly service: ServiceState;
}

/** A repeat that was recognised is taken as well. */
const taken: ReadonlySet<string> = new Set(["OK", "ALREADY_EXISTS"]);
/** The same call would be refused for ever. */
const refused: ReadonlySet<string> = new Set(["INVALID_ARGUMENT", "NOT_FOUND", "OUT_OF_RANGE"]);
/** Nothing of this is about the one call. */
const down: ReadonlySet<string> = new Set([
  "UNAVAILABLE",
  "DEADLINE_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "UNIMPLEMENTED",
  "UNAUTHENTICATED",
  "PERMISSION_DENIED",
]);

/** Tries once; undefined if it was broken off by us. Rejects if the store cannot be asked. */
export async function attempt(
  parts: AttemptParts,
  entry: HandOverEntry,
  ending: AbortSignal,
): Promise<Attempted | undefined> {
  if (isExpired(entry, parts.ttlMs, parts.now())) return { detail: "expired", service: "unasked" };
  const message = await messageNow(parts.channels, entry.sourceId, entry.seq);
  if (!message || message.deleted) return { detail: "deleted", service: "unasked" };
  const people = await peopleLeft(parts, entry, ending);
  if (people.retryAtMs !== undefined) return { detail: "online", retryAtMs: people.retryAtMs, service: "unasked" };
  const userIds = [...people.userIds];
  if (userIds.length === 0) return { detail: toDetail("nobody", people), service: "unasked" };
  const request = { userIds, message: message.text, roomId: entry.sourceId };
  const code = await parts.service.notifyOfflineUsers(request, keyOf(entry), ending);
  if (ending.aborted && !taken.has(code)) return undefined;
  if (taken.has(code)) return { detail: toDetail(code, people), service: "well" };
  if (refused.has(code)) return { detail: toDetail(`refused ${code}`, people), service: "well" };
  // At its old place, so that nothing of the channel overtakes it while the service is away.
  if (down.has(code)) return { detail: code, retryAtMs: entry.dueAtMs, service: "down" };
  return { detail: code, retryAtMs: parts.now() + backOffMs(entry.attempts, parts.random), service: "failed" };
}

/** Whether it is worth nothing any more. */
export function isExpired({ atMs }: HandOverEntry, ttlMs: number, nowMs: number): boolean {
  return nowMs >= atMs + ttlMs;
}

// With the time: a store that was restored gives seqs again.
function keyOf({ sourceId, seq, atMs, part }: HandOverEntry): string {
  const name = JSON.stringify(["hand-over", sourceId, seq, atMs, part]);
  return toBase62(sha256(new TextEncoder().encode(name)).slice(0, 16), 22);
}

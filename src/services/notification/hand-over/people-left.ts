// Who of those who were to be handed over still is: not who has read it meanwhile, left, muted it, is there or kept out.
import type { Clock } from "../../../core/clock.ts";
import type { HandOverEntry, NoticeStore } from "../../../core/notices.ts";
import type { ChannelStore } from "../../../core/ports.ts";
import { pause } from "../insist.ts";
import { lookAtPresence } from "../outbox/presence-wait.ts";
import type { VerdictParts } from "../outbox/verdict-parts.ts";
import { unwantedWhy } from "../outbox/wishes.ts";

/** Stores, presence and settings, as they are asked. */
export interface PeopleLeftParts
  extends Pick<VerdictParts, "isSuspended" | "whoIsThere" | "notifyWhen" | "onlineAfterMs" | "now"> {
  readonly store: Pick<NoticeStore, "trail" | "preferencesIn">;
  readonly channels: Pick<ChannelStore, "channelOf" | "history">;
  readonly clock: Pick<Clock, "after">;
}

/** Who is left, and why others are not. */
export interface PeopleLeft {
  readonly userIds: readonly string[];
  readonly read: readonly string[];
  readonly unwanted: readonly string[];
  /** Somebody has come back and may read it themselves until then; who is left has to wait with them. */
  readonly retryAtMs?: number;
}

/** What was said just now nobody has read, and who is told of it was decided on just now. */
const freshMs = 2_000;
/** Others have their turn after so many people. */
const peoplePerTurn = 25;

/** Looks at everybody again. Rejects if the store cannot be asked. */
export async function peopleLeft(
  parts: PeopleLeftParts,
  entry: HandOverEntry,
  ending: AbortSignal,
): Promise<PeopleLeft> {
  const left: Record<Fate, string[]> = { told: [], read: [], unwanted: [] };
  let retryAtMs = Number.POSITIVE_INFINITY;
  for (const [i, userId] of entry.userIds.entries()) {
    if (i % peoplePerTurn === peoplePerTurn - 1) await pause(parts.clock, 0, ending);
    const fate = await fateOf(parts, entry, userId);
    if (typeof fate === "number") retryAtMs = Math.min(retryAtMs, fate);
    else left[fate].push(userId);
  }
  const { told: userIds, ...others } = left;
  return { userIds, ...others, ...(retryAtMs !== Number.POSITIVE_INFINITY && { retryAtMs }) };
}

type Fate = "told" | "read" | "unwanted";

/** A time: not before it. */
async function fateOf(parts: PeopleLeftParts, entry: HandOverEntry, userId: string): Promise<Fate | number> {
  if (await parts.isSuspended(userId)) return "unwanted";
  if (parts.now() - entry.atMs < freshMs) return "told";
  const { notice } = await parts.store.trail(userId, entry);
  // Forgotten, or somebody who is none of ours any more.
  if (!notice) return "unwanted";
  if (notice.acknowledged) return "read";
  const view = await parts.channels.channelOf(userId, entry.sourceId);
  if ((await unwantedWhy(parts, notice, entry.sourceId, view)) !== undefined) return "unwanted";
  const wait = lookAtPresence(parts, notice, [notice]);
  return wait === undefined ? "told" : (wait.retryAtMs ?? "unwanted");
}

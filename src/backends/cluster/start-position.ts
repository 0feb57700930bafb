// Where a new owner begins to fold.
import { firstPosition, type LogPosition, nothingCounts } from "./fold.ts";
import type { PartitionLog, RowStore } from "./ports.ts";
import type { RulesInForce } from "./rules-in-force.ts";

/** What a position is found with. */
export interface StartPositionOptions {
  readonly log: PartitionLog;
  readonly store: RowStore;
  readonly rules: RulesInForce;
  /** The gen of who asks. */
  readonly gen: number;
}

/**
 * The position that was kept last. If the log lost its tail and ends before it: the log's end, where nothing of the gens
 * before counts any more; that is written down first, so that whoever comes next finds it when the log has grown again.
 */
export async function findStartPosition({ log, store, rules, gen }: StartPositionOptions): Promise<LogPosition> {
  for (;;) {
    // In this order, since the log grows while one asks.
    let end = await log.end();
    const kept = (await store.readPosition()) ?? firstPosition;
    if (kept.offset <= end) return kept;
    end = await log.end();
    if (kept.offset <= end) continue;
    const position = { offset: end, gen: kept.gen, n: nothingCounts };
    if (rules.lostTailNoted) await store.writePosition(gen, position);
    return position;
  }
}

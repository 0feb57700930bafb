// A channel's log folded again from its first event, without any store.
import assert from "node:assert/strict";
import { foldedFromWire } from "../../src/clients/sdk/folded-from-wire.ts";
import { applyEvent, type FoldedEvent } from "../../src/core/channel-state.ts";
import { decodeEvent } from "../../src/core/event.ts";
import type { MessageLog } from "../../src/core/ports.ts";
import { admit } from "../../src/core/rules.ts";
import { MemoryRows } from "../support/memory-rows.ts";
import { wholeLog } from "./whole-log.ts";

/** A channel as its log says it is. */
export interface Replayed {
  readonly rows: MemoryRows;
  readonly events: readonly FoldedEvent[];
}

/** Folds the whole log; fails if an event is there that the rules refuse at its place, or that changed nothing. */
export async function replayLog(log: MessageLog, channelId: string): Promise<Replayed> {
  const rows = new MemoryRows();
  const events: FoldedEvent[] = [];
  for (const { bytes } of await wholeLog(log, channelId)) {
    const event = foldedFromWire(channelId, decodeEvent(bytes));
    assert.ok(event, "every event is of a known kind");
    assert.equal(event.seq, events.length + 1);
    assert.equal(admit(rows, { ...event, seenSeq: 0 }), "append", `event ${event.seq} of ${channelId}`);
    applyEvent(rows, event);
    events.push(event);
  }
  return { rows, events };
}

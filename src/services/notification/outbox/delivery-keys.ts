// The names of deliveries: what a receiver recognises a repeat by, and what replaces what.
import { sha256 } from "@noble/hashes/sha2.js";
import { toBase62 } from "../../../core/ids.ts";
import type { OutboxEntry } from "../../../core/notices.ts";

/** The same for every attempt to tell this device of this message, also after a crash, and for nothing else. */
export function deliveryKey({ deviceId, sourceId, seq, atMs, act }: OutboxEntry): string {
  // With the time: a store that was restored gives seqs again.
  return digest(["delivery", deviceId, sourceId, String(seq), String(atMs), act]);
}

/** The same for all that a device is told of one source: 22 characters that push services take as a topic. */
export function collapseKey(sourceId: string): string {
  return digest(["source", sourceId]);
}

function digest(parts: readonly string[]): string {
  return toBase62(sha256(new TextEncoder().encode(JSON.stringify(parts))).slice(0, 16), 22);
}

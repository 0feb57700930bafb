// Which of the entries that are due may be begun soon, and which have to step back since their host has enough.
import type { OutboxEntry, Outcome } from "../../../core/notices.ts";
import type { HostGate } from "./host-gate.ts";

/** An entry that waits for room only. */
export interface ReadyEntry {
  readonly entry: OutboxEntry;
  readonly host: string;
}

/** How many entries of one host stay; the rest waits in the store, out of the way of other hosts'. */
const readyPerHost = 64;

/** Parts them; those that step back are to be settled. */
export function sortDue(
  entries: readonly OutboxEntry[],
  hosts: ReadonlyMap<string, string>,
  gate: HostGate,
  nowMs: number,
): { ready: ReadyEntry[]; postponed: Outcome[] } {
  const ready: ReadyEntry[] = [];
  const postponed: Outcome[] = [];
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const host = hosts.get(entry.deviceId) ?? "";
    const count = counts.get(host) ?? 0;
    const isPaused = gate.isPaused(host, nowMs);
    if (isPaused || count >= readyPerHost) {
      const detail = isPaused ? "host fails" : "host busy";
      postponed.push({ entry, atMs: nowMs, result: "waits", detail, retryAtMs: gate.postpone(host, nowMs) });
    } else {
      counts.set(host, count + 1);
      ready.push({ entry, host });
    }
  }
  return { ready, postponed };
}

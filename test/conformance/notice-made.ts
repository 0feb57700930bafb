// Decisions, devices and outcomes for the suites of the notice store.
import type {
  Decision,
  DeviceRow,
  KeptNotice,
  NoticeReason,
  NoticeStore,
  OutboxEntry,
  Outcome,
} from "../../src/core/notices.ts";

/** When everything here begins. */
export const noon = Date.UTC(2026, 0, 1, 12);

/** A decision on message `seq` of a channel, said `seq` seconds after noon: who is told of it, all for one reason. */
export function decision(
  sourceId: string,
  seq: number,
  told: readonly string[],
  more: Partial<Omit<Decision, "told">> & { reason?: NoticeReason; dueAtMs?: number } = {},
): Decision {
  const atMs = noon + seq * 1_000;
  const { reason = "all", dueAtMs = atMs, ...rest } = more;
  const people = told.map((userId) => ({ userId, reason, dueAtMs }));
  return { sourceId, seq, atMs, decidedAtMs: atMs + 5, told: people, silent: [], ...rest };
}

/** A webhook of a person, that stays until it is removed. */
export function device(deviceId: string, userId: string, more: Partial<DeviceRow> = {}): DeviceRow {
  return {
    deviceId,
    userId,
    sessionId: "",
    label: `${userId}'s ${deviceId}`,
    way: { kind: "webhook", url: `https://example.org/${deviceId}`, secret: "s" },
    showsText: true,
    createdAtMs: noon,
    lastTakenAtMs: 0,
    lastFailure: "",
    ...more,
  };
}

/** What became of an entry, a second after it was due. */
export function outcome(entry: OutboxEntry, result: Outcome["result"], more: Partial<Outcome> = {}): Outcome {
  return { entry, atMs: entry.dueAtMs + 1_000, result, detail: "201", ...more };
}

/** All that is due within a day, as "device source seq act". */
export async function due(notices: NoticeStore, nowMs = noon + 3_600_000): Promise<string[]> {
  const { entries } = await notices.due(nowMs, 1_000);
  return entries.map(({ deviceId, sourceId, seq, act }) => `${deviceId} ${sourceId} ${seq} ${act}`).sort();
}

/** The one entry that is due. */
export async function theEntry(notices: NoticeStore): Promise<OutboxEntry> {
  const { entries } = await notices.due(noon + 3_600_000, 1_000);
  if (entries.length !== 1) throw new Error(`${entries.length} entries are due.`);
  return entries[0] as OutboxEntry;
}

/** Sends everything that is due, and settles it. */
export async function sendAll(notices: NoticeStore, nowMs = noon + 3_600_000): Promise<void> {
  const { entries } = await notices.due(nowMs, 5_000);
  await notices.settle(entries.map((entry) => outcome(entry, "sent", { atMs: nowMs })));
}

/** A whole inbox, the latest first, page by page. */
export async function inbox(
  notices: NoticeStore,
  userId: string,
  { openOnly = false, reasons = [], size = 50 }: { openOnly?: boolean; reasons?: NoticeReason[]; size?: number } = {},
): Promise<KeptNotice[]> {
  const items: KeptNotice[] = [];
  let after: string | undefined;
  do {
    const page = await notices.inbox(userId, { openOnly, reasons, size, ...(after !== undefined && { after }) });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** An inbox as "source seq". */
export async function placesIn(
  notices: NoticeStore,
  userId: string,
  ask?: { openOnly?: boolean; reasons?: NoticeReason[]; size?: number },
): Promise<string[]> {
  return (await inbox(notices, userId, ask)).map(({ sourceId, seq }) => `${sourceId} ${seq}`);
}

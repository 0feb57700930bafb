// What of one source somebody was told, or is to be told, and does not know yet.
import type { KeptNotice, NoticeStore, OutboxEntry } from "../../../core/notices.ts";

/** More than anybody wants to be told the number of; this is read before each delivery. */
const mostItems = 100;

/** The latest first. `complete`: there are no others; else there may be some behind a hundred of other sources'. */
export interface OpenItems {
  readonly items: readonly KeptNotice[];
  readonly complete: boolean;
}

/** Reads the open items of the entry's source. */
export async function readOpenItems(
  store: Pick<NoticeStore, "inbox">,
  { userId, sourceId }: OutboxEntry,
): Promise<OpenItems> {
  const { items, next } = await store.inbox(userId, { openOnly: true, reasons: [], size: mostItems });
  return { items: items.filter((item) => item.sourceId === sourceId), complete: next === undefined };
}

// What of one source somebody was told, or is to be told, and does not know yet.
import type { KeptNotice, NoticeStore, OutboxEntry } from "../../../core/notices.ts";

const pageSize = 100;
const mostPages = 3;

/** The latest first. `complete`: there are no others; else there may be some behind hundreds of other sources'. */
export interface OpenItems {
  readonly items: readonly KeptNotice[];
  readonly complete: boolean;
}

/** Reads the open items of the entry's source. */
export async function readOpenItems(
  store: Pick<NoticeStore, "inbox">,
  { userId, sourceId }: OutboxEntry,
): Promise<OpenItems> {
  const items: KeptNotice[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const inbox = await store.inbox(userId, { openOnly: true, reasons: [], size: pageSize, after });
    items.push(...inbox.items.filter((item) => item.sourceId === sourceId));
    after = inbox.next;
    if (after === undefined) return { items, complete: true };
  }
  return { items, complete: false };
}

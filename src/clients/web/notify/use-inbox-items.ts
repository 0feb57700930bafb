// The items of the inbox, as many as one has asked to see, listed anew whenever the inbox changes.
import { useEffect, useState } from "react";
import type { InboxItem, NotificationReason, Page } from "../../sdk/browser.ts";
import { useClient } from "../state/use-chat.tsx";
import { useWork, type Work } from "../state/use-work.ts";
import { useInbox } from "./use-notify.tsx";

/** What is shown of the inbox. */
export type InboxFilter = "all" | "mentions" | "direct";

/** What was fetched. */
export interface InboxItems extends Pick<Work, "failure"> {
  /** Undefined before they are there. */
  readonly items: readonly InboxItem[] | undefined;
  /** Fetches older ones; undefined: there are none. */
  readonly more: (() => void) | undefined;
}

const pageSize = 30;
const mostAtOnce = 100;

const reasonsOf: Readonly<Record<InboxFilter, readonly NotificationReason[]>> = {
  all: [],
  mentions: ["mention", "reply"],
  direct: ["direct"],
};

/** The latest first. */
export function useInboxItems(filter: InboxFilter): InboxItems {
  const { notifications } = useClient();
  const { round } = useInbox();
  const [page, setPage] = useState<Page<InboxItem> & { readonly filter: InboxFilter }>();
  const [failure, setFailure] = useState<unknown>();
  const work = useWork();
  const shown = page?.filter === filter ? page : undefined;
  const count = Math.min(mostAtOnce, Math.max(pageSize, shown?.items.length ?? 0));
  // How much is shown alone is no reason to ask again.
  useEffect(() => {
    let isCurrent = true;
    notifications.inbox({ pageSize: count, reasons: reasonsOf[filter] }).then(
      (first) => {
        if (!isCurrent) return;
        setPage({ ...first, filter });
        setFailure(undefined);
      },
      (error: unknown) => isCurrent && setFailure(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [notifications, filter, round]);
  const pageToken = shown?.nextPageToken;
  const more = () =>
    void work.run(async () => {
      const next = await notifications.inbox({ pageSize, pageToken, reasons: reasonsOf[filter] });
      setPage((before) => ({ ...next, filter, items: [...(before?.items ?? []), ...next.items] }));
    });
  return { items: shown?.items, more: pageToken === undefined ? undefined : more, failure: failure ?? work.failure };
}

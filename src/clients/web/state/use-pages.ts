// A list that the server gives page by page.
import { useCallback, useEffect, useState } from "react";
import type { Page } from "../../sdk/browser.ts";
import { useWork, type Work } from "./use-work.ts";

/** What was fetched so far. */
export interface Pages<T> extends Pick<Work, "isBusy" | "failure"> {
  /** Undefined before the first page is there. */
  readonly items: readonly T[] | undefined;
  /** Fetches the next page; undefined: there is none. */
  readonly more: (() => void) | undefined;
  /** Fetches the first page anew. */
  reload(): void;
}

/** Fetches the first page at once, and anew when `fetchPage` is another function: keep it with useCallback. */
export function usePages<T>(fetchPage: (pageToken: string | undefined) => Promise<Page<T>>): Pages<T> {
  const [items, setItems] = useState<readonly T[]>();
  const [next, setNext] = useState<string>();
  const [round, setRound] = useState(0);
  const [failure, setFailure] = useState<unknown>();
  const work = useWork();
  useEffect(() => {
    let isCurrent = true;
    const take = (page: Page<T>) => {
      if (!isCurrent) return;
      setItems(page.items);
      setNext(page.nextPageToken);
      setFailure(undefined);
    };
    fetchPage(undefined).then(take, (error: unknown) => isCurrent && setFailure(error));
    return () => {
      isCurrent = false;
    };
  }, [fetchPage, round]);
  const more = () =>
    void work.run(async () => {
      const page = await fetchPage(next);
      setItems((before = []) => [...before, ...page.items]);
      setNext(page.nextPageToken);
    });
  const reload = useCallback(() => setRound((last) => last + 1), []);
  const isBusy = work.isBusy || (items === undefined && failure === undefined);
  return { items, more: next === undefined ? undefined : more, reload, isBusy, failure: failure ?? work.failure };
}

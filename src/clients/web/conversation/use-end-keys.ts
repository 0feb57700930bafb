// Home and End go to the channel's first message and to its last, however far that is.
import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { HistoryReader } from "./history-reader.ts";

/** Returns what listens to the keys; what was focused in the list has the focus in it afterwards too. */
export function useEndKeys(list: RefObject<HTMLElement | null>, reader: HistoryReader, toLast: () => void) {
  const hadFocus = useRef(false);
  const { place } = reader.reading();
  // At another place the list is another one. `place` is what says so.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    if (hadFocus.current) list.current?.querySelector<HTMLElement>("[data-virtuoso-scroller]")?.focus();
    hadFocus.current = false;
  }, [list, place]);
  return (event: KeyboardEvent<HTMLElement>): void => {
    const isRow = (event.target as HTMLElement).matches("article, [data-virtuoso-scroller]");
    const isPlain = !event.shiftKey && !event.altKey && !event.metaKey;
    if (!isRow || !isPlain || (event.key !== "Home" && event.key !== "End")) return;
    event.preventDefault();
    hadFocus.current = true;
    if (event.key === "End") toLast();
    // Where it cannot be fetched everything stays.
    else reader.open(1).catch(() => undefined);
  };
}

// Bugs that are put around a client on purpose, to see that the judges find them; no command reaches them.

/** What goes wrong. */
export const plantedKinds = [
  /** A message is left out of a range that says that it accounts for it. */
  "drop",
  /** After a client has come back the next message is told twice. */
  "double",
  /** Two events have each other's content. */
  "swap",
  /** A head counts one unread message too many. */
  "counter",
  /** Two messages of one sender are sent in the other order. */
  "sender-order",
  /** A message is sent once more under another id, as if the first time had not been remembered. */
  "twice",
  /** A page of history leaves out its last message. */
  "stale-page",
  /** An edit is acknowledged and never made. */
  "edit",
] as const;

/** One of them. */
export type PlantedKind = (typeof plantedKinds)[number];

/** A bug, and how often it shows: one in so many chances. */
export interface Planted {
  readonly kind: PlantedKind;
  readonly oneIn: number;
}

/** Says of each chance whether the bug shows: every so many-th time. */
export function chances({ oneIn }: Planted): () => boolean {
  let left = oneIn;
  return () => {
    left--;
    if (left > 0) return false;
    left = oneIn;
    return true;
  };
}

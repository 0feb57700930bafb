// Bugs that are put between a client and the wire on purpose, to see that the judge finds them; no command reaches them.
import type { Transport } from "../../clients/sdk/index.ts";

/** What goes wrong. */
export type PlantedKind = "drop" | "double" | "swap" | "counter" | "sender-order" | "twice";

/** A bug, and how often it shows: one in so many. */
export interface Planted {
  readonly kind: PlantedKind;
  readonly oneIn: number;
}

/** The same transport with the bug in it. */
export function plant(transport: Transport, _planted: Planted): Transport {
  return transport;
}

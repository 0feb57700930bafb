// How often what happens in a simulated world.
import type { NetworkFaults } from "./network.ts";

const weights = {
  compose: 7,
  again: 4,
  request: 11,
  land: 36,
  deliver: 8,
  read: 15,
  pass: 7,
  assign: 4,
  revoke: 0.7,
  kill: 1.2,
  start: 1.6,
  stop: 1.2,
  wake: 1.2,
  other: 0.8,
};

const network: NetworkFaults = { refused: 0.03, answerLost: 0.05, answerLate: 0.3, doubled: 0.08, outOfOrder: 0.35 };

/** The upper end of each kind of step on a scale up to `total`, and what goes wrong with calls. */
export const faultsOf = { ...upperEnds(), network };

function upperEnds(): Record<keyof typeof weights | "total", number> {
  let total = 0;
  const ends = { ...weights, total: 0 };
  for (const key of Object.keys(weights) as (keyof typeof weights)[]) {
    total += weights[key];
    ends[key] = total;
  }
  return { ...ends, total };
}

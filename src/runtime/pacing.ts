// When what is done in turns has its next one: at once while the process has time, less often the busier it is.
import { performance } from "node:perf_hooks";

const sampleMs = 25;

/** How turns are paced. */
export interface Pace {
  /** Below this share of busy time every turn comes at once. */
  readonly calm: number;
  /** The longest wait between two turns, under full load. */
  readonly maxGapMs: number;
}

/**
 * For Hub: what a message may be late by. Turns that come less often carry more events a frame, and a frame costs nearly
 * the same whatever it holds: waiting a little delivers more.
 */
export const hubPace: Pace = { calm: 0.6, maxGapMs: 50 };
/** For the writer of a store: a commit costs nearly the same whatever it holds, too. */
export const commitPace: Pace = { calm: 0.3, maxGapMs: 20 };

/** A scheduler of turns, which counts from the last one: a turn that comes alone never waits. */
export function createPacing({ calm, maxGapMs }: Pace): (turn: () => void) => void {
  let sample = performance.eventLoopUtilization();
  let sampledAtMs = performance.now();
  let gapMs = 0;
  let lastTurnMs = 0;

  function measure(nowMs: number): void {
    if (nowMs - sampledAtMs < sampleMs) return;
    const next = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(next, sample);
    sample = next;
    sampledAtMs = nowMs;
    gapMs = utilization < calm ? 0 : ((utilization - calm) / (1 - calm)) * maxGapMs;
  }

  return (turn) => {
    const nowMs = performance.now();
    measure(nowMs);
    const waitMs = lastTurnMs + gapMs - nowMs;
    const run = () => {
      lastTurnMs = performance.now();
      turn();
    };
    if (waitMs < 1) setImmediate(run);
    else setTimeout(run, waitMs);
  };
}

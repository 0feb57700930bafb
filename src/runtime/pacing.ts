// When the hub takes its next turn: at once while the process has time, less often the busier it is.
import { performance } from "node:perf_hooks";

const sampleMs = 25;
/** Below this share of busy time every turn comes at once. */
const calm = 0.6;
/** The longest wait between two turns: what a message may be late by under full load. */
const maxGapMs = 50;

/**
 * A scheduler for Hub. Under load, turns that come less often carry more events a frame, and a frame costs nearly the
 * same whatever it holds: waiting a little delivers more.
 */
export function createPacing(): (turn: () => void) => void {
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

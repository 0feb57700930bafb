// The pacing of Madang's hub for a server that is compared with it: a turn at once, or up to 50 ms later the busier it is.
import { performance } from "node:perf_hooks";

const sampleMs = 25;
const calm = 0.6;
const maxGapMs = 50;

/** Makes a scheduler of turns. */
export function createPacedTurns(): (turn: () => void) => void {
  let sample = performance.eventLoopUtilization();
  let sampledAtMs = 0;
  let gapMs = 0;
  let lastTurnMs = 0;
  return (turn) => {
    const nowMs = performance.now();
    if (nowMs - sampledAtMs >= sampleMs) {
      const { utilization } = performance.eventLoopUtilization(sample);
      sample = performance.eventLoopUtilization();
      sampledAtMs = nowMs;
      gapMs = Math.max(0, ((utilization - calm) / (1 - calm)) * maxGapMs);
    }
    const waitMs = lastTurnMs + gapMs - nowMs;
    const run = () => {
      lastTurnMs = performance.now();
      turn();
    };
    if (waitMs < 1) setImmediate(run);
    else setTimeout(run, waitMs);
  };
}

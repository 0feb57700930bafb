// How busy others kept the machine meanwhile: what was measured beside a busy neighbour should say so.
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { ticksToMs } from "./process-meter.ts";

interface Sample {
  /** Processor time that anybody used, and all there was. */
  readonly usedMs: number;
  readonly allMs: number;
  /** What we and the children that ended used. */
  readonly ownMs: number;
}

/** Begins to watch; the answer is the share of the machine, in percent, that others used since. Undefined where it cannot be told. */
export function watchDisturbance(): () => number | undefined {
  if (process.platform !== "linux") return () => undefined;
  const before = sample();
  return () => {
    const now = sample();
    const othersMs = now.usedMs - before.usedMs - (now.ownMs - before.ownMs);
    return (Math.max(0, othersMs) * 100) / (now.allMs - before.allMs);
  };
}

function sample(): Sample {
  let usedMs = 0;
  let idleMs = 0;
  for (const { times } of cpus()) {
    usedMs += times.user + times.nice + times.sys + times.irq;
    idleMs += times.idle;
  }
  return {
    usedMs,
    allMs: usedMs + idleMs,
    ownMs: ticksToMs(parseFamilyTicks(readFileSync("/proc/self/stat", "utf8"))),
  };
}

/** utime, stime, and those of the children that were waited for, of /proc/<pid>/stat. */
export function parseFamilyTicks(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
}

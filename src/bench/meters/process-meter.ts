// What the operating system has counted for a process: processor time of all its threads, and memory.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Processor time so far in milliseconds, user and system; in steps of the system's clock tick, mostly 10 ms. */
export function cpuMsOf(pid: number): number {
  if (process.platform !== "linux") return parsePsTime(ps(pid, "time="));
  return ticksToMs(parseStatTicks(readFileSync(`/proc/${pid}/stat`, "utf8")));
}

/** Resident memory in KiB. */
export function rssKiBOf(pid: number): number {
  if (process.platform !== "linux") return Number(ps(pid, "rss="));
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  if (kib === undefined) throw new Error(`process ${pid} has no memory: it ended`);
  return Number(kib);
}

/** utime and stime of /proc/<pid>/stat. */
export function parseStatTicks(stat: string): number {
  // The name in brackets may hold spaces and brackets: what counts comes after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Milliseconds of what ps prints as time: [[days-]hours:]minutes:seconds[.hundredths]. */
export function parsePsTime(time: string): number {
  const [, days, hours, minutes, seconds] = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(time) ?? [];
  if (seconds === undefined) throw new Error(`ps says a time that cannot be read: ${time}`);
  return (((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000;
}

let ticksPerSecond: number | undefined;

/** Milliseconds of so many of the system's clock ticks. */
export function ticksToMs(ticks: number): number {
  ticksPerSecond ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
  return (ticks * 1_000) / ticksPerSecond;
}

function ps(pid: number, column: string): string {
  return execFileSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim();
}

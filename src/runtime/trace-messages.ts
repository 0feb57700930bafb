// Follows messages through all rooms for an operator who asked for it: nothing of it is there for all others.
import { performance } from "node:perf_hooks";
import type { Clock } from "../core/clock.ts";
import type { MessageLog } from "../core/ports.ts";
import type { Trace } from "../core/trace.ts";
import { traceLog } from "./trace-log.ts";
import { type LineSink, TracePrinter } from "./trace-printer.ts";
import { TracedServices } from "./trace-services.ts";
import { type Reach, TracedTurns } from "./trace-turns.ts";

type Schedule = (turn: () => void) => void;
type Watched = Parameters<TracedServices["watch"]>[0];

/** Parts of Madang that tell what passes through them. */
export interface MessageTrace {
  /** For parts that tell by themselves. */
  readonly trace: Trace;
  /** The hub's scheduler, watched. */
  schedule(schedule: Schedule): Schedule;
  /** The log, watched. */
  log(log: MessageLog): MessageLog;
  /** Services of ours, watched. */
  services<Each extends Watched>(services: readonly Each[]): Each[];
  /** An older protocol's services, watched. */
  door<Door extends { readonly name: string; readonly services: readonly Watched[] }>(door: Door): Door;
  /** Prints what is left. */
  close(): void;
}

/** Prints to `out`; `reach` is Hub.reach. */
export function traceMessages(clock: Clock, out: LineSink, reach: Reach): MessageTrace {
  const printer = new TracePrinter({ clock, out, now: () => performance.now() });
  const services = new TracedServices(printer);
  const turns = new TracedTurns(printer, reach);
  return {
    trace: printer,
    schedule: (schedule) => turns.over((turn) => schedule(() => services.outside(turn))),
    log: (log) =>
      traceLog(log, { trace: printer, call: () => services.current, onStored: (span) => turns.stored(span) }),
    services: (all) => all.map((each) => services.watch(each)),
    door: (door) => ({ ...door, services: door.services.map((each) => services.watch(each, door.name)) }),
    close: () => printer.close(),
  };
}

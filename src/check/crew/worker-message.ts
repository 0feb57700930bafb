// What the process that runs a check and those in which people are say to each other.
import type { Heads } from "../people/actor.ts";
import type { PlannedPerson } from "../plan/plan.ts";
import type { Planted } from "../planted/planted.ts";

/** What a worker is told before anything else. */
export interface WorkerStart {
  readonly seed: string;
  readonly folder: string;
  readonly recordPath: string;
  readonly people: readonly PlannedPerson[];
  /** How often this process was killed; its people go on from their files. */
  readonly life: number;
  /** Everybody's account by today's doors. */
  readonly accounts: readonly string[];
  /** Accounts with more than one client. */
  readonly shared: readonly string[];
  readonly channels: readonly string[];
  readonly address: string;
  readonly webAddress: string;
  /** The mean time between two acts of one person. */
  readonly meanGapMs: number;
  readonly patienceMs: number;
  readonly planted?: Planted | undefined;
}

/** One step of the run; the worker answers when everybody is done with it. */
export type WorkerStep =
  | { readonly step: "enter"; readonly start: WorkerStart }
  | { readonly step: "talk" }
  | { readonly step: "settle" }
  | { readonly step: "catchUp"; readonly heads: Heads; readonly lastLine: string }
  | { readonly step: "look" }
  | { readonly step: "leave" };

/** What a worker says: that a step is done, or how far it is. */
export type WorkerAnswer =
  | { readonly done: WorkerStep["step"]; readonly heads?: Heads }
  | { readonly asked: number; readonly acknowledged: number; readonly seen: number };

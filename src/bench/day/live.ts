// Lets a town live for a while by an agenda, and sees that everything that was said was heard.
import { setTimeout as sleep } from "node:timers/promises";
import { Latency } from "../meters/latency.ts";
import { acts } from "./acts.ts";
import { type DueAct, makeAgenda } from "./agenda.ts";
import { type ActKind, actKinds, channelKinds, channelsOf } from "./mix.ts";
import type { Resident } from "./resident.ts";
import type { Town } from "./town.ts";
import type { Person } from "./village.ts";

/** What came of a stretch of a day. */
export interface Stretch {
  readonly done: Readonly<Record<ActKind, number>>;
  /** Acts of people who were away. */
  readonly passed: number;
  /** Events heard by everybody together. */
  readonly events: number;
  /** Frames of all streams, with signs of life, typing and presence. */
  readonly frames: number;
  /** From due to heard, in channels of up to 50. */
  readonly small: Percentiles;
  /** In larger ones, where most that is heard is heard. */
  readonly large: Percentiles;
  /** From due until the channel's page was there. */
  readonly opened: Percentiles;
}

/** How long something took. */
export interface Percentiles {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const lookMs = 2;
const endMs = 60_000;
const hearMs = 20_000;

/** A stretch whose last act has begun; resolves to what came of it when the last has ended, and everything was heard. */
export type Ending = () => Promise<Stretch>;

/** Lives for so many seconds; the ending rejects if an act failed, or something was not heard by somebody who was to hear it. */
export async function live(town: Town, seconds: number): Promise<Ending> {
  const meters = { small: new Latency(), large: new Latency(), opened: new Latency() };
  const done = Object.fromEntries(actKinds.map((kind) => [kind, 0])) as Record<ActKind, number>;
  const before = countAll(town);
  const startMs = performance.now();
  town.onDue = (dueMs, isLarge) => {
    if (dueMs > startMs) meters[isLarge ? "large" : "small"].record(dueMs, performance.now());
  };
  let passed = 0;
  let underWay = 0;
  const begin = (due: DueAct) => {
    const actor = actorOf(town, due);
    if (!actor?.isThere) return void passed++;
    done[due.kind]++;
    underWay++;
    actor.acting++;
    perform(town, due, actor, startMs)
      .then(() => due.kind === "open" && meters.opened.record(startMs + due.dueMs, performance.now()))
      .catch((failure: Error) => town.failed(new Error(`${due.kind}: ${failure.message}`)))
      .finally(() => {
        underWay--;
        actor.acting--;
      });
  };
  await follow(makeAgenda(town.residents.length, seconds, town.random), startMs, seconds, begin);
  const now = countAll(town);
  const counted = { done, passed, events: now.events - before.events, frames: now.frames - before.frames };
  return async () => {
    await until(
      () => underWay === 0,
      endMs,
      () => `${underWay} acts did not end`,
    );
    await until(
      () => town.countMissing() === 0,
      hearMs,
      () => `deliveries are missing: ${town.countMissing()}`,
    );
    town.mustBeWell();
    const { small, large, opened } = meters;
    return { ...counted, small: percentilesOf(small), large: percentilesOf(large), opened: percentilesOf(opened) };
  };
}

async function follow(agenda: readonly DueAct[], startMs: number, seconds: number, begin: (due: DueAct) => void) {
  let next = 0;
  for (;;) {
    const passedMs = performance.now() - startMs;
    for (let due = agenda[next]; due && due.dueMs <= passedMs; due = agenda[++next]) begin(due);
    if (passedMs >= seconds * 1_000) return;
    await sleep(lookMs);
  }
}

/** Who edits or deletes is who said it; all else is done by whoever the agenda says. */
function actorOf(town: Town, { kind, person, pick }: DueAct): Resident | undefined {
  const resident = town.residents[person];
  if (!resident || (kind !== "edit" && kind !== "delete")) return resident;
  const said = town.lastSaid(channelFor(resident.person, pick));
  return said && town.homeOf(said.person);
}

async function perform(town: Town, due: DueAct, resident: Resident, startMs: number): Promise<void> {
  const asked = town.residents[due.person] as Resident;
  const channelId = channelFor(asked.person, due.pick);
  const said = town.lastSaid(channelId);
  if (due.kind === "delete") town.takenBack(channelId);
  const id = `${due.kind}-${town.nextNumber()}`;
  const came = await acts[due.kind]({ resident, channelId, said, dueAtMs: startMs + due.dueMs, id });
  if (!came) return;
  const seq = Number(came.seq);
  if (due.kind === "say") town.saidNow({ person: resident.person, channelId, seq });
  else town.reached(channelId, seq);
}

const shares = channelsOf(1_000);

/** The channel that a number from 0 up to 1 stands for, by the shares of what is said. */
function channelFor({ channels }: Person, pick: number): string {
  let from = 0;
  for (const kind of channelKinds) {
    const { share } = shares[kind];
    const ids = channels[kind];
    if (pick < from + share) return ids[Math.floor(((pick - from) / share) * ids.length)] as string;
    from += share;
  }
  return channels.lobby[0] as string;
}

function countAll({ residents }: Town): { events: number; frames: number } {
  let events = 0;
  let frames = 0;
  for (const resident of residents) {
    events += resident.events;
    frames += resident.frames;
  }
  return { events, frames };
}

function percentilesOf(latency: Latency): Percentiles {
  return { count: latency.count, p50Ms: latency.percentile(50), p99Ms: latency.percentile(99) };
}

async function until(isSo: () => boolean, withinMs: number, otherwise: () => string): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  while (!isSo()) {
    if (performance.now() > giveUpAtMs) throw new Error(otherwise());
    await sleep(20);
  }
}

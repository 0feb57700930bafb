// What a check will do, drawn from its seed before it begins: who takes part, by which door, and what goes wrong when.
import { type FaultKind, faultKinds, gentleKinds } from "./fault-kinds.ts";
import { SeededRandom } from "./seeded-random.ts";

/** The ways in. */
export type DoorKind = "grpc" | "socket-io" | "http" | "chatting" | "window";

/** Somebody who takes part. */
export interface PlannedPerson {
  /** Their name in the report; a second device of ann is ann+2. */
  readonly name: string;
  /** What their messages' ids begin with. */
  readonly tag: string;
  /** The name by which the server knows them. */
  readonly account: string;
  readonly door: DoorKind;
}

/** Something that goes wrong. */
export interface PlannedFault {
  readonly kind: FaultKind;
  /** Counted from when everybody is there. */
  readonly atMs: number;
  readonly forMs: number;
  /** Which part of the connections it meets; of the whole server 1. */
  readonly share: number;
}

/** A check before it runs. */
export interface Plan {
  readonly seed: string;
  readonly talkMs: number;
  readonly people: readonly PlannedPerson[];
  readonly faults: readonly PlannedFault[];
  /** Faults that were asked for and cannot be made, with the reason. */
  readonly skipped: readonly { readonly kind: FaultKind; readonly reason: string }[];
}

/** What a plan is drawn from. */
export interface PlanAsk {
  readonly seed: string;
  readonly talkMs: number;
  readonly people: number;
  readonly faults: readonly FaultKind[];
  /** Why a fault cannot be made on this machine; undefined if it can. */
  readonly impossible: (kind: FaultKind) => string | undefined;
}

const names = ["ann", "bob", "carl", "dora", "eve", "가람", "finn", "gwen", "hana", "나래", "ivo", "june"];
const doors: readonly DoorKind[] = ["grpc", "socket-io", "grpc", "http", "chatting", "socket-io", "window", "grpc"];

interface Need {
  readonly talkMs: number;
  readonly people: number;
  readonly reason: string;
}

/** What these need so that they make sense. */
const needs: Partial<Readonly<Record<FaultKind, Need>>> = {
  "half-open": { talkMs: 20_000, people: 0, reason: "clients notice it after 30 to 40 s only: ask for --minutes 0.5" },
  "long-stall": {
    talkMs: 120_000,
    people: 9,
    reason: "takes 40 s, and others who go on talking: ask for --minutes 2 --people 9",
  },
};
/** These are few: each takes long, or makes everybody begin anew. */
const longStallEveryMs = 240_000;
const restoreEveryMs = 150_000;
const rare: readonly FaultKind[] = ["long-stall", "restore"];
const meanGapMs = 3_500;

/** How long each takes, in milliseconds. */
const lengths: Readonly<Record<FaultKind, readonly [low: number, high: number]>> = {
  kill: [50, 1_000],
  stop: [300, 2_500],
  cut: [0, 0],
  delay: [500, 3_000],
  "half-open": [0, 0],
  stall: [500, 4_000],
  "disk-full": [300, 1_500],
  clock: [1_000, 5_000],
  "client-kill": [50, 2_000],
  "long-stall": [35_000, 40_000],
  restore: [0, 0],
};

/** Draws the plan; the same ask gives the same plan. */
export function planOf({ seed, talkMs, people, faults, impossible }: PlanAsk): Plan {
  const chance = new SeededRandom(seed);
  const skipped = faults.flatMap((kind) => {
    const need = needs[kind];
    const reason = need && (talkMs < need.talkMs || people < need.people) ? need.reason : impossible(kind);
    return reason === undefined ? [] : [{ kind, reason }];
  });
  const possible = faultKinds.filter((kind) => faults.includes(kind) && !skipped.some((each) => each.kind === kind));
  return {
    seed,
    talkMs,
    people: peopleOf(people),
    faults: planFaults(possible, talkMs, chance),
    skipped,
  };
}

function peopleOf(count: number): PlannedPerson[] {
  return Array.from({ length: count }, (_, i) => {
    const door = doors[i % doors.length] as DoorKind;
    // Everybody at today's doors whose number is divisible by five is the second device of the one before last.
    const isSecond = i % 5 === 4 && isModern(door) && isModern(doors[(i - 2) % doors.length] as DoorKind);
    const account = accountOf(isSecond ? i - 2 : i);
    return { tag: `p${i + 1}`, name: isSecond ? `${account}+2` : account, account, door };
  });
}

function isModern(door: DoorKind): boolean {
  return door !== "chatting" && door !== "window";
}

function accountOf(number: number): string {
  const round = Math.floor(number / names.length);
  return `${names[number % names.length]}${round === 0 ? "" : round + 1}`;
}

function planFaults(possible: readonly FaultKind[], talkMs: number, chance: SeededRandom): PlannedFault[] {
  const common = possible.filter((kind) => !rare.includes(kind));
  const often = faultsOf(common, talkMs, chance.fork("faults"));
  const all = possible.includes("restore") ? withRestores(often, talkMs, chance.fork("restores")) : often;
  if (!possible.includes("long-stall")) return all;
  return withLongStalls(all, { mild: common.filter((kind) => gentleKinds.includes(kind)), talkMs, chance });
}

// Each right after another fault, so that its own traces are known.
function withRestores(faults: readonly PlannedFault[], talkMs: number, chance: SeededRandom): PlannedFault[] {
  const count = Math.ceil(talkMs / restoreEveryMs);
  const restores = Array.from({ length: count }, (_, i): PlannedFault => {
    const part = (i + chance.between(0.3, 0.7)) / count;
    const before = faults[Math.floor(part * faults.length)];
    const atMs = before ? before.atMs + before.forMs : Math.round(part * talkMs);
    return { kind: "restore", atMs, forMs: 0, share: 1 };
  });
  return [...faults, ...restores].sort((a, b) => a.atMs - b.atMs);
}

function faultsOf(kinds: readonly FaultKind[], talkMs: number, chance: SeededRandom): PlannedFault[] {
  if (kinds.length === 0) return [];
  const count = Math.max(kinds.length, Math.round(talkMs / meanGapMs));
  const turns = Math.ceil(count / kinds.length);
  const order = Array.from({ length: turns }, () => chance.shuffle(kinds))
    .flat()
    .slice(0, count);
  const gapMs = talkMs / (count + 1);
  return order.map((kind, i) => {
    const [low, high] = lengths[kind];
    const share = kind === "half-open" ? 0.15 : (chance.pick([0.2, 0.5, 1]) as number);
    // None outlasts its gap, so that each is known by its own traces.
    const forMs = Math.min(chance.between(low, high), gapMs * 0.7);
    return { kind, atMs: Math.round(gapMs * (i + chance.between(0.8, 1.1))), forMs: Math.round(forMs), share };
  });
}

// They are few and long: the others go on meanwhile, but for those that would end the connections that are stalled.
function withLongStalls(
  faults: readonly PlannedFault[],
  {
    mild,
    talkMs,
    chance,
  }: { readonly mild: readonly FaultKind[]; readonly talkMs: number; readonly chance: SeededRandom },
): PlannedFault[] {
  const count = Math.ceil(talkMs / longStallEveryMs);
  const stalls = Array.from({ length: count }, (_, i): PlannedFault => {
    const forMs = Math.round(chance.between(...lengths["long-stall"]));
    const atMs = Math.round(((i + chance.between(0.2, 0.5)) * talkMs) / count);
    return { kind: "long-stall", atMs, forMs, share: 1 };
  });
  const others = faults.flatMap((fault) => {
    const isMeanwhile = stalls.some(({ atMs, forMs }) => fault.atMs + fault.forMs > atMs && fault.atMs < atMs + forMs);
    if (!isMeanwhile || gentleKinds.includes(fault.kind)) return [fault];
    const kind = chance.pick(mild);
    return kind ? [{ ...fault, kind, forMs: Math.min(Math.max(fault.forMs, lengths[kind][0]), 2_000) }] : [];
  });
  return [...others, ...stalls].sort((a, b) => a.atMs - b.atMs);
}

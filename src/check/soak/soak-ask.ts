// What was asked of `madang soak`, read from its flags.
import { type Ask, type Flags, readAsk } from "../ask.ts";
import type { FaultKind } from "../plan/fault-kinds.ts";

/** The flags, as they were typed. */
export interface SoakFlags extends Flags {
  readonly crowd: string;
}

/** A soak as somebody wants it. */
export interface SoakAsk extends Ask {
  /** How many are there besides the people who are watched. */
  readonly crowd: number;
}

/** What goes wrong in a soak: everything that lets the server live, or its memory would begin anew. */
const gentle: readonly FaultKind[] = ["cut", "delay", "half-open", "stall"];
const mostCrowd = 2_000;

/** Reads the flags; throws a RangeError with a sentence for the person who typed them. */
export function readSoakAsk({ crowd: word, ...flags }: SoakFlags): SoakAsk {
  const crowd = Number(word);
  if (!Number.isInteger(crowd) || crowd < 2 || crowd > mostCrowd)
    throw new RangeError(`--crowd: "${word}" is no whole number from 2 to ${mostCrowd}.`);
  const ask = readAsk(flags);
  const faults = flags.faults === "all" ? gentle : ask.faults;
  const harsh = faults.find((kind) => !gentle.includes(kind));
  if (harsh)
    throw new RangeError(`--faults: a soak makes none of ${harsh}, only ${gentle.join(", ")}; or all, or none.`);
  return { ...ask, faults, crowd };
}

/** The same soak again, as one would type it. */
export function soakReplayOf({ seed, talkMs, people, crowd, faults }: SoakAsk): string {
  const kinds = faults.length === 0 ? "none" : faults.join(",");
  return `madang soak --seed ${seed} --minutes ${talkMs / 60_000} --people ${people} --crowd ${crowd} --faults ${kinds}`;
}

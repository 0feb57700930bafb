// What was asked of `madang check`, read from its flags.
import { type FaultKind, readFaultKinds } from "./plan/fault-kinds.ts";

/** A check as somebody wants it. */
export interface Ask {
  readonly seed: string;
  readonly talkMs: number;
  readonly people: number;
  readonly faults: readonly FaultKind[];
  /** Where the page goes. */
  readonly report: string | undefined;
  /** Where what everybody saw is kept. */
  readonly records: string | undefined;
  readonly json: boolean;
}

const most = { minutes: 24 * 60, people: 200 };

/** The flags, as they were typed. */
export interface Flags {
  readonly minutes: string;
  readonly seed?: string;
  readonly people: string;
  readonly faults: string;
  readonly report?: string;
  readonly records?: string;
  readonly json?: boolean;
}

/** Reads the flags; throws a RangeError with a sentence for the person who typed them. */
export function readAsk(flags: Flags): Ask {
  const minutes = Number(flags.minutes);
  const people = Number(flags.people);
  if (!(minutes > 0 && minutes <= most.minutes))
    throw new RangeError(`--minutes: "${flags.minutes}" is no number above 0, up to ${most.minutes}.`);
  if (!Number.isInteger(people) || people < 2 || people > most.people)
    throw new RangeError(`--people: "${flags.people}" is no whole number from 2 to ${most.people}.`);
  return {
    seed: flags.seed ?? Math.random().toString(36).slice(2, 8),
    talkMs: minutes * 60_000,
    people,
    faults: readFaultKinds(flags.faults),
    report: flags.report,
    records: flags.records,
    json: flags.json ?? false,
  };
}

/** The same check again, as one would type it. */
export function replayOf({ seed, talkMs, people, faults }: Ask): string {
  const kinds = faults.length === 0 ? "none" : faults.join(",");
  return `madang check --seed ${seed} --minutes ${talkMs / 60_000} --people ${people} --faults ${kinds}`;
}

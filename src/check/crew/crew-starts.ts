// How the people of a check are spread over processes, and what each of these is told.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Plan, PlannedPerson } from "../plan/plan.ts";
import type { Planted } from "../planted/planted.ts";
import { recordPathIn } from "./crew.ts";
import type { WorkerStart } from "./worker-message.ts";

/** What all processes have in common. */
export interface CrewParts {
  readonly plan: Plan;
  /** Where they write; each gets a folder of its own in it. */
  readonly folder: string;
  readonly channels: readonly string[];
  readonly address: string;
  readonly webAddress: string;
  readonly patienceMs: number;
  readonly planted: Planted | undefined;
}

const peoplePerWorker = 8;
/** A run keeps to so many acts, so that an hour of it can still be judged in memory. */
const mostActs = 60_000;
const actsPerSecond = { fewest: 10, most: 160 };

/** One start for each process. */
export function startsOf({ plan, folder, ...shared }: CrewParts): WorkerStart[] {
  const { people, seed } = plan;
  const accountsOf = people.filter(isModern).map(({ account }) => account);
  const accounts = [...new Set(accountsOf)];
  const twice = accounts.filter((account) => accountsOf.filter((each) => each === account).length > 1);
  const workers = Math.ceil(people.length / peoplePerWorker);
  return Array.from({ length: workers }, (_, number) => {
    const own = join(folder, `worker-${number}`);
    mkdirSync(own);
    return {
      ...shared,
      seed,
      accounts,
      shared: twice,
      folder: own,
      recordPath: recordPathIn(folder, number),
      people: people.filter((_person, i) => i % workers === number),
      life: 0,
      meanGapMs: meanGapMs(plan),
    };
  });
}

function isModern({ door }: PlannedPerson): boolean {
  return door !== "chatting" && door !== "window";
}

function meanGapMs({ talkMs, people }: Plan): number {
  const wanted = mostActs / (talkMs / 1_000);
  const perSecond = Math.min(Math.max(wanted, actsPerSecond.fewest), actsPerSecond.most);
  return (1_000 * people.length) / perSecond;
}

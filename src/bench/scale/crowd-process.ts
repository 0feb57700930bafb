// The process that holds a crowd: it does what it is told to its people and answers what all together heard.
import { setTimeout as sleep } from "node:timers/promises";
import { Backoff } from "../../clients/sdk/backoff.ts";
import { atOnce } from "../load/at-once.ts";
import { within } from "../within.ts";
import type { ComeBack, CrowdAnswer, CrowdOrder } from "./crowd.ts";
import { openPatientLine, openSwiftLine } from "./lines.ts";
import { Person } from "./person.ts";

const opensAtOnce = 64;
const lookMs = 10;

let people: Person[] = [];
/** Whether they may be slowed, and then ended. */
let arePatient = false;

process.on("message", (order: CrowdOrder) => {
  void obey(order)
    .catch((why: unknown) => ({ failure: String(why) }))
    .then((more) => process.send?.({ ...count(), ...more }));
});
process.once("disconnect", () => process.exit());

async function obey(order: CrowdOrder): Promise<Partial<CrowdAnswer>> {
  switch (order.act) {
    case "open": {
      const { address, tokens } = order;
      arePatient = order.patient;
      const open = arePatient ? openPatientLine : openSwiftLine;
      people = tokens.map((token) => new Person({ address, token, open }));
      await atOnce(people.length, opensAtOnce, (index) => (people[index] as Person).connect());
      return {};
    }
    case "hear":
      await hear(order.received, order.withinMs);
      return tellFailure();
    case "count":
      return tellFailure();
    case "cut":
      return within(cut(order.comeBack), order.withinMs, "coming back");
    case "slow":
      people.forEach(({ line }, index) => line?.slow?.(index < order.stopped ? "nothing" : order.bytesPerSecond));
      return {};
    case "wake":
      return within(wake(), order.withinMs, "coming back");
  }
}

function count() {
  let received = 0;
  let frames = 0;
  for (const person of people) {
    received += person.received;
    frames += person.frames;
  }
  return { received, frames };
}

/** Looks until so much was heard, somebody fails, or time is over. */
async function hear(received: number, withinMs: number): Promise<void> {
  const giveUpAtMs = performance.now() + withinMs;
  while (performance.now() < giveUpAtMs && count().received < received && !failure()) await sleep(lookMs);
}

/** Why deliveries will be missing. */
function failure(): string | undefined {
  for (const person of people) {
    const why = person.failure?.message ?? (arePatient ? undefined : person.ended);
    if (why !== undefined) return why;
  }
  return undefined;
}

function tellFailure(): Partial<CrowdAnswer> {
  const why = failure();
  return why === undefined ? {} : { failure: why };
}

async function cut(comeBack: ComeBack): Promise<Partial<CrowdAnswer>> {
  for (const person of people) person.cut();
  const cutMs = performance.now();
  let retries = 0;
  const returnOf = async (person: Person): Promise<number> => {
    const backoff = new Backoff(Math.random);
    if (comeBack === "as the SDK does") await sleep(backoff.next());
    while (!(await isBack(person))) {
      retries++;
      person.cut();
      await sleep(backoff.next());
    }
    return performance.now() - cutMs;
  };
  const tookMs = await Promise.all(people.map(returnOf));
  return { tookMs, retries, ...tellFailure() };
}

function isBack(person: Person): Promise<boolean> {
  return person.connect().then(
    () => true,
    () => false,
  );
}

async function wake(): Promise<Partial<CrowdAnswer>> {
  const ended: string[] = [];
  for (const { line } of people) line?.slow?.("all");
  // What was on its way comes first: the end of a stream is behind it.
  await sleep(1_000);
  const gone = people.filter((person) => person.ended !== undefined);
  for (const person of gone) {
    ended.push(person.ended as string);
    person.cut();
  }
  await Promise.all(gone.map((person) => person.connect()));
  return { ended, ...tellFailure() };
}

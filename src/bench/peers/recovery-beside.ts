// Coming back: everybody is cut, messages are published meanwhile, and everybody returns at once and says where they were.
import { setTimeout as sleep } from "node:timers/promises";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run } from "../scenario.ts";
import { type CrowdHeard, requireComplete } from "./crowd.ts";
import { type House, openCentrifugoHouse, openMadangHouse } from "./house.ts";
import { stage } from "./stage.ts";

/** How much of it. */
export interface RecoverySize {
  readonly people: number;
  readonly rounds: number;
}

const missed = 50;
/** More than Centrifugo keeps of a channel here, or gives back at once unless told otherwise. */
const missedTooMany = 400;
const deliveredMs = 60_000;
/** A server notices who is gone, and is done with it. */
const calmMs = 1_500;

const houses: readonly [name: string, open: (run: Run, people: number) => Promise<House>][] = [
  ["Madang by gRPC", (run, people) => openMadangHouse(run, "madang-grpc", people)],
  ["Madang's sockets", (run, people) => openMadangHouse(run, "madang-socket", people)],
  ["Centrifugo", openCentrifugoHouse],
];

/** Resolves to what each server gave back, and how fast; rejects if a message came twice, or was missing without a word. */
export async function recoveryBeside(run: Run, size: RecoverySize): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, open] of houses) {
    const inHouse = <T>(act: (house: House) => Promise<T>) =>
      stage(run, async (part) => act(await open(part, size.people)));
    findings.push(...(await inHouse((house) => returnOften(run, name, house, size))));
    findings.push(await inHouse((house) => returnLate(run, name, house, size)));
    findings.push(await inHouse((house) => returnAfterKill(run, name, house, size)));
  }
  return findings;
}

interface Return {
  readonly heard: CrowdHeard;
  readonly cpuMs: number;
}

async function returnOften(run: Run, name: string, house: House, { people, rounds }: RecoverySize): Promise<Finding[]> {
  const returns: Return[] = [];
  for (let round = 1; round <= rounds; round++) {
    await house.crowd.cut();
    await house.publish(missed);
    const back = await comeBack(house, round * missed);
    requireComplete(back.heard, round * missed, people);
    returns.push(back);
  }
  run.say(`${name}: ${people} came back, each with ${missed} messages missed`);
  const of = (value: (back: Return) => number) => findRepeated(returns.map(value));
  const who = `${name}: ${people} come back, ${missed} missed`;
  return [
    { what: `${who}: until all have all`, unit: "ms", ...of(({ heard }) => heard.tookMs) },
    { what: `${who}: server CPU for each`, unit: "µs", ...of(({ cpuMs }) => (cpuMs * 1_000) / people) },
  ];
}

async function returnLate(run: Run, name: string, house: House, { people }: RecoverySize): Promise<Finding> {
  await house.crowd.cut();
  await house.publish(missedTooMany);
  const { heard } = await comeBack(house, missedTooMany);
  return toFinding(run, `${name}: of ${missedTooMany} missed, given back`, heard, missedTooMany, people);
}

async function returnAfterKill(run: Run, name: string, house: House, { people }: RecoverySize): Promise<Finding> {
  await house.crowd.cut();
  await house.publish(missed);
  await house.killAndStart();
  const { heard } = await comeBack(house, missed);
  return toFinding(run, `${name}: of ${missed} missed, given back after the server was killed`, heard, missed, people);
}

async function comeBack(house: House, received: number): Promise<Return> {
  await sleep(calmMs);
  const cpuBeforeMs = house.cpuMs();
  const heard = await house.crowd.comeBack(house.address, received, deliveredMs);
  await sleep(calmMs);
  return { heard, cpuMs: house.cpuMs() - cpuBeforeMs };
}

/** Share of what was missed that everybody has now; who lacks any must have been told. */
function toFinding(run: Run, what: string, heard: CrowdHeard, published: number, people: number): Finding {
  const { complete, told, fewest } = heard;
  run.say(`${what}: ${complete} of ${people} have all, ${told} were told that it cannot be had`);
  if (complete + told !== people) requireComplete(heard, published, people);
  return { what, unit: "%", value: (fewest * 100) / published };
}

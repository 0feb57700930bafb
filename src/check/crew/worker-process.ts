// A process in which some of the people are: does what it is told step by step, and ends when nobody tells it any more.
import { type Actor, type Heads } from "../people/actor.ts";
import { createActor } from "../people/create-actor.ts";
import { SeededRandom } from "../plan/seeded-random.ts";
import { clientName, type Observation } from "../record/observation.ts";
import { RecordFile } from "../record/record-file.ts";
import type { WorkerAnswer, WorkerStart, WorkerStep } from "./worker-message.ts";

const tellMs = 500;

let actors: Actor[] = [];
let record: RecordFile | undefined;
let isTalking = false;
const counts = { asked: 0, acknowledged: 0, seen: 0 };
const talking: (() => void)[] = [];

process.on("message", (step: WorkerStep) => {
  void take(step).then((heads) => tell({ done: step.step, ...(heads && { heads }) }));
});
process.once("disconnect", () => process.exit());
setInterval(() => tell({ ...counts }), tellMs).unref();

async function take(step: WorkerStep): Promise<Heads | undefined> {
  switch (step.step) {
    case "enter":
      enter(step.start);
      await all((actor) => actor.enter());
      return undefined;
    case "talk":
      isTalking = true;
      for (const talk of talking) talk();
      return undefined;
    case "settle":
      isTalking = false;
      return highest(await Promise.all(actors.map((actor) => actor.settle())));
    case "catchUp":
      await all((actor) => actor.catchUp(step.heads, step.lastLine));
      return undefined;
    case "look":
      await all((actor) => actor.look());
      return undefined;
    case "leave":
      await all((actor) => actor.leave());
      record?.close();
      // After the answer has left.
      setTimeout(() => process.exit(), 100);
  }
}

function enter({ seed, folder, recordPath, people, meanGapMs, life, ...rest }: WorkerStart): void {
  const file = new RecordFile(recordPath);
  record = file;
  if (life > 0) for (const { name } of people) file.note(clientName(name, life - 1), { what: "died" });
  actors = people.map((person) => {
    const name = clientName(person.name, life);
    const chance = new SeededRandom(seed).fork(name);
    const note = (observation: Observation) => {
      count(observation);
      file.note(name, observation);
    };
    const others = rest.accounts.filter((account) => account !== person.account);
    const isAlone = !rest.shared.includes(person.account);
    const actor = createActor({
      ...rest,
      person,
      life,
      name,
      chance,
      note,
      noteAs: (...noted) => file.note(...noted),
      folder,
      others,
      isAlone,
      planted: rest.planted,
    });
    talking.push(() => talk(actor, chance.fork("pace"), meanGapMs));
    return actor;
  });
}

function talk(actor: Actor, chance: SeededRandom, meanGapMs: number): void {
  const next = () => {
    if (!isTalking) return;
    actor.act();
    setTimeout(next, chance.between(0, 2 * meanGapMs));
  };
  setTimeout(next, chance.between(0, meanGapMs));
}

async function all(act: (actor: Actor) => Promise<void>): Promise<void> {
  await Promise.all(actors.map(act));
}

function count({ what }: Observation): void {
  if (what === "ask") counts.asked++;
  else if (what === "ack") counts.acknowledged++;
  else if (what === "event" || what === "heard") counts.seen++;
}

function highest(all: readonly Heads[]): Heads {
  const heads: Record<string, number> = {};
  for (const [channelId, seq] of all.flatMap((each) => Object.entries(each)))
    heads[channelId] = Math.max(heads[channelId] ?? 0, seq);
  return heads;
}

function tell(answer: WorkerAnswer): void {
  if (process.connected) process.send?.(answer);
}

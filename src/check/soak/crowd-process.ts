// A process with a crowd in it: keeps to the pace that it is told, and ends when nobody tells it any more.
import { createClient, grpcTransport, socketIoTransport } from "../../clients/sdk/index.ts";
import { guestOf } from "../people/actor.ts";
import { SeededRandom } from "../plan/seeded-random.ts";
import type { CrowdAnswer, CrowdCounts, CrowdStart, CrowdStep } from "./crowd-message.ts";
import { CrowdPerson } from "./crowd-person.ts";

const tellMs = 1_000;
const beatMs = 50;
const peoplePerRoom = 15;

const counts = { asked: 0, acknowledged: 0, heard: 0, came: 0, leftOut: 0 } satisfies CrowdCounts;
let people: CrowdPerson[] = [];
let perSecond = 0;
let due = 0;

process.on("message", (step: CrowdStep) => {
  void take(step).then(() => tell({ done: step.step }));
});
process.once("disconnect", () => process.exit());
setInterval(() => tell({ counts }), tellMs).unref();

async function take(step: CrowdStep): Promise<void> {
  switch (step.step) {
    case "enter":
      return enter(step.start);
    case "rate":
      perSecond = step.perSecond;
      return;
    case "leave":
      perSecond = 0;
      await Promise.all(people.map((person) => person.leave()));
      // After the answer has left.
      setTimeout(() => process.exit(), 100);
  }
}

async function enter(start: CrowdStart): Promise<void> {
  const chance = new SeededRandom(start.seed).fork(start.name);
  const rooms = await makeRooms(start, Math.ceil(start.people / peoplePerRoom));
  people = Array.from({ length: start.people }, (_, i) => {
    const name = `${start.name}-${i + 1}`;
    const roomId = rooms[i % rooms.length] as string;
    return new CrowdPerson({ start, name, roomId, chance: chance.fork(name), tell: (what) => counts[what]++ });
  });
  await Promise.all(people.map((person) => person.enter()));
  const pace = chance.fork("pace");
  setInterval(() => talk(pace), beatMs).unref();
}

async function makeRooms({ name, door, address }: CrowdStart, count: number): Promise<string[]> {
  const transport = door === "grpc" ? grpcTransport(address) : socketIoTransport(`http://${address}`);
  const host = createClient({ transport, guest: guestOf(`${name}-host`), subscribe: false });
  await host.connect();
  const made = Array.from({ length: count }, (_, i) => host.createChannel({ name: `${name}-room-${i + 1}` }));
  const rooms = await Promise.all(made);
  await host.close();
  return rooms.map(({ channelId }) => channelId);
}

function talk(chance: SeededRandom): void {
  due = Math.min(due + (perSecond * beatMs) / 1_000, perSecond);
  for (; due >= 1; due--) chance.pick(people)?.act();
}

function tell(answer: CrowdAnswer): void {
  if (process.connected) process.send?.(answer);
}

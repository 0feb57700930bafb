// The cost of a delivery while channels grow in number: the same people, messages and deliveries, and five people hear each.
import type { Run } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { CostAt } from "./cost.ts";
import { Crowd } from "./crowd.ts";
import { type Room, Rooms } from "./rooms.ts";
import { playTalk, type Stage, type Talked } from "./talk.ts";

/** How much of it. */
export interface ByChannelsSize {
  readonly channels: readonly number[];
  /** At each number of channels as many people of their own. */
  readonly people: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** Who hears a message. */
const inEach = 5;
const pace = { perSecond: 200, atOnce: 20 };

/** The channels of one number of them, and the talk that went through them. */
interface Place {
  readonly made: readonly Room[];
  readonly talks: Talked[];
}

/** Server CPU, storing included, for each delivery at each number of channels. */
export async function costByChannels(run: Run, size: ByChannelsSize): Promise<CostAt[]> {
  const { stage, places } = await openStage(run, size);
  const talk = ({ made }: Place, seconds: number) => {
    const next = (index: number) => ({ room: made[index % made.length] as Room, heardBy: inEach });
    return playTalk(stage, { ...pace, seconds, next });
  };
  for (const place of places) await talk(place, size.seconds / 2);
  // In turns: what disturbs the machine for a while disturbs all.
  for (let i = 0; i < size.rounds; i++) for (const place of places) place.talks.push(await talk(place, size.seconds));
  stage.crowd.close();
  return places.map(({ made, talks }) => toCost(made.length, talks));
}

async function openStage(run: Run, { channels, people }: ByChannelsSize) {
  const server = await startMadangServer(run);
  const rooms = await Rooms.open(run, server.address);
  const tokens = await rooms.people(people * channels.length);
  const places: Place[] = [];
  for (const [index, count] of channels.entries()) {
    run.say(`${count} channels for ${people} people, ${inEach} in each`);
    const made = await rooms.make(count);
    await rooms.seat(made, tokens.slice(index * people, (index + 1) * people), inEach);
    places.push({ made, talks: [] });
  }
  const crowd = await Crowd.open(server.address, tokens);
  run.after(async () => crowd.close());
  const stage: Stage = { server, rooms, crowd };
  return { stage, places };
}

function toCost(size: number, talks: readonly Talked[]): CostAt {
  const costsUs = talks.map(({ cpuMs, deliveries }) => (cpuMs * 1_000) / deliveries);
  return { size, costsUs, inFrame: Math.max(...talks.map(({ deliveries, frames }) => deliveries / frames)) };
}

// The cost of a delivery while the channel grows: the same people, deliveries and stored messages, more and more of whom hear the same.
import type { Run } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { CostAt } from "./cost.ts";
import { Crowd } from "./crowd.ts";
import { type Room, Rooms } from "./rooms.ts";
import { playTalk, type Said, type Stage, type Talked } from "./talk.ts";

/** How much of it. */
export interface ByListenersSize {
  /** How many hear a message; the last of them: everybody. */
  readonly listeners: readonly number[];
  /** So many messages a second everybody hears: few enough that none waits for another to share its frame. */
  readonly heardPerSecond: number;
  readonly rounds: number;
  readonly seconds: number;
}

/** What was found. */
export interface ByListeners {
  /** Server CPU, storing apart, for each delivery at each number of listeners. */
  readonly costs: readonly CostAt[];
  /** What storing a message costs. */
  readonly storingUs: readonly number[];
}

/** Messages come in moments, since storing each alone would cost more than all that is measured. */
const momentsPerSecond = 20;

interface Place {
  readonly listeners: number;
  readonly made: readonly Room[];
  readonly talks: Talked[];
}

/**
 * In each round as many messages are stored as the smallest channels need; of these as many are heard as make the same
 * deliveries, and nobody hears the rest. What a round costs in which nobody hears any is storing.
 */
export async function costByListeners(run: Run, size: ByListenersSize): Promise<ByListeners> {
  const { stage, people, places, unheard } = await openStage(run, size);
  const fewest = Math.min(...size.listeners);
  const atOnce = (people * size.heardPerSecond) / fewest / momentsPerSecond;
  const talk = ({ listeners, made }: Place, seconds: number) => {
    const heardEvery = listeners / fewest;
    const next = (index: number): Said => {
      if (listeners === 0 || index % heardEvery !== 0) return { room: unheard, heardBy: 0 };
      return { room: made[(index / heardEvery) % made.length] as Room, heardBy: listeners };
    };
    return playTalk(stage, { perSecond: momentsPerSecond, atOnce, seconds, next });
  };
  const silence: Place = { listeners: 0, made: [], talks: [] };
  for (const place of places) await talk(place, size.seconds / 2);
  for (let i = 0; i < size.rounds; i++)
    for (const place of [silence, ...places]) place.talks.push(await talk(place, size.seconds));
  stage.crowd.close();
  const storingUs = silence.talks.map(({ cpuMs, messages }) => (cpuMs * 1_000) / messages);
  return { costs: places.map((place) => toCost(place, silence.talks)), storingUs };
}

async function openStage(run: Run, { listeners }: ByListenersSize) {
  const server = await startMadangServer(run);
  const rooms = await Rooms.open(run, server.address);
  const people = Math.max(...listeners);
  const tokens = await rooms.people(people);
  const places: Place[] = [];
  for (const count of listeners) {
    run.say(`${people} people in channels of ${count}`);
    const made = await rooms.make(people / count);
    await rooms.seat(made, tokens, count);
    places.push({ listeners: count, made, talks: [] });
  }
  const [unheard] = await rooms.make(1);
  const crowd = await Crowd.open(server.address, tokens);
  run.after(async () => crowd.close());
  const stage: Stage = { server, rooms, crowd };
  return { stage, people, places, unheard: unheard as Room };
}

// Each round without the silence of its own turn: a machine that is busy for a while makes both dearer.
function toCost({ listeners, talks }: Place, silences: readonly Talked[]): CostAt {
  const costsUs = talks.map(
    ({ cpuMs, deliveries }, turn) => ((cpuMs - (silences[turn] as Talked).cpuMs) * 1_000) / deliveries,
  );
  return { size: listeners, costsUs, inFrame: Math.max(...talks.map(({ deliveries, frames }) => deliveries / frames)) };
}

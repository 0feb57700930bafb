// Scenario: the same people and deliveries in ten thousand small channels, in middling ones, and in large ones.
import { paced } from "../load/pace.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { StartedServer } from "../servers/started-server.ts";
import { Hall } from "./hall.ts";
import { type Room, Rooms, say } from "./rooms.ts";

const full = { people: 1_000, members: [5, 50], deliveries: 20_000, rounds: 3, seconds: 4, warmUpSeconds: 2 };
const quick = { people: 200, members: [5, 50], deliveries: 5_000, rounds: 1, seconds: 2, warmUpSeconds: 1 };
type Size = typeof full;

/** In each kind of channels everybody is in so many. */
const channelsOfEach = 50;
const heardMs = 30_000;

/** What many small channels cost beside few large ones. */
export const manyChannels: Scenario = {
  name: "many-channels",
  method:
    "1,000 people on a connection each, each in 50 channels of 5 people (10,000 channels), in 50 of 50 (1,000) and in one with all. " +
    "Rounds take turns in which durable messages of 200 bytes go through the channels of one kind in turn: 4,000, 400 or 20 a second, " +
    "one a frame, always 20,000 deliveries a second, 20 to each connection. Everybody must have heard everything; ten of them decode " +
    "and time it from the moment at which it was due. Storing the messages is in the cost: small channels need more of them. Memory " +
    "is what the server took when the people connected, connections and all.",
  longestMs: 5 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const scene = await openScene(run, size);
    for (const kind of scene.kinds) await scene.play(kind, size.warmUpSeconds);
    for (let i = 0; i < size.rounds; i++)
      for (const kind of scene.kinds) kind.rounds.push(await scene.play(kind, size.seconds));
    const places = scene.kinds.reduce((sum, { made, members }) => sum + made.length * members, 0);
    return [
      ...scene.kinds.flatMap(toFindings),
      {
        what: "server memory for each place of somebody connected in a channel",
        unit: "KiB",
        value: scene.connectedKiB / places,
      },
    ];
  },
};

interface Round {
  readonly costUs: number;
  readonly latency: Latency;
}

interface Kind {
  readonly members: number;
  readonly made: readonly Room[];
  readonly rounds: Round[];
}

async function openScene(run: Run, { people, members, deliveries }: Size) {
  const server = await startMadangServer(run);
  const rooms = await Rooms.open(run, server.address);
  const tokens = await rooms.people(people);
  const kinds: Kind[] = [];
  for (const each of members) {
    const made = await rooms.make((people * channelsOfEach) / each);
    run.say(`${people} people join ${channelsOfEach} of ${made.length} channels each`);
    await rooms.seat(made, tokens, each);
    kinds.push({ members: each, made, rounds: [] });
  }
  kinds.push({ members: people, made: [await rooms.lobby()], rounds: [] });
  const beforeKiB = server.rssKiB();
  const hall = await Hall.open(run, server.address, tokens);
  const connectedKiB = server.rssKiB() - beforeKiB;
  const play = toPlay(server, rooms, hall, deliveries);
  return { kinds, connectedKiB, play };
}

function toPlay(server: StartedServer, rooms: Rooms, hall: Hall, deliveriesPerSecond: number) {
  let received = 0;
  return async ({ members, made }: Kind, seconds: number): Promise<Round> => {
    hall.latency = new Latency();
    const cpuBeforeMs = server.cpuMs();
    const perSecond = deliveriesPerSecond / members;
    const messages = await paced({ perSecond, seconds }, (index, dueMs) =>
      say([made[index % made.length] as Room], dueMs),
    );
    await rooms.stored();
    received += messages * members;
    await hall.hears(received, heardMs);
    return { costUs: ((server.cpuMs() - cpuBeforeMs) * 1_000) / (messages * members), latency: hall.latency };
  };
}

function toFindings({ members, made, rounds }: Kind): Finding[] {
  const of = (value: (round: Round) => number) => findRepeated(rounds.map(value));
  const kind = `${made.length.toLocaleString("en")} × ${members.toLocaleString("en")} people`;
  return [
    { what: `${kind}: server CPU for each delivery`, unit: "µs", ...of(({ costUs }) => costUs) },
    { what: `${kind}: due → heard, p50`, unit: "ms", ...of(({ latency }) => latency.percentile(50)) },
    { what: `${kind}: due → heard, p99`, unit: "ms", ...of(({ latency }) => latency.percentile(99)) },
  ];
}

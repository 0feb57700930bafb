// A round of talk to a crowd, measured: what the server spent until everybody had heard everything.
import { type Pace, paced } from "../load/pace.ts";
import type { StartedServer } from "../servers/started-server.ts";
import type { Crowd } from "./crowd.ts";
import type { Rooms } from "./rooms.ts";

/** Who is there. */
export interface Stage {
  readonly server: StartedServer;
  readonly rooms: Rooms;
  readonly crowd: Crowd;
}

/** What is said: `say` says the next message and returns how many people hear it. */
export interface Talk extends Pace {
  say(index: number, dueMs: number): number;
}

/** What came of it. */
export interface Talked {
  readonly messages: number;
  readonly deliveries: number;
  readonly frames: number;
  readonly cpuMs: number;
}

const heardMs = 30_000;

/** Plays one round; rejects if anybody has not heard all of it 30 s later. */
export async function playTalk({ server, rooms, crowd }: Stage, { say, ...pace }: Talk): Promise<Talked> {
  const before = await crowd.count();
  let deliveries = 0;
  const cpuBeforeMs = server.cpuMs();
  const messages = await paced(pace, (index, dueMs) => {
    deliveries += say(index, dueMs);
  });
  await rooms.stored();
  const after = await crowd.hears(before.received + deliveries, heardMs);
  return { messages, deliveries, frames: after.frames - before.frames, cpuMs: server.cpuMs() - cpuBeforeMs };
}

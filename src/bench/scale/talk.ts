// A round of talk to a crowd, measured: what the server spent until everybody had heard everything.
import { type Pace, paced } from "../load/pace.ts";
import type { StartedServer } from "../servers/started-server.ts";
import type { Crowd } from "./crowd.ts";
import { type Room, type Rooms, say } from "./rooms.ts";

/** Who is there. */
export interface Stage {
  readonly server: StartedServer;
  readonly rooms: Rooms;
  readonly crowd: Crowd;
}

/** What is said, so many messages in the same moment. */
export interface Talk extends Pace {
  readonly atOnce: number;
  /** Where a message is said, and how many people hear it. */
  next(index: number): Said;
}

/** A message. */
export interface Said {
  readonly room: Room;
  readonly heardBy: number;
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
export async function playTalk({ server, rooms, crowd }: Stage, { atOnce, next, ...pace }: Talk): Promise<Talked> {
  const before = await crowd.count();
  let messages = 0;
  let deliveries = 0;
  const cpuBeforeMs = server.cpuMs();
  await paced(pace, (_, dueMs) => {
    const said = Array.from({ length: atOnce }, () => next(messages++));
    deliveries += said.reduce((sum, { heardBy }) => sum + heardBy, 0);
    say(
      said.map(({ room }) => room),
      dueMs,
    );
  });
  await rooms.stored();
  const after = await crowd.hears(before.received + deliveries, heardMs);
  return { messages, deliveries, frames: after.frames - before.frames, cpuMs: server.cpuMs() - cpuBeforeMs };
}

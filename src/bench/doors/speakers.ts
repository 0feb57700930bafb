// People who send through a door, each on a connection of their own, and what it costs the server until all have heard it.
import type { DescMethodUnary } from "@bufbuild/protobuf";
import { atOnce } from "../load/at-once.ts";
import type { Audience } from "../load/audience.ts";
import { callUntil } from "../load/call-until.ts";
import { UnaryCalls } from "../load/unary-calls.ts";
import type { StartedServer } from "../servers/started-server.ts";

const opensAtOnce = 8;
const heardMs = 30_000;

/** Where people speak. */
export interface Room {
  readonly server: StartedServer;
  readonly audience: Audience;
  readonly method: DescMethodUnary;
  /** The framed request with which one of them says the next line. */
  readonly line: (speaker: number, number: number) => Uint8Array;
}

/** What happened while they spoke. */
export interface Spoken {
  /** Sends a second that were answered. */
  readonly perSecond: number;
  /** Lines times listeners, by a second of the server's processor time: all of it from the first send to the last delivery. */
  readonly deliveriesPerCpuSecond: number;
}

/** A few who speak one after the other or all at once. */
export class Speakers {
  readonly #room: Room;
  readonly #calls: readonly UnaryCalls[];
  #said = 0;

  private constructor(room: Room, calls: readonly UnaryCalls[]) {
    this.#room = room;
    this.#calls = calls;
  }

  /** Connects so many. */
  static async open(room: Room, count: number): Promise<Speakers> {
    const { server, method } = room;
    return new Speakers(room, await atOnce(count, opensAtOnce, () => UnaryCalls.open(server.address, method)));
  }

  /** The first so many speak for so long, each as soon as the last line was answered; resolves when everybody heard all of it. */
  async speak(speakers: number, seconds: number): Promise<Spoken> {
    const { server, audience, line } = this.#room;
    const cpuBeforeMs = server.cpuMs();
    const startMs = performance.now();
    const sends = await callUntil(startMs + seconds * 1_000, speakers, (speaker) =>
      (this.#calls[speaker] as UnaryCalls).call(line(speaker, this.#said++)),
    );
    const perSecond = (sends * 1_000) / (performance.now() - startMs);
    await audience.hears(this.#said, heardMs);
    const deliveries = sends * audience.size;
    return { perSecond, deliveriesPerCpuSecond: (deliveries * 1_000) / (server.cpuMs() - cpuBeforeMs) };
  }

  /** Cuts their connections. */
  close(): void {
    for (const calls of this.#calls) calls.close();
  }
}

// Channels with people in them, and streams by which their owners speak.
import { LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { FrameConnection } from "../day/frame-connection.ts";
import { atOnce } from "../load/at-once.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import { toRequest } from "../load/to-request.ts";
import { makeChannels } from "../notify/absent-people.ts";
import type { Run } from "../scenario.ts";

/** A channel and its owner's stream. */
export interface Room {
  readonly channelId: string;
  readonly publish: PublishStream;
}

/** Nobody may be in more than 5,000 channels. */
const roomsOfOwner = 4_000;
const joinsAtOnce = 256;
const join = LobbyService.method.joinChannel;

/** Makes channels of owners who hear nothing, and seats people. */
export class Rooms {
  readonly #door: GrpcConnection;
  /** For joins, which are many: a connection that costs us less. */
  readonly #swiftDoor: FrameConnection;
  readonly #streams: PublishStream[] = [];
  #owners = 0;

  private constructor(door: GrpcConnection, swiftDoor: FrameConnection) {
    this.#door = door;
    this.#swiftDoor = swiftDoor;
  }

  /** Connects to the server; the run closes it. */
  static async open(run: Run, address: string): Promise<Rooms> {
    const door = await GrpcConnection.open(address);
    run.after(async () => door.close());
    const swiftDoor = await FrameConnection.open(address);
    run.after(async () => swiftDoor.close());
    return new Rooms(door, swiftDoor);
  }

  /** Signs in so many guests and resolves to their tokens. */
  people(count: number): Promise<string[]> {
    return signInGuests(this.#door, "bench", count);
  }

  /** The channel in which everybody is. */
  async lobby(): Promise<Room> {
    return { channelId: "lobby", publish: await this.#hireOwner().then(({ publish }) => publish) };
  }

  /** Makes so many channels. */
  async make(count: number): Promise<Room[]> {
    const rooms: Room[] = [];
    while (rooms.length < count) {
      const { token, publish, prefix } = await this.#hireOwner();
      const some = Math.min(roomsOfOwner, count - rooms.length);
      const channelIds = await makeChannels(this.#door, token, prefix, some);
      rooms.push(...channelIds.map((channelId) => ({ channelId, publish })));
    }
    return rooms;
  }

  /** Has so many people join each room: the next ones in turn, so that everybody is in as many as everybody else. */
  async seat(rooms: readonly Room[], tokens: readonly string[], inEach: number): Promise<void> {
    await atOnce(rooms.length * inEach, joinsAtOnce, async (index) => {
      const { channelId } = rooms[Math.floor(index / inEach)] as Room;
      const framed = toRequest(join, { channelId });
      await this.#swiftDoor.call(join, tokens[index % tokens.length], framed);
    });
  }

  /** Resolves when everything that was said is stored. */
  async stored(): Promise<void> {
    for (const stream of this.#streams) await stream.waiting(0);
  }

  async #hireOwner() {
    const prefix = `room-${this.#owners++}`;
    const [token = ""] = await signInGuests(this.#door, `owner-of-${prefix}`, 1);
    const publish = new PublishStream(this.#door, token);
    this.#streams.push(publish);
    return { token, publish, prefix };
  }
}

/** Says 200 bytes that carry when they were due in each of these rooms, in as few frames as there are owners. */
export function say(rooms: readonly Room[], dueMs: number): void {
  const text = stampedText(dueMs);
  for (const [publish, some] of Map.groupBy(rooms, (room) => room.publish)) {
    const first = publish.sent;
    publish.send(...some.map(({ channelId }, index) => ({ channelId, clientMessageId: `m${first + index}`, text })));
  }
}

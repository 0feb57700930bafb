// What people in the lobby can ask for: rooms, and who is where.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { errors } from "../../core/errors.ts";
import {
  CommandReply_Status as Answer,
  CommandRequest_Status as Command,
  type CommandReplySchema,
  type CommandRequest,
} from "../../gen/compat/chatting/chatting_pb.ts";
import type { Leaving } from "./leaving.ts";
import type { Lobby } from "./lobby.ts";
import type { LobbyUser } from "./lobby-user.ts";
import type { ChattingPlaces } from "./places.ts";
import type { Rooms } from "./rooms.ts";

/** What commands are about. */
export interface CommandsParts {
  readonly lobby: Lobby;
  readonly rooms: Rooms;
  readonly leaving: Leaving;
  readonly places: ChattingPlaces;
}

/** The answer to a command. */
export type Reply = MessageInitShape<typeof CommandReplySchema>;

/** How this door says no. */
export const failure: Reply = { status: Answer.FAILURE };

/** Whoever is in one room leaves it before the next one is theirs. Call `run` in the person's turn. */
export class Commands {
  readonly #parts: CommandsParts;

  constructor(parts: CommandsParts) {
    this.#parts = parts;
  }

  /** Rejects with COMMAND_UNKNOWN, or as making a channel does. */
  async run(user: LobbyUser, { status, channel = 0 }: CommandRequest): Promise<Reply> {
    switch (status) {
      case Command.LIST_CHANNELS:
        return { channels: this.#parts.rooms.ports() };
      case Command.MAKE_CHANNEL:
        return this.#make(user);
      case Command.JOIN_CHANNEL:
        return this.#join(user, channel);
      case Command.LEAVE_CHANNEL:
        await this.#parts.leaving.room(user);
        return { status: Answer.SUCCESS };
      case Command.LIST_USERS:
        return { status: Answer.SUCCESS, ...this.#list(channel) };
      default:
        throw errors.commandUnknown();
    }
  }

  async #make(user: LobbyUser): Promise<Reply> {
    const { rooms, leaving, places } = this.#parts;
    await leaving.room(user);
    const room = await rooms.make(user.person);
    if (!room) return failure;
    user.choose(room);
    return { status: Answer.SUCCESS, address: places.channel(room.port), channels: [room.port] };
  }

  async #join(user: LobbyUser, port: number): Promise<Reply> {
    const { rooms, leaving, places } = this.#parts;
    const room = rooms.at(port);
    if (!room) return failure;
    const release = rooms.awaitSomebody(room);
    if (user.room !== room) await leaving.room(user);
    user.choose(room, release);
    return { status: Answer.SUCCESS, address: places.channel(port) };
  }

  #list(port: number): { users: number[]; channels: number[] } {
    const { lobby, rooms } = this.#parts;
    const portOf = (index: number, otherwise: number) => {
      const user = lobby.find(index);
      return user ? (user.room?.port ?? 0) : otherwise;
    };
    const users = rooms.at(port)?.members() ?? lobby.users().map(({ person }) => person.index);
    return { users, channels: users.map((index) => portOf(index, port)) };
  }
}

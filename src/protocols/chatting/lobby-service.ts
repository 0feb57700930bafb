// The RPCs of the older Lobby.
import { lobbyId } from "../../core/ids.ts";
import type { ByteStream, Call, Service } from "../../core/service.ts";
import {
  type Chat,
  type CommandRequest,
  type Lobby as LobbyDesc,
  StatusReply_Status as Status,
  type UserRequest,
} from "../../gen/compat/chatting/chatting_pb.ts";
import { say } from "../courtyard/say.ts";
import type { ChattingParts } from "./chatting-door.ts";
import { failure, type Reply } from "./commands.ts";

/** Everybody may speak and listen here; commands are for those who did. */
export class LobbyService implements Service<typeof LobbyDesc> {
  readonly #parts: ChattingParts;

  constructor(parts: ChattingParts) {
    this.#parts = parts;
  }

  async tryChatSend({ index, text = "" }: Chat, call: Call) {
    if (text === "") return {};
    const { courtyard, lobby } = this.#parts;
    const { person } = await lobby.enter(index, call);
    person.act();
    const { caller } = person;
    await say(courtyard, { door: "chatting", label: "", text, caller, channelId: lobbyId, isPlain: true, call });
    return {};
  }

  async tryChatReceive({ index }: Chat, call: Call): Promise<ByteStream> {
    const { person, ear } = await this.#parts.lobby.enter(index, call);
    return (sink) => person.holding(ear.open(sink));
  }

  async tryStatusRequest({ index }: UserRequest, call: Call): Promise<ByteStream> {
    const { person, statuses } = await this.#parts.lobby.enter(index, call);
    return (sink) => person.holding(statuses.open(sink));
  }

  async tryUserRemove({ index }: UserRequest) {
    const { lobby, leaving } = this.#parts;
    const user = lobby.find(index);
    await user?.person.turn(() => leaving.lobby(user.person), true);
    return {};
  }

  async tryUserExit({ index }: UserRequest) {
    const { lobby } = this.#parts;
    const user = lobby.find(index);
    const isQuiet = user !== undefined && lobby.checkQuiet(user);
    return { status: isQuiet ? Status.QUIT : Status.OK, index };
  }

  async tryCommand(request: CommandRequest, call: Call): Promise<Reply> {
    const { lobby, people, commands } = this.#parts;
    const { index } = request;
    const user = lobby.find(index);
    if (!user) {
      await people.refuseAnother(index, call);
      return failure;
    }
    user.person.act();
    return user.person.turn(async () => (lobby.find(index) === user ? commands.run(user, request) : failure));
  }
}

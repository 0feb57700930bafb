// The chat with a desktop window, as a door: its one room is the lobby, replayed from the first line, with echo.
import { lobbyId } from "../../core/ids.ts";
import type { ByteStream, Call, Service } from "../../core/service.ts";
import { ChatServer, type Empty, type Note, NoteSchema } from "../../gen/compat/chat_server/chat_server_pb.ts";
import { framed } from "../../rpc/framed.ts";
import type { Courtyard } from "../courtyard/courtyard.ts";
import type { Door, Print } from "../courtyard/door.ts";
import type { Line } from "../courtyard/line.ts";
import { LineChannel } from "../courtyard/line-channel.ts";
import { say } from "../courtyard/say.ts";
import { Windows, windowMark } from "./windows.ts";

/** What the door is made of. */
export interface ChatServerParts extends Courtyard {
  /** How many of the latest notes a new listener gets; 0: all. */
  readonly replay: number;
  readonly print: Print | undefined;
}

const door = "chat-server";

/** Makes the door. */
export async function createChatServerDoor(parts: ChatServerParts): Promise<Door> {
  const room = await LineChannel.open(parts, lobbyId, { door, render: toNote });
  const windows = new Windows(parts);
  return {
    name: door,
    services: [{ desc: ChatServer, service: new ChatServerService(parts, room, windows) }],
    close: () => windows.close(),
  };
}

class ChatServerService implements Service<typeof ChatServer> {
  readonly #parts: ChatServerParts;
  readonly #room: LineChannel;
  readonly #windows: Windows;

  constructor(parts: ChatServerParts, room: LineChannel, windows: Windows) {
    this.#parts = parts;
    this.#room = room;
    this.#windows = windows;
  }

  async chatStream(_request: Empty, call: Call): Promise<ByteStream> {
    const { replay } = this.#parts;
    const after = replay === 0 ? 0 : await this.#room.placeBefore(replay);
    return (sink) => {
      const listener = this.#room.listen({ sink, after });
      const closed = this.#windows.opened(call.connection);
      return {
        gone() {
          listener.gone();
          closed();
        },
      };
    };
  }

  async sendNote({ name: label, message: text }: Note, call: Call) {
    const caller = await this.#windows.personOf(label, call);
    const isPlain = caller.name === `${label}${windowMark}`;
    await say(this.#parts, { door, label, text, caller, channelId: lobbyId, isPlain, call });
    this.#parts.print?.(`[${label}] ${text}`);
    return {};
  }
}

function toNote(line: Line): Uint8Array {
  return framed(NoteSchema, { name: nameOver(line), message: line.text });
}

// Who came by another door stands under their own name.
function nameOver(line: Line): string {
  if (line.label !== undefined) return line.label;
  const { authorName } = line;
  return line.isOwn && authorName.endsWith(windowMark) ? authorName.slice(0, -windowMark.length) : authorName;
}

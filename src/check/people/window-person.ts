// A person at the older chat with a desktop window: one room, all notes from the first on, their own too.
import { ChatServer } from "../../gen/compat/chat_server/chat_server_pb.ts";
import { DoorPerson } from "./door-person.ts";

/** Speaks and listens in the one room. */
export class WindowPerson extends DoorPerson {
  protected readonly replays = true;

  async enter(): Promise<void> {
    this.listen(ChatServer.method.chatStream, {}, ({ message }) => message);
    this.parts.note({ what: "enter", door: "window", userId: `window ${this.parts.person.account}` });
  }

  protected say(line: string): Promise<unknown> {
    const note = { name: this.parts.person.account, message: line };
    return this.transport.unary(ChatServer.method.sendNote, note, this.call);
  }
}

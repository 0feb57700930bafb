// A person at the console of the older four-service chat: a number, a beating heart, and lines of others in the lobby.
import { Agent, Heartbeat, Lobby } from "../../gen/compat/chatting/chatting_pb.ts";
import { DoorPerson } from "./door-person.ts";

/** Speaks and listens in the lobby; does not hear their own lines. */
export class ConsolePerson extends DoorPerson {
  protected readonly replays = false;
  #index = 0;

  async enter(): Promise<void> {
    const { index } = await this.untilAnswered(() =>
      this.transport.unary(Agent.method.tryLogin, { ip: "check" }, this.call),
    );
    this.#index = index;
    this.listen(Heartbeat.method.tryHeartbeat, { index }, undefined);
    this.listen(Lobby.method.tryChatReceive, { index }, ({ text }) => text);
    this.parts.note({ what: "enter", door: "chatting", userId: `index ${index}` });
  }

  protected say(line: string): Promise<unknown> {
    return this.transport.unary(Lobby.method.tryChatSend, { index: this.#index, text: line }, this.call);
  }
}

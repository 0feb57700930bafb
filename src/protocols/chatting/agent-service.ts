// The RPC of the older Agent: where everybody begins.
import type { Call, Service } from "../../core/service.ts";
import type { Agent, LoginRequest } from "../../gen/compat/chatting/chatting_pb.ts";
import type { ChattingParts } from "./chatting-door.ts";

/** Gives every login an index that nobody ever had. */
export class AgentService implements Service<typeof Agent> {
  readonly #parts: ChattingParts;

  constructor(parts: ChattingParts) {
    this.#parts = parts;
  }

  async tryLogin(_request: LoginRequest, call: Call) {
    const { people, places, print } = this.#parts;
    const { index } = await people.login(call);
    print?.(`${index} logged in`);
    return { index, heartbeatIp: places.heartbeat(), lobbyIp: places.lobby() };
  }
}

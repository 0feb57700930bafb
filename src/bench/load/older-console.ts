// Somebody at the console of the older four-service chat: logged in, with a beating heart, listening in the lobby.
import { setTimeout as sleep } from "node:timers/promises";
import {
  Agent,
  CommandReply_Status,
  CommandRequest_Status,
  Heartbeat,
  Lobby,
} from "../../gen/compat/chatting/chatting_pb.ts";
import { within } from "../within.ts";
import type { GrpcConnection } from "./grpc-connection.ts";
import { StreamEar } from "./stream-ear.ts";

const seatedMs = 10_000;
const askMs = 20;
const lookMs = 5;

/** One person, on a connection of their own or not. */
export class OlderConsole {
  /** The number by which the others know them. */
  readonly index: number;
  readonly #chat: StreamEar;
  readonly #others: readonly StreamEar[];

  private constructor(connection: GrpcConnection, index: number, onChat: ((message: Buffer) => void) | undefined) {
    this.index = index;
    this.#chat = new StreamEar(connection, Lobby.method.tryChatReceive, { index }, onChat);
    this.#others = [
      new StreamEar(connection, Heartbeat.method.tryHeartbeat, { index }),
      new StreamEar(connection, Lobby.method.tryStatusRequest, { index }),
    ];
  }

  /** Logs in and resolves when the lobby knows them: whatever is said from now on comes to them. */
  static async open(connection: GrpcConnection, onChat?: (message: Buffer) => void): Promise<OlderConsole> {
    const { index } = await connection.call(Agent.method.tryLogin, { ip: "bench" });
    const person = new OlderConsole(connection, index, onChat);
    await within(person.#seated(connection), seatedMs, "coming into the lobby");
    return person;
  }

  /** Lines of the lobby so far. */
  get received(): number {
    return this.#chat.received;
  }

  /** The same for all who heard the same lines in the same order. */
  get heard(): string {
    return this.#chat.heard;
  }

  /** Resolves when so many lines were heard; rejects if they do not come in time, or more do. */
  async hears(lines: number, withinMs: number): Promise<void> {
    const giveUpAtMs = performance.now() + withinMs;
    while (this.received < lines && !this.failure && performance.now() < giveUpAtMs) await sleep(lookMs);
    if (this.failure) throw this.failure;
    if (this.received !== lines) throw new Error(`${this.received} lines were heard, not ${lines}`);
  }

  /** Why this one does not hear everything. */
  get failure(): Error | undefined {
    return [this.#chat, ...this.#others].find(({ failure }) => failure)?.failure;
  }

  // The lobby answers whom it does not know with a failure, and nobody else.
  async #seated(connection: GrpcConnection): Promise<void> {
    const ask = { status: CommandRequest_Status.LIST_CHANNELS, index: this.index };
    for (;;) {
      const { status } = await connection.call(Lobby.method.tryCommand, ask);
      if (status !== CommandReply_Status.FAILURE) return;
      await sleep(askMs);
    }
  }
}

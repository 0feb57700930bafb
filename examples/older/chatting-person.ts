// A person of the four-service chat: logs in, beats, is in the lobby and in at most one channel, and comes back when the server does.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientReadableStream } from "@grpc/grpc-js";
import {
  Agent,
  Channel,
  type Chat,
  type CommandReply,
  CommandReply_Status,
  CommandRequest_Status,
  Heartbeat,
  Lobby,
  type LoginReply,
  type StatusReply,
} from "../../src/gen/compat/chatting/chatting_pb.ts";
import { OlderClient } from "./older-client.ts";

const firstBeatMs = 10_000;
const comeBackMs = 300;

/** What a person hears; a channel's chat has its number with it, the lobby's has 0. */
export interface Ears {
  chat(said: Chat, channel: number): void;
  status(what: StatusReply): void;
}

/** A channel: its number is its port. */
export interface Room {
  readonly address: string;
  readonly number: number;
}

/** One index from the first `enter` on, whatever becomes of the server meanwhile. */
export class ChattingPerson {
  index = 0;
  /** The channel that they are in; left when the server is gone. */
  room: (Room & { readonly client: OlderClient }) | undefined;
  readonly #agent: string;
  readonly #ears: Ears;
  #login: LoginReply | undefined;
  #lobby: { readonly client: OlderClient; readonly heart: OlderClient } | undefined;

  constructor(agent: string, ears: Ears) {
    this.#agent = agent;
    this.#ears = ears;
  }

  /** Logs in and comes in; rejects if the server is not there. */
  async enter(): Promise<void> {
    this.#login = await logIn(this.#agent);
    this.index = this.#login.index;
    await this.#comeIn(this.#login);
  }

  /** Whether the server is there. */
  get isIn(): boolean {
    return this.#lobby !== undefined;
  }

  /** Says something in the lobby; resolves when the server has it. */
  async sayToAll(text: string): Promise<void> {
    await this.#here().call(Lobby.method.tryChatSend, { index: this.index, text });
  }

  /** Says something in the channel. */
  async say(text: string): Promise<void> {
    await this.room?.client.call(Channel.method.tryChatSend, { index: this.index, text });
  }

  /** Makes a channel, to `goTo` then; undefined: it could not be made. */
  async make(): Promise<Room | undefined> {
    const { status, address = "", channels } = await this.#command(CommandRequest_Status.MAKE_CHANNEL);
    return status === CommandReply_Status.SUCCESS ? { address, number: channels[0] ?? 0 } : undefined;
  }

  /** Joins a channel, to `goTo` then; undefined: there is none of this number. */
  async join(number: number): Promise<Room | undefined> {
    const { status, address = "" } = await this.#command(CommandRequest_Status.JOIN_CHANNEL, number);
    return status === CommandReply_Status.SUCCESS ? { address, number } : undefined;
  }

  /** Hears a channel, and can speak there: the first stream makes one a member. */
  goTo({ address, number }: Room): void {
    const { index } = this;
    const client = new OlderClient(address);
    this.room = { address, number, client };
    const gone = () => this.#leaveRoom(client);
    hear(client.listen(Channel.method.tryChatReceive, { index }), (said) => this.#ears.chat(said, number), gone);
    hear(client.listen(Channel.method.tryStatusRequest, { index }), (what) => this.#ears.status(what), gone);
  }

  /** Leaves the channel. */
  async leave(): Promise<void> {
    await this.#command(CommandRequest_Status.LEAVE_CHANNEL, this.room?.number);
    this.#leaveRoom(this.room?.client);
  }

  /** The numbers of all channels. */
  async channels(): Promise<readonly number[]> {
    return (await this.#command(CommandRequest_Status.LIST_CHANNELS)).channels;
  }

  /** Who is in a channel, or for 0 everybody, and in which channel each is. */
  async users(channel: number): Promise<{ user: number; channel: number }[]> {
    const { users, channels } = await this.#command(CommandRequest_Status.LIST_USERS, channel);
    return users.map((user, i) => ({ user, channel: channels[i] ?? 0 }));
  }

  /** Goes away for good. */
  close(): void {
    this.#login = undefined;
    this.#goOut();
  }

  async #comeIn({ index, heartbeatIp, lobbyIp }: LoginReply): Promise<void> {
    const heart = new OlderClient(heartbeatIp);
    const client = new OlderClient(lobbyIp);
    const lost = () => {
      if (this.#lobby?.client === client) void this.#comeBack();
    };
    const beats = heart.listen(Heartbeat.method.tryHeartbeat, { index });
    await once(beats, "data", { signal: AbortSignal.timeout(firstBeatMs) }).catch((failure: unknown) => {
      heart.close();
      throw failure;
    });
    if (!this.#login) return heart.close();
    this.#lobby = { client, heart };
    hear(beats, () => undefined, lost);
    hear(client.listen(Lobby.method.tryChatReceive, { index }), (said) => this.#ears.chat(said, 0), lost);
    hear(client.listen(Lobby.method.tryStatusRequest, { index }), (what) => this.#ears.status(what), lost);
  }

  async #comeBack(): Promise<void> {
    this.#goOut();
    while (this.#login && !this.#lobby) {
      await sleep(comeBackMs);
      // It is not back yet: again.
      if (this.#login) await this.#comeIn(this.#login).catch(() => undefined);
    }
  }

  #goOut(): void {
    this.#leaveRoom(this.room?.client);
    this.#lobby?.heart.close();
    this.#lobby?.client.close();
    this.#lobby = undefined;
  }

  #leaveRoom(client: OlderClient | undefined): void {
    client?.close();
    if (this.room?.client === client) this.room = undefined;
  }

  #here(): OlderClient {
    if (!this.#lobby) throw new Error("The server is gone: wait until it is back.");
    return this.#lobby.client;
  }

  #command(status: CommandRequest_Status, channel?: number): Promise<CommandReply> {
    const where = channel === undefined ? {} : { channel };
    return this.#here().call(Lobby.method.tryCommand, { status, index: this.index, ...where });
  }
}

async function logIn(address: string): Promise<LoginReply> {
  const agent = new OlderClient(address);
  return agent.call(Agent.method.tryLogin, { ip: "localhost" }).finally(() => agent.close());
}

function hear<Message>(stream: ClientReadableStream<Message>, tell: (message: Message) => void, gone: () => void) {
  stream.on("data", tell).once("error", gone).once("end", gone);
}

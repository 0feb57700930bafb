// A person of the older console in a channel of theirs, whose port is a way in of its own.
import type { Transport } from "../../../clients/sdk/index.ts";
import { Agent, Channel, CommandRequest_Status, Heartbeat, Lobby } from "../../../gen/compat/chatting/chatting_pb.ts";

const timeoutMs = 20_000;

/** Holds a channel open for as long as the server lets it. */
export class OlderChannel {
  /** The person's index, and the channel's port. */
  readonly index: number;
  readonly port: number;
  readonly #stop: AbortController;
  #isOver = false;

  private constructor(index: number, port: number) {
    this.index = index;
    this.port = port;
    this.#stop = new AbortController();
  }

  /** Logs in, makes a channel and enters it; rejects if no port is left. */
  static async open(door: Transport, connect: (address: string) => Transport): Promise<OlderChannel> {
    const options = { token: undefined, timeoutMs };
    const { index } = await door.unary(Agent.method.tryLogin, {}, options);
    const channel = new OlderChannel(index, 0);
    channel.#hold(door, Heartbeat.method.tryHeartbeat);
    channel.#hold(door, Lobby.method.tryStatusRequest);
    const command = { index, status: CommandRequest_Status.MAKE_CHANNEL };
    const { address = "" } = await door.unary(Lobby.method.tryCommand, command, options);
    const made = new OlderChannel(index, Number(address.split(":").at(-1)));
    made.#hold(connect(`127.0.0.1:${made.port}`), Channel.method.tryStatusRequest);
    made.#stop.signal.addEventListener("abort", () => channel.close());
    return made;
  }

  /** Whether it was closed, by whomever. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Leaves. */
  close(): void {
    this.#isOver = true;
    this.#stop.abort();
  }

  #hold(transport: Transport, method: HeldMethod): void {
    const onEnd = () => {
      this.#isOver = true;
    };
    const options = { token: undefined, signal: this.#stop.signal, onMessage: () => undefined, onEnd };
    transport.serverStream(method as typeof Heartbeat.method.tryHeartbeat, { index: this.index }, options);
  }
}

type HeldMethod =
  | typeof Heartbeat.method.tryHeartbeat
  | typeof Lobby.method.tryStatusRequest
  | typeof Channel.method.tryStatusRequest;

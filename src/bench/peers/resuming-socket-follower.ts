// One who follows the lobby of Madang over a websocket of its gateway and takes up again where it was cut.
import { SocketConnection } from "../load/socket-connection.ts";
import { SocketFollower } from "../load/socket-follower.ts";
import { within } from "../within.ts";
import type { Ear } from "./ear.ts";

const answerMs = 60_000;

/** One Subscribe stream at a time, on a socket of its own. */
export class ResumingSocketFollower implements Ear {
  readonly hasLost = false;
  readonly #token: string;
  #epoch: string | undefined;
  /** Where the stream that is open began. */
  #cursor = 0;
  #heardBefore = 0;
  #follower = new SocketFollower();
  #ended: Error | undefined;
  #connection: SocketConnection | undefined;

  constructor(token: string) {
    this.#token = token;
  }

  get received(): number {
    return this.#heardBefore + this.#follower.received;
  }

  get failure(): Error | undefined {
    return this.#follower.failure ?? this.#ended;
  }

  async open(address: string): Promise<void> {
    const from = this.#from();
    this.#heardBefore = this.received;
    const follower = new SocketFollower();
    this.#follower = follower;
    let isFirst = true;
    const answered = Promise.withResolvers<void>();
    const onEvent = (json: Buffer) => {
      follower.hear(json);
      if (isFirst) this.#begin(json);
      isFirst = false;
      answered.resolve();
    };
    const onEnd = (failure: Error) => {
      this.#ended = failure;
      answered.reject(failure);
    };
    const connection = await SocketConnection.open(address, { onEvent, onEnd });
    this.#connection = connection;
    connection.emit("open", 1, "madang.channel.v1.ChannelService/Subscribe", from, { token: this.#token });
    await within(answered.promise, answerMs, "subscribing");
  }

  close(): void {
    this.#connection?.close();
  }

  #from(): object {
    if (this.#epoch === undefined) return {};
    const seq = String(this.#cursor + this.#follower.received);
    return { epoch: this.#epoch, cursors: [{ channelId: "lobby", seq }] };
  }

  // The first message alone names the epoch, and where the stream begins.
  #begin(json: Buffer): void {
    const [, , { epoch, heads = [] }] = JSON.parse(json.toString()) as First;
    this.#epoch = epoch;
    this.#cursor = Number(heads[0]?.cursor ?? 0);
  }
}

type First = readonly [
  event: string,
  id: number,
  body: { readonly epoch: string; readonly heads?: readonly { readonly cursor?: string }[] },
];

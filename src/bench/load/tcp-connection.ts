// A plain TCP connection that carries one stream of frames, for a server that speaks nothing above them.
import { connect, type Socket } from "node:net";
import type { DescMethod } from "@bufbuild/protobuf";
import { within } from "../within.ts";
import type { StreamEars } from "./grpc-connection.ts";
import { GrpcFrames, toGrpcFrame } from "./grpc-frames.ts";

const openMs = 10_000;

/** One connection to a server. */
export class TcpConnection {
  readonly #socket: Socket;
  #isClosing = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Connects; `address` is host:port. */
  static async open(address: string): Promise<TcpConnection> {
    const [host = "", port = ""] = address.split(":");
    const socket = connect({ host, port: Number(port), noDelay: true, allowHalfOpen: true });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once("connect", () => resolve());
    socket.once("error", reject);
    await within(promise, openMs, `connecting to ${address}`);
    return new TcpConnection(socket);
  }

  /** Says what the connection is for, by the method's name, and hears; there is no second stream. */
  stream({ name }: DescMethod, _token: string | undefined, { onMessage, onEnd }: StreamEars): Socket {
    const frames = new GrpcFrames(onMessage);
    let failure: Error | undefined = new Error(`${name} ended`);
    this.#socket.write(toGrpcFrame(Buffer.from(name)));
    this.#socket.on("data", (chunk) => frames.push(chunk));
    this.#socket.on("error", (error) => {
      failure = error;
    });
    this.#socket.on("close", () => onEnd(this.#isClosing ? undefined : failure));
    return this.#socket;
  }

  /** Cuts the connection; its stream ends well. */
  close(): void {
    this.#isClosing = true;
    this.#socket.destroy();
  }
}

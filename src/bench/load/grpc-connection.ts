// A gRPC client in as little code as a load needs: node:http2 and nothing between it and the bytes.
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type IncomingHttpHeaders } from "node:http2";
import {
  create,
  type DescMethod,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { within } from "../within.ts";
import { GrpcFrames, toGrpcFrame } from "./grpc-frames.ts";

const openMs = 10_000;
const answerMs = 30_000;

/** What a stream hears. */
export interface StreamEars {
  readonly onMessage: (message: Buffer) => void;
  /** Called once; with undefined if the server ended it well. */
  readonly onEnd: (failure: Error | undefined) => void;
}

/** One connection to a server. */
export class GrpcConnection {
  readonly #session: ClientHttp2Session;
  #isClosing = false;

  private constructor(session: ClientHttp2Session) {
    this.#session = session;
    // Each stream hears of it by itself.
    session.on("error", () => undefined);
  }

  /** Connects; `address` is host:port. */
  static async open(address: string): Promise<GrpcConnection> {
    const session = connect(`http://${address}`);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    session.once("connect", () => resolve());
    session.once("error", reject);
    await within(promise, openMs, `connecting to ${address}`);
    session.off("error", reject);
    return new GrpcConnection(session);
  }

  /** Calls once; rejects with the server's status, or after 30 s. */
  async call<I extends DescMethod["input"], O extends DescMethod["output"]>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    token?: string,
  ): Promise<MessageShape<O>> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    let answer: Buffer | undefined;
    const stream = this.stream(method, token, {
      onMessage: (message) => {
        answer = message;
      },
      onEnd: (failure) => {
        if (failure) reject(failure);
        else if (answer) resolve(answer);
        else reject(new Error(`${method.name} answered nothing`));
      },
    });
    stream.setTimeout(answerMs, () => stream.destroy(new Error(`${method.name} took over ${answerMs} ms`)));
    stream.end(toGrpcFrame(toBinary(method.input, create(method.input, request))));
    return fromBinary(method.output, await promise);
  }

  /** Opens a stream; the caller writes frames to it. */
  stream(method: DescMethod, token: string | undefined, { onMessage, onEnd }: StreamEars): ClientHttp2Stream {
    const stream = this.#session.request({
      ":method": "POST",
      ":path": `/${method.parent.typeName}/${method.name}`,
      "content-type": "application/grpc",
      te: "trailers",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    });
    const frames = new GrpcFrames(onMessage);
    let status: Error | undefined = new Error(`${method.name} ended without a status`);
    const read = (headers: IncomingHttpHeaders) => {
      if (headers["grpc-status"] !== undefined) status = toFailure(method, headers);
    };
    stream.on("response", read);
    stream.on("trailers", read);
    stream.on("data", (chunk: Buffer) => frames.push(chunk));
    stream.on("error", (failure) => {
      status = failure;
    });
    stream.on("close", () => onEnd(this.#isClosing ? undefined : status));
    return stream;
  }

  /** Cuts the connection; its streams end well. */
  close(): void {
    this.#isClosing = true;
    this.#session.destroy();
  }
}

function toFailure(method: DescMethod, headers: IncomingHttpHeaders): Error | undefined {
  const status = String(headers["grpc-status"]);
  if (status === "0") return undefined;
  return new Error(`${method.name}: status ${status}, ${decodeURIComponent(String(headers["grpc-message"] ?? ""))}`);
}

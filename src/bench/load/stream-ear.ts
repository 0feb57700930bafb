// One stream that only listens: how much came, and whether others heard the same.
import { createHash } from "node:crypto";
import type { DescMethod, MessageInitShape } from "@bufbuild/protobuf";
import type { GrpcConnection } from "./grpc-connection.ts";
import { toRequest } from "./to-request.ts";

/** Opens the stream with one request and listens until the connection closes. */
export class StreamEar {
  /** Messages so far. */
  received = 0;
  /** Why nothing more comes. */
  failure: Error | undefined;
  readonly #heard = createHash("sha1");

  constructor(
    connection: GrpcConnection,
    method: DescMethod,
    request: MessageInitShape<DescMethod["input"]>,
    onMessage?: (message: Buffer) => void,
  ) {
    const stream = connection.stream(method, undefined, {
      onMessage: (message) => {
        this.received++;
        onMessage?.(message);
      },
      onEnd: (failure) => {
        this.failure = failure ?? new Error(`${method.name} ended`);
      },
    });
    stream.on("data", (bytes: Buffer) => this.#heard.update(bytes));
    stream.end(toRequest(method, request));
  }

  /** The same for all who heard the same messages in the same order. */
  get heard(): string {
    return this.#heard.copy().digest("hex");
  }
}

// What these examples share: gRPC's own library, calling the methods of an older contract by their descriptors.
import {
  create,
  type DescMessage,
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodClientStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  Client,
  type ClientDuplexStream,
  type ClientReadableStream,
  credentials,
  Metadata,
  type requestCallback,
  type ServiceError,
  status,
} from "@grpc/grpc-js";

const deadlineMs = 10_000;

/** A connection to "host:port". A failure is the library's error: its `code` says why. */
export class OlderClient {
  readonly #client: Client;
  readonly #streams = new Set<{ cancel(): void }>();

  constructor(address: string) {
    // A proxy of the environment is for the world outside, and a server that starts again is soon found.
    const options = { "grpc.enable_http_proxy": 0, "grpc.max_reconnect_backoff_ms": 500 };
    this.#client = new Client(address, credentials.createInsecure(), options);
  }

  /** One request, one answer. `waits`: as long as nobody is there it is not a failure, up to ten seconds. */
  call<In extends DescMessage, Out extends DescMessage>(
    method: DescMethodUnary<In, Out>,
    request: MessageInitShape<In>,
    { waits = false } = {},
  ): Promise<MessageShape<Out>> {
    return answer<MessageShape<Out>>((done) => {
      const metadata = new Metadata({ waitForReady: waits });
      this.#client.makeUnaryRequest(...wire(method), request, metadata, within(deadlineMs), done);
    });
  }

  /** Many requests, one answer. */
  collect<In extends DescMessage, Out extends DescMessage>(
    method: DescMethodClientStreaming<In, Out>,
    requests: readonly MessageInitShape<In>[],
  ): Promise<MessageShape<Out>> {
    return answer<MessageShape<Out>>((done) => {
      const call = this.#client.makeClientStreamRequest(...wire(method), within(deadlineMs), done);
      for (const request of requests) call.write(request);
      call.end();
    });
  }

  /** One request, many answers: to be read with `for await` or by "data". */
  listen<In extends DescMessage, Out extends DescMessage>(
    method: DescMethodServerStreaming<In, Out>,
    request: MessageInitShape<In>,
  ): ClientReadableStream<MessageShape<Out>> {
    return this.#kept(this.#client.makeServerStreamRequest(...wire(method), request));
  }

  /** Requests and answers, each in their own time; cut after `lastsMs`. */
  open<In extends DescMessage, Out extends DescMessage>(
    method: DescMethodBiDiStreaming<In, Out>,
    lastsMs = deadlineMs,
  ): ClientDuplexStream<MessageInitShape<In>, MessageShape<Out>> {
    return this.#kept(this.#client.makeBidiStreamRequest(...wire(method), within(lastsMs)));
  }

  /** Ends everything that is open. */
  close(): void {
    for (const stream of this.#streams) stream.cancel();
    this.#client.close();
  }

  #kept<Stream extends ClientReadableStream<unknown>>(stream: Stream): Stream {
    this.#streams.add(stream);
    // Who reads the stream hears of its end; without a listener Node would end the program.
    stream.on("error", () => this.#streams.delete(stream)).on("end", () => this.#streams.delete(stream));
    return stream;
  }
}

/** Runs a program; what it cannot do is told in one sentence, and its exit code is 1. */
export async function run(program: () => Promise<void>): Promise<void> {
  try {
    await program();
  } catch (failure) {
    console.error(sentence(failure));
    process.exitCode = 1;
  }
}

function sentence(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const isAway = "code" in failure && failure.code === status.UNAVAILABLE;
  return isAway ? `Nobody answers there: start the server, or name its place. (${failure.message})` : failure.message;
}

function wire<In extends DescMessage, Out extends DescMessage>({
  parent,
  name,
  input,
  output,
}: DescMethod & {
  readonly input: In;
  readonly output: Out;
}) {
  const write = (request: MessageInitShape<In>) => Buffer.from(toBinary(input, create(input, request)));
  const read = (bytes: Buffer) => fromBinary(output, bytes);
  return [`/${parent.typeName}/${name}`, write, read] as const;
}

function within(ms: number) {
  return { deadline: Date.now() + ms };
}

function answer<Answer>(ask: (done: requestCallback<Answer>) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    ask((failure: ServiceError | null, value?: Answer) => {
      if (value === undefined) reject(failure ?? new Error("There was no answer."));
      else resolve(value);
    });
  });
}

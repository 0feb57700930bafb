// An application's backend at Centrifugo's gRPC API: one Batch call at a time, so that order is kept, with all that came due meanwhile.
import { type ClientHttp2Session, connect } from "node:http2";
import { setTimeout as sleep } from "node:timers/promises";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { GrpcFrames, toGrpcFrame } from "../load/grpc-frames.ts";
import { within } from "../within.ts";
import { type Centrifugo, channel } from "./centrifugo-server.ts";

const openMs = 10_000;
const callMs = 30_000;
/** Its own limit of a request's size is far away from so many. */
const mostInBatch = 1_000;

// Numbers of fields, as its api.proto has them.
const batchRequest = { commands: 1 } as const;
const command = { publish: 4 } as const;
const publishRequest = { channel: 1, data: 2 } as const;
const batchResponse = { replies: 1 } as const;
const reply = { error: 2 } as const;

/** Publishes to the channel that everybody is in. */
export class CentrifugoPublisher {
  sent = 0;
  acknowledged = 0;
  readonly #session: ClientHttp2Session;
  readonly #apiKey: string;
  readonly #gatherMs: number;
  #waiting: Uint8Array[] = [];
  #working: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(session: ClientHttp2Session, apiKey: string, gatherMs: number) {
    this.#session = session;
    this.#apiKey = apiKey;
    this.#gatherMs = gatherMs;
    session.on("error", (failure: Error) => {
      this.#failure ??= failure;
    });
  }

  /** Connects. A batch is called when there is anything to publish, or so long after, to gather more for it. */
  static async open(
    { apiAddress, apiKey }: Pick<Centrifugo, "apiAddress" | "apiKey">,
    gatherMs = 0,
  ): Promise<CentrifugoPublisher> {
    const session = connect(`http://${apiAddress}`);
    const connected = new Promise<void>((resolve, reject) =>
      session.once("connect", () => resolve()).once("error", reject),
    );
    await within(connected, openMs, `connecting to ${apiAddress}`);
    return new CentrifugoPublisher(session, apiKey, gatherMs);
  }

  /** Publishes a text, as JSON, in turn. */
  publish(text: string): void {
    this.sent++;
    this.#waiting.push(Buffer.from(JSON.stringify(text)));
    this.#working ??= this.#work();
  }

  /** Resolves when all is acknowledged; rejects if anything was refused. */
  async settled(): Promise<void> {
    while (this.#working) await this.#working;
    if (this.#failure) throw this.#failure;
  }

  /** Cuts the connection. */
  close(): void {
    this.#session.destroy();
  }

  async #work(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#failure) {
        if (this.#gatherMs > 0) await sleep(this.#gatherMs);
        const batch = this.#waiting.splice(0, mostInBatch);
        requireNoError(await within(this.#call(toBatch(batch)), callMs, "a Batch call"));
        this.acknowledged += batch.length;
      }
    } catch (failure) {
      this.#failure ??= failure as Error;
    } finally {
      this.#working = undefined;
    }
  }

  #call(request: Uint8Array): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const stream = this.#session.request({
      ":method": "POST",
      ":path": "/centrifugal.centrifugo.api.CentrifugoApi/Batch",
      "content-type": "application/grpc",
      te: "trailers",
      authorization: `apikey ${this.#apiKey}`,
    });
    const frames = new GrpcFrames(resolve);
    stream.on("data", (chunk: Buffer) => frames.push(chunk));
    stream.on("error", reject);
    stream.on("close", () => reject(new Error("a Batch call was not answered")));
    stream.end(toGrpcFrame(request));
    return promise;
  }
}

function toBatch(datas: readonly Uint8Array[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const data of datas) {
    writer.tag(batchRequest.commands, WireType.LengthDelimited).fork();
    writer.tag(command.publish, WireType.LengthDelimited).fork();
    writer.tag(publishRequest.channel, WireType.LengthDelimited).string(channel);
    writer.tag(publishRequest.data, WireType.LengthDelimited).bytes(data);
    writer.join().join();
  }
  return writer.finish();
}

function requireNoError(response: Uint8Array): void {
  const reader = new BinaryReader(response);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field !== batchResponse.replies) reader.skip(wireType);
    else readReply(reader, reader.uint32());
  }
}

function readReply(reader: BinaryReader, length: number): void {
  const end = reader.pos + length;
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === reply.error) throw new Error("Centrifugo refused a publication");
    reader.skip(wireType);
  }
}

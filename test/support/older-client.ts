// A client as gRPC's library makes it from an older contract: it knows methods and bytes, and no sign-in.
import { create, type DescMethod, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Client, type ClientDuplexStream, credentials, type StatusObject } from "@grpc/grpc-js";
import { eventually } from "./running-command.ts";

const deadlineMs = 10_000;
const asIs = (bytes: Buffer) => bytes;

/** Calls by descriptor; a failed call rejects with the library's error, whose `code` is the number. */
export class OlderClient {
  readonly #client: Client;

  constructor(address: string) {
    this.#client = new Client(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  }

  /** The bytes of the one answer. */
  call<Method extends DescMethod>(method: Method, request: MessageInitShape<Method["input"]>): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const options = { deadline: Date.now() + deadlineMs };
    this.#client.makeUnaryRequest(pathOf(method), asIs, asIs, encode(method, request), options, (failure, answer) => {
      if (answer === undefined) reject(failure ?? new Error("There was no answer."));
      else resolve(answer);
    });
    return promise;
  }

  /** Opens a stream in both directions. */
  open<Method extends DescMethod>(method: Method): OlderStream<Method> {
    return new OlderStream(method, this.#client.makeBidiStreamRequest(pathOf(method), asIs, asIs));
  }

  close(): void {
    this.#client.close();
  }
}

/** An open stream with all that came; waits have a deadline. */
export class OlderStream<Method extends DescMethod> {
  readonly answers: Buffer[] = [];
  /** How it ended, once it has. */
  status: StatusObject | undefined;
  readonly #method: Method;
  readonly #call: ClientDuplexStream<Buffer, Buffer>;
  #isTaken = false;

  constructor(method: Method, call: ClientDuplexStream<Buffer, Buffer>) {
    this.#method = method;
    this.#call = call;
    call.on("data", (answer: Buffer) => this.answers.push(answer));
    call.on("metadata", () => (this.#isTaken = true));
    call.on("status", (status) => (this.status = status));
    // The status says the same.
    call.on("error", () => undefined);
  }

  /** Sends a message; false if more than enough waits to be sent. */
  send(request: MessageInitShape<Method["input"]>): boolean {
    return this.#call.write(encode(this.#method, request));
  }

  /** Reads no more, until `read`. */
  stall(): void {
    this.#call.pause();
  }

  read(): void {
    this.#call.resume();
  }

  /** Sends no more. */
  halfClose(): void {
    this.#call.end();
  }

  cancel(): void {
    this.#call.cancel();
  }

  /** Resolves once the server has taken the call, or ended it. */
  async taken(): Promise<void> {
    await eventually(
      () => this.#isTaken || this.status !== undefined,
      deadlineMs,
      () => "not taken",
    );
  }

  /** Resolves once so many answers are here. */
  async hears(count: number): Promise<void> {
    await eventually(
      () => this.answers.length >= count,
      deadlineMs,
      () => `${this.answers.length} of ${count} answers, status ${this.status?.code}`,
    );
  }

  /** Resolves to how it ended. */
  async ended(): Promise<StatusObject> {
    await eventually(
      () => this.status !== undefined,
      deadlineMs,
      () => "still open",
    );
    return this.status as StatusObject;
  }
}

function pathOf({ parent, name }: DescMethod): string {
  return `/${parent.typeName}/${name}`;
}

function encode<Method extends DescMethod>({ input }: Method, request: MessageInitShape<Method["input"]>): Buffer {
  return Buffer.from(toBinary(input, create(input, request)));
}

// Calls another notification service by the older contract, without TLS, as services of that time speak.
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { Client, type ClientOptions, credentials, status as grpcCodes, Metadata } from "@grpc/grpc-js";
import { NotificationService, OfflineUserRequestSchema } from "../gen/compat/notification/notification_pb.ts";

const usualDeadlineMs = 10_000;
/** Where the key of a call is: the same in each repeat. The older contract has no place for it. */
const keyHeader = "madang-idempotency-key";
const path = `/${NotificationService.typeName}/${NotificationService.method.notifyOfflineUsers.name}`;

const options: ClientOptions = {
  "grpc.use_local_subchannel_pool": 1,
  // When to come back is decided by who calls: the library's waits must not add to it.
  "grpc.initial_reconnect_backoff_ms": 50,
  "grpc.max_reconnect_backoff_ms": 100,
  "grpc.dns_min_time_between_resolutions_ms": 1_000,
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_retries": 0,
  // The operator named the place: no proxy of the environment stands before it.
  "grpc.enable_http_proxy": 0,
};

/** Connects with the first call. Call `close` when done. */
export class OtherNotifier {
  readonly #address: string;
  readonly #deadlineMs: number;
  #client: Client | undefined;

  /** At host:port; a call has 10 s unless said otherwise. */
  constructor(address: string, deadlineMs = usualDeadlineMs) {
    this.#address = address;
    this.#deadlineMs = deadlineMs;
  }

  /** Calls once, within the deadline; resolves to gRPC's word for what came of it: OK, UNAVAILABLE … Never rejects. */
  async notifyOfflineUsers(
    people: MessageInitShape<typeof OfflineUserRequestSchema>,
    key: string,
    signal: AbortSignal,
  ): Promise<string> {
    if (signal.aborted) return "CANCELLED";
    const metadata = new Metadata();
    metadata.set(keyHeader, key);
    const bytes = Buffer.from(toBinary(OfflineUserRequestSchema, create(OfflineUserRequestSchema, people)));
    this.#client ??= new Client(this.#address, credentials.createInsecure(), options);
    const client = this.#client;
    const { promise, resolve } = Promise.withResolvers<string>();
    const deadline = { deadline: Date.now() + this.#deadlineMs };
    const call = client.makeUnaryRequest(path, asIs, asIs, bytes, metadata, deadline, (failure) =>
      resolve(failure ? (grpcCodes[failure.code] ?? "UNKNOWN") : "OK"),
    );
    const cancel = () => call.cancel();
    signal.addEventListener("abort", cancel);
    const code = await promise;
    signal.removeEventListener("abort", cancel);
    // The connection may have died without a word, which nobody would tell for minutes.
    if (code === "DEADLINE_EXCEEDED" && this.#client === client) this.close();
    return code;
  }

  close(): void {
    this.#client?.close();
    this.#client = undefined;
  }
}

const asIs = (bytes: Buffer) => bytes;

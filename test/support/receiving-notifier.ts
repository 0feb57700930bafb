// Another notification service, as it was always spoken to: keeps what it is handed, and answers as a test says.
import { fromBinary } from "@bufbuild/protobuf";
import { Server, ServerCredentials, type status } from "@grpc/grpc-js";
import { OfflineUserRequestSchema } from "../../src/gen/compat/notification/notification_pb.ts";

/** What came, answered or not. */
interface HandedOver {
  readonly userIds: readonly string[];
  readonly message: string;
  readonly roomId: string;
  /** What a repeat is recognised by. */
  readonly key: string;
}

/** Listens on this machine, and at the same port again after it was stopped. */
export class ReceivingNotifier {
  readonly calls: HandedOver[] = [];
  /** The code of the answer; OK if it says nothing, none at all if it says "never". */
  answer: (call: HandedOver) => status | "never" | undefined = () => undefined;
  /** host:port; the same after a stop. */
  address = "127.0.0.1:0";
  #server: Server | undefined;

  static async start(): Promise<ReceivingNotifier> {
    const notifier = new ReceivingNotifier();
    await notifier.start();
    return notifier;
  }

  async start(): Promise<void> {
    const server = new Server();
    this.#server = server;
    server.addService(definition, {
      NotifyOfflineUsers: ({ request, metadata }: Call, reply: Reply) => {
        const { userIds, message, roomId } = fromBinary(OfflineUserRequestSchema, request);
        const [key = ""] = metadata.get("madang-idempotency-key");
        const call = { userIds, message, roomId, key: String(key) };
        this.calls.push(call);
        const code = this.answer(call);
        if (code === undefined) reply(null, Buffer.alloc(0));
        else if (code !== "never") reply({ code, details: "as the test says" });
      },
    });
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync(this.address, ServerCredentials.createInsecure(), (failure, bound) =>
        failure ? reject(failure) : resolve(bound),
      ),
    );
    this.address = `127.0.0.1:${port}`;
  }

  /** Cuts everything, as a process that is killed. */
  stop(): void {
    this.#server?.forceShutdown();
  }
}

type Call = { readonly request: Buffer; readonly metadata: { get(name: string): (string | Buffer)[] } };
type Reply = (failure: { code: status; details: string } | null, answer?: Buffer) => void;

const asIs = (bytes: Buffer) => bytes;
const definition = {
  NotifyOfflineUsers: {
    path: "/notification.NotificationService/NotifyOfflineUsers",
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  },
} as const;

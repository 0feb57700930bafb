// Whether this server takes calls, in the words that load balancers know: grpc.health.v1.
import { create, toBinary } from "@bufbuild/protobuf";
import { errors } from "../core/errors.ts";
import type { FrameSink } from "../core/outlet.ts";
import type { ByteStream, Service } from "../core/service.ts";
import {
  type HealthCheckRequest,
  HealthCheckResponseSchema,
  type Health as HealthDesc,
  HealthCheckResponse_ServingStatus as ServingStatus,
} from "../gen/grpc/health/v1/health_pb.ts";

interface Watcher {
  readonly sink: FrameSink;
  /** Says the status, unless the client knows it or has not taken the last word yet. */
  tell(): void;
}

/** Serving until it is told to drain; needs no sign-in. The empty service name stands for the whole server. */
export class HealthService implements Service<typeof HealthDesc> {
  readonly #names: ReadonlySet<string>;
  readonly #watchers = new Set<Watcher>();
  #isDraining = false;

  /** `services` are those whose names are known here. */
  constructor(services: readonly { readonly typeName: string }[]) {
    this.#names = new Set(["", ...services.map(({ typeName }) => typeName)]);
  }

  /** Rejects with NOT_FOUND for a service that is not served here. */
  async check({ service }: HealthCheckRequest) {
    const status = this.#statusOf(service);
    if (status === ServingStatus.SERVICE_UNKNOWN) throw errors.serviceUnknown();
    return { status };
  }

  watch({ service }: HealthCheckRequest): ByteStream {
    return (sink) => {
      const watcher = createWatcher(sink, () => this.#statusOf(service));
      this.#watchers.add(watcher);
      watcher.tell();
      return { gone: () => this.#watchers.delete(watcher) };
    };
  }

  /** From now on nothing is served: those who watch hear it at once. */
  setDraining(): void {
    this.#isDraining = true;
    for (const watcher of this.#watchers) watcher.tell();
  }

  /** Ends the streams of those who watch, so that a drain need not wait for them. */
  close(): void {
    for (const { sink } of this.#watchers) sink.end(errors.draining());
    this.#watchers.clear();
  }

  #statusOf(service: string): ServingStatus {
    if (!this.#names.has(service)) return ServingStatus.SERVICE_UNKNOWN;
    return this.#isDraining ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
  }
}

function createWatcher(sink: FrameSink, status: () => ServingStatus): Watcher {
  let told: ServingStatus | undefined;
  let isTaken = true;
  const tell = () => {
    const now = status();
    if (!isTaken || now === told) return;
    told = now;
    isTaken = false;
    const frame = toBinary(HealthCheckResponseSchema, create(HealthCheckResponseSchema, { status: now }));
    sink.write(frame, () => {
      isTaken = true;
      tell();
    });
  };
  return { sink, tell };
}

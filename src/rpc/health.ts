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

/** Serving until it is told to drain; needs no sign-in. The empty service name stands for the whole server. */
export class HealthService implements Service<typeof HealthDesc> {
  readonly #names: ReadonlySet<string>;
  readonly #watchers = new Map<FrameSink, string>();
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

  /** Says the status now and when it changes, which it does once: a client that does not read costs two frames. */
  watch({ service }: HealthCheckRequest): ByteStream {
    return (sink) => {
      this.#tell(sink, service);
      if (this.#isDraining) sink.end(errors.draining());
      else this.#watchers.set(sink, service);
      return { gone: () => this.#watchers.delete(sink) };
    };
  }

  /** From now on nothing is served: those who watch hear it, and their streams end so that nobody waits for them. */
  setDraining(): void {
    this.#isDraining = true;
    for (const [sink, service] of this.#watchers) {
      if (this.#names.has(service)) this.#tell(sink, service);
      sink.end(errors.draining());
    }
    this.#watchers.clear();
  }

  #tell(sink: FrameSink, service: string): void {
    const response = create(HealthCheckResponseSchema, { status: this.#statusOf(service) });
    sink.write(toBinary(HealthCheckResponseSchema, response), () => undefined);
  }

  #statusOf(service: string): ServingStatus {
    if (!this.#names.has(service)) return ServingStatus.SERVICE_UNKNOWN;
    return this.#isDraining ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
  }
}

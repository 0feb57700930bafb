// What Prometheus reads: numbers of this process, in a registry of its own. No number tells of one person or one text.
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Served } from "../rpc/serve.ts";
import type { Route } from "./http-server.ts";
import { MeteredServices } from "./metered-services.ts";

/** A number that is read when somebody asks. */
export interface Measure {
  readonly name: string;
  readonly help: string;
  /** Only ever rises while the process runs. */
  readonly rises?: boolean;
  read(): number | Readonly<Record<string, number>>;
}

/** How often the event loop's delay is looked at: each look wakes an idle process. */
const eventLoopMs = 100;

/** All metrics of a process. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #services: MeteredServices;

  constructor() {
    this.#services = new MeteredServices(this.#registry);
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: eventLoopMs });
  }

  /** The same services, counted: to be served in their place. */
  watch(services: readonly Served[]): Served[] {
    return services.map((served) => this.#services.watch(served));
  }

  /** Tells a number from now on; one that is several numbers is told by kind. */
  add({ name, help, rises = false, read }: Measure): void {
    const Kind = rises ? Counter : Gauge;
    const told = new Kind({
      name,
      help,
      labelNames: ["kind"],
      registers: [],
      collect() {
        const value = read();
        this.reset();
        if (typeof value === "number") this.inc(value);
        else for (const [kind, each] of Object.entries(value)) this.inc({ kind }, each);
      },
    });
    this.#registry.registerMetric(told);
  }

  /** Answers GET /metrics in Prometheus' text. */
  get route(): Route {
    return async ({ method, url = "" }, response) => {
      if ((method !== "GET" && method !== "HEAD") || url.split("?")[0] !== "/metrics") return false;
      const text = await this.#registry.metrics();
      response.writeHead(200, { "content-type": this.#registry.contentType, "cache-control": "no-store" });
      response.end(method === "HEAD" ? undefined : text);
      return true;
    };
  }
}

// A server in the fan-out comparison, with everybody connected.
import type { Latency } from "../meters/latency.ts";

/** What a server did in one round. */
export interface Round {
  /** Messages times listeners; every one was received. */
  readonly deliveries: number;
  /** Processor time of the server. */
  readonly cpuMs: number;
  /** Messages a second, from the first send to the last delivery. */
  readonly perSecond: number;
  /** From due to heard; undefined where the sender waits for the server. */
  readonly latency: Latency | undefined;
}

/** One that takes part. */
export interface Contender {
  readonly name: string;
  /** Has messages sent for so long and resolves when everybody has heard every one. */
  round(seconds: number): Promise<Round>;
}

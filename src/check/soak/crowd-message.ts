// What the process that runs a soak and those in which its crowd is say to each other.

/** Who the crowd of one process is. */
export interface CrowdStart {
  readonly name: string;
  readonly door: "grpc" | "socket-io";
  /** host:port of gRPC, or of HTTP for Socket.IO. */
  readonly address: string;
  readonly people: number;
  readonly seed: string;
}

/** What a crowd is told; it answers `enter` and `leave` when they are done. */
export type CrowdStep =
  | { readonly step: "enter"; readonly start: CrowdStart }
  | { readonly step: "rate"; readonly perSecond: number }
  | { readonly step: "leave" };

/** What a crowd did so far. */
export interface CrowdCounts {
  readonly asked: number;
  readonly acknowledged: number;
  /** Messages that were told to somebody. */
  readonly heard: number;
  /** How often somebody came in, for the first time or again. */
  readonly came: number;
  /** Sends that were due and left out, because too many waited: more than the machine can take. */
  readonly leftOut: number;
}

/** What a crowd says. */
export type CrowdAnswer = { readonly done: CrowdStep["step"] } | { readonly counts: CrowdCounts };

/** Of several crowds together. */
export function sumOf(all: readonly CrowdCounts[]): CrowdCounts {
  const sum = (key: keyof CrowdCounts) => all.reduce((total, counts) => total + counts[key], 0);
  return {
    asked: sum("asked"),
    acknowledged: sum("acknowledged"),
    heard: sum("heard"),
    came: sum("came"),
    leftOut: sum("leftOut"),
  };
}

// Two ways to hold a stream: by HTTP/2 frames over a bare socket, which costs a load least, and by Node's own HTTP/2, which can read slowly.
import type { DescMethod } from "@bufbuild/protobuf";
import { FrameConnection } from "../day/frame-connection.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";

/** What a line hears. */
export interface LineEars {
  readonly onMessage: (message: Buffer) => void;
  /** Not called after `cut`. */
  readonly onEnd: (why: string) => void;
}

/** One stream on a connection of its own. */
export interface Line {
  /** Cuts the connection. */
  cut(): void;
  /** Reads nothing, so many bytes a second, or all that comes; a line over a bare socket cannot do otherwise than all. */
  slow?(bytesPerSecond: number | "nothing" | "all"): void;
}

/** Connects and opens the stream with one framed request. */
export type OpenLine = (
  address: string,
  token: string,
  method: DescMethod,
  framed: Buffer,
  ears: LineEars,
) => Promise<Line>;

/** Takes whatever comes as it comes. */
export const openSwiftLine: OpenLine = async (address, token, method, framed, { onMessage, onEnd }) => {
  const connection = await FrameConnection.open(address);
  let isCut = false;
  connection.stream(method, token, framed, {
    onMessage,
    onEnd: () => void (isCut || onEnd("the stream ended")),
  });
  return {
    cut() {
      isCut = true;
      connection.close();
    },
  };
};

/** With the 64 KiB windows of most gRPC clients: what it does not read, it lets nobody send. */
export const openPatientLine: OpenLine = async (address, token, method, framed, { onMessage, onEnd }) => {
  const connection = await GrpcConnection.open(address);
  let isCut = false;
  const stream = connection.stream(method, token, {
    onMessage,
    onEnd: (failure) => void (isCut || onEnd(failure?.message ?? "the stream ended")),
  });
  stream.end(framed);
  let pace: number | "nothing" | "all" = "all";
  stream.on("data", ({ length }: Buffer) => {
    if (typeof pace !== "number") return;
    stream.pause();
    setTimeout(() => void (pace === "nothing" || stream.resume()), (length * 1_000) / pace);
  });
  return {
    cut() {
      isCut = true;
      connection.close();
    },
    slow(next) {
      pace = next;
      if (next === "nothing") stream.pause();
      else stream.resume();
    },
  };
};

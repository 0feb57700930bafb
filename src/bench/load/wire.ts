// What carries the frames of a channel: gRPC's HTTP/2, or a plain TCP socket beneath which there is nothing to spare.
import type { Writable } from "node:stream";
import type { DescMethod } from "@bufbuild/protobuf";
import type { Crowd } from "./audience.ts";
import { GrpcConnection, type StreamEars } from "./grpc-connection.ts";
import { TcpConnection } from "./tcp-connection.ts";

/** One connection, as far as those who follow and publish need it. */
export interface WireConnection {
  /** Opens a stream; the caller writes frames to it. */
  stream(method: DescMethod, token: string | undefined, ears: StreamEars): Pick<Writable, "write" | "end">;
  close(): void;
}

/** How one connects, alone and as an audience. */
export interface Wire {
  open(address: string): Promise<WireConnection>;
  crowdOf(tokens: readonly string[]): Crowd;
}

/** Madang's own. */
export const grpcWire: Wire = { open: (address) => GrpcConnection.open(address), crowdOf: (tokens) => ({ tokens }) };

/** The same frames and nothing around them. */
export const tcpWire: Wire = {
  open: (address) => TcpConnection.open(address),
  crowdOf: (tcpTokens) => ({ tcpTokens }),
};

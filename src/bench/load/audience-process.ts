// The process that holds an audience: it opens what it is told to and answers whether all of it heard everything.
import { setTimeout as sleep } from "node:timers/promises";
import { ChatServer } from "../../gen/compat/chat_server/chat_server_pb.ts";
import { atOnce } from "./at-once.ts";
import { type AudienceAnswer, type AudienceOrder, type Crowd, type Hearing, sizeOf } from "./audience.ts";
import { Follower } from "./follower.ts";
import { GrpcConnection } from "./grpc-connection.ts";
import { OlderConsole } from "./older-console.ts";
import { SocketConnection } from "./socket-connection.ts";
import { SocketFollower } from "./socket-follower.ts";
import { StreamEar } from "./stream-ear.ts";
import { TcpConnection } from "./tcp-connection.ts";

/** One of the audience. */
interface Ear {
  readonly received: number;
  readonly failure: Error | undefined;
  /** The same for all who heard the same; undefined where people are not compared. */
  readonly heard?: string;
}

const opensAtOnce = 32;
const lookMs = 10;

let ears: Ear[] = [];

process.on("message", (order: AudienceOrder) => {
  void obey(order)
    .catch((failure: unknown): AudienceAnswer => ({ failure: String(failure) }))
    .then(answer);
});
process.once("disconnect", () => process.exit());

async function obey(order: AudienceOrder): Promise<AudienceAnswer> {
  if ("received" in order) return { hearing: await hearing(order.received, order.withinMs) };
  const { address, crowd } = order;
  ears = await atOnce(sizeOf(crowd), opensAtOnce, (index) => openEar(address, crowd, index));
  return { opened: ears.length };
}

async function openEar(address: string, crowd: Crowd, index: number): Promise<Ear> {
  if ("sockets" in crowd) return openSocket(address);
  if ("socketTokens" in crowd) return SocketFollower.open(address, crowd.socketTokens[index] as string);
  if ("tcpTokens" in crowd) return Follower.open(await TcpConnection.open(address), crowd.tcpTokens[index] as string);
  const connection = await GrpcConnection.open(address);
  if ("tokens" in crowd) return Follower.open(connection, crowd.tokens[index] as string);
  if ("consoles" in crowd) return OlderConsole.open(connection);
  return new StreamEar(connection, ChatServer.method.chatStream, {});
}

async function openSocket(address: string): Promise<Ear> {
  const ear = { received: 0, failure: undefined as Error | undefined };
  await SocketConnection.open(address, {
    onEvent: () => void ear.received++,
    onEnd: (failure) => {
      ear.failure = failure;
    },
  });
  return ear;
}

/** Looks until all have received so much, one fails, or time is over. */
async function hearing(received: number, withinMs: number): Promise<Hearing> {
  const giveUpAtMs = performance.now() + withinMs;
  while (performance.now() < giveUpAtMs) {
    if (ears.some((ear) => ear.failure) || ears.every((ear) => ear.received >= received)) break;
    await sleep(lookMs);
  }
  const complete = ears.filter((ear) => ear.received === received && !ear.failure);
  const first = complete[0]?.heard;
  return {
    complete: complete.length,
    differing: complete.filter((ear) => ear.heard !== first).length,
    fewest: Math.min(...ears.map((ear) => ear.received)),
    most: Math.max(...ears.map((ear) => ear.received)),
    failure: ears.find((ear) => ear.failure)?.failure?.message,
  };
}

function answer(message: AudienceAnswer): void {
  process.send?.(message);
}

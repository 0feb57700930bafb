// The streams that a client of the older chat of four services opens, and what they bring, in words.
import { fromBinary } from "@bufbuild/protobuf";
import {
  type Channel,
  ChatSchema,
  type Heartbeat,
  type Lobby,
  StatusReplySchema,
} from "../../src/gen/compat/chatting/chatting_pb.ts";
import type { OlderClient, OlderStream } from "./older-client.ts";

/** The methods that a client listens by. */
export type Listened =
  | typeof Heartbeat.method.tryHeartbeat
  | typeof Lobby.method.tryChatReceive
  | typeof Lobby.method.tryStatusRequest
  | typeof Channel.method.tryChatReceive
  | typeof Channel.method.tryStatusRequest;

/** Opens a stream of the server and waits until it was taken, which its headers say. */
export async function listenBy(client: OlderClient, method: Listened, index: number): Promise<OlderStream<Listened>> {
  const stream = client.open(method);
  stream.send({ index });
  stream.halfClose();
  await stream.taken();
  return stream;
}

/** The lines that came. */
export function linesOf({ answers }: { answers: readonly Buffer[] }): string[] {
  return answers.map((answer) => {
    const { index, text } = fromBinary(ChatSchema, answer);
    return `${index}: ${text}`;
  });
}

/** The statuses that came: who did what where. */
export function statusesOf({ answers }: { answers: readonly Buffer[] }): string[] {
  return answers.map((answer) => {
    const { status, index, channel } = fromBinary(StatusReplySchema, answer);
    return `${["ok", "join", "leave", "quit"][status]} ${index} ${channel}`;
  });
}

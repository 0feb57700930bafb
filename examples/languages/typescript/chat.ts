// A chat client from the stubs alone: says each line of its input in the lobby, shows what it hears, survives restarts.
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import * as pb from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorInfoSchema } from "./stubs/typescript/google/rpc/error_details_pb.ts";
import { StatusSchema } from "./stubs/typescript/google/rpc/status_pb.ts";
import { AgentService } from "./stubs/typescript/madang/agent/v1/agent_pb.ts";
import { ChannelService, type SubscribeResponse } from "./stubs/typescript/madang/channel/v1/channel_pb.ts";

const [address = "127.0.0.1:50051", name = "ann"] = process.argv.slice(2);
const later = [status.UNAVAILABLE, status.DEADLINE_EXCEEDED, status.RESOURCE_EXHAUSTED];
// Pings find out that the server is gone where nothing else does.
const wire = new Client(address, credentials.createInsecure(), { "grpc.keepalive_time_ms": 30_000 });
// With a token of our own we are the same person after every sign-in.
const guest = { name, guestToken: randomUUID() };
const metadata = new Metadata();
const cursors = new Map<string, bigint>();
let epoch = 0n;

type Method<I, O> = pb.DescMethod & { input: I; output: O };

/** A call as gRPC's library wants it: path, how to write, how to read, what, and who asks. */
function wireOf<I extends pb.DescMessage, O extends pb.DescMessage>(of: Method<I, O>, init: pb.MessageInitShape<I>) {
  const write = (request: pb.MessageShape<I>) => Buffer.from(pb.toBinary(of.input, request));
  const read = (bytes: Buffer) => pb.fromBinary(of.output, bytes);
  return [`/${of.parent.typeName}/${of.name}`, write, read, pb.create(of.input, init), metadata] as const;
}

function call<I extends pb.DescMessage, O extends pb.DescMessage>(of: Method<I, O>, init: pb.MessageInitShape<I>) {
  const options = { deadline: Date.now() + 10_000 };
  return new Promise<pb.MessageShape<O>>((resolve, reject) => {
    wire.makeUnaryRequest(...wireOf(of, init), options, (error, answer) => (answer ? resolve(answer) : reject(error)));
  });
}

/** Repeats the act until it is done; what it does must be the same if it is done twice. */
async function untilDone(act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      const { code } = error as ServiceError;
      if (code === status.UNAUTHENTICATED) await untilDone(signIn);
      else if (!later.includes(code)) throw error;
      await sleep(Math.random() * 1_000);
    }
  }
}

async function signIn(): Promise<void> {
  const { session } = await call(AgentService.method.signInGuest, guest);
  metadata.set("authorization", `Bearer ${session?.accessToken}`);
}

async function say(text: string): Promise<void> {
  // The id is made once and stays the same over all retries: that is why the message is stored once.
  const message = { channelId: "lobby", clientMessageId: randomUUID(), text };
  await untilDone(async () => void (await call(ChannelService.method.sendMessage, message)));
}

/** Hears one stream after the other, each from where the last one ended. */
async function hear(): Promise<void> {
  for (;;) {
    const place = { epoch, cursors: [...cursors].map(([channelId, seq]) => ({ channelId, seq })) };
    const stream = wire.makeServerStreamRequest(...wireOf(ChannelService.method.subscribe, place));
    for await (const frame of stream) take(frame);
  }
}

function take(frame: SubscribeResponse): void {
  epoch = frame.epoch || epoch;
  if (frame.reset) cursors.clear();
  for (const { channelId, cursor } of frame.heads) cursors.set(channelId, cursor);
  for (const { channelId, through, events } of frame.ranges) {
    for (const { seq, actorName, body } of events.filter(({ seq }) => seq > (cursors.get(channelId) ?? 0n)))
      if (body.case === "messagePosted") console.log(channelId, `${seq} ${actorName}: ${body.value.text}`);
    cursors.set(channelId, through);
  }
  if (frame.caughtUp) console.log("type a line to say it in the lobby");
  for (const { channelId, through } of frame.gaps) {
    console.log(`${channelId}: too much was missed; ListMessages has it, up to ${through}`);
    cursors.set(channelId, through);
  }
}

/** The reason that does not change between releases, then the sentence for people. */
function inWords(error: ServiceError): string {
  const [bytes = Buffer.of()] = error.metadata.get("grpc-status-details-bin") as Buffer[];
  const infos = pb.fromBinary(StatusSchema, bytes).details.map((detail) => anyUnpack(detail, ErrorInfoSchema));
  return `${infos.find((info) => info !== undefined)?.reason}: ${error.details}`;
}

void untilDone(hear);
for await (const line of createInterface(process.stdin))
  await say(line).catch((error: ServiceError) => console.error(`not sent, ${inWords(error)}`));
process.exit();

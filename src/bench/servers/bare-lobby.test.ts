import assert from "node:assert/strict";
import { once } from "node:events";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  PublishRequestSchema,
  PublishResponseSchema,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { GrpcFrames } from "../load/grpc-frames.ts";
import { BareLobby } from "./bare-lobby.ts";

/** A stream that keeps the messages written to it and tells of each. */
function listen(): { stream: Duplex; messages: Buffer[] } {
  const messages: Buffer[] = [];
  const frames = new GrpcFrames((message) => messages.push(message));
  const stream: Duplex = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      frames.push(chunk);
      stream.emit("heard");
      done();
    },
  });
  return { stream, messages };
}

test("what is said reaches everybody who follows as one range, and its sender is told where it stands", async () => {
  const lobby = new BareLobby();
  const [sender, follower] = [listen(), listen()];
  lobby.follow(follower.stream);
  const sends = ["one", "two"].map((text) => ({ channelId: "lobby", clientMessageId: text, text }));
  const heard = once(follower.stream, "heard");
  lobby.earFor(sender.stream)(toBinary(PublishRequestSchema, create(PublishRequestSchema, { sends })));
  await heard;

  assert.deepEqual(fromBinary(PublishResponseSchema, sender.messages[0] as Buffer).seqs, [1n, 2n]);
  const [first, second] = follower.messages.map((message) => fromBinary(SubscribeResponseSchema, message));
  assert.equal(first?.caughtUp, true);
  const [range] = second?.ranges ?? [];
  assert.deepEqual([range?.after, range?.through], [0n, 2n]);
  const texts = range?.events.map(({ body }) => body.case === "messagePosted" && body.value.text);
  assert.deepEqual(texts, ["one", "two"]);
});

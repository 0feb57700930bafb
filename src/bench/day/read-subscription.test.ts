import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { SubscribeResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { readSubscription } from "./read-subscription.ts";

function read(response: MessageInitShape<typeof SubscribeResponseSchema>) {
  const ranges: [string, number, number][] = [];
  const frame = Buffer.from(toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, response)));
  const hasMore = readSubscription(frame, (...range) => ranges.push(range));
  return { ranges, hasMore };
}

test("each range is told with its channel, and events are passed over", () => {
  const event = { seq: 8n, actorId: "ann", body: { case: "messagePosted" as const, value: { text: "hello" } } };
  const { ranges, hasMore } = read({
    ranges: [
      { channelId: "lobby", after: 7n, through: 8n, events: [event] },
      { channelId: "team", through: 300n },
    ],
  });
  assert.deepEqual(ranges, [
    ["lobby", 7, 8],
    ["team", 0, 300],
  ]);
  assert.equal(hasMore, false);
});

test("signals and signs of life are nothing more, heads and the end are", () => {
  const typing = { kind: { case: "typing" as const, value: { channelId: "lobby" } } };
  assert.equal(read({ signals: [typing], heartbeat: { atMs: 1n } }).hasMore, false);
  assert.equal(read({ heads: [{ channelId: "lobby", cursor: 3n }] }).hasMore, true);
  assert.equal(read({ caughtUp: true }).hasMore, true);
  assert.equal(read({ closing: { reason: "DRAINING" } }).hasMore, true);
});

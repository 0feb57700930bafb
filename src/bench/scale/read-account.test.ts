import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { SubscribeResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { readAccount } from "./read-account.ts";

function read(frame: Parameters<typeof create<typeof SubscribeResponseSchema>>[1]) {
  const ranges: unknown[] = [];
  const bytes = toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, frame));
  const hasMore = readAccount(Buffer.from(bytes), (...range) => ranges.push(range));
  return { ranges, hasMore };
}

test("each range is told with its channel and how many events came in it", () => {
  const events = [1, 2].map((seq) => create(EventSchema, { seq: BigInt(seq) }));
  const frame = {
    ranges: [
      { channelId: "lobby", through: 3n, events },
      { channelId: "room", after: 300n, through: 301n },
    ],
  };
  const expected = [
    ["lobby", 0, 3, 2],
    ["room", 300, 301, 0],
  ];
  assert.deepEqual(read(frame), { ranges: expected, hasMore: false });
});

test("a sign of life is nothing more, a gap is", () => {
  assert.equal(read({ heartbeat: { atMs: 1n } }).hasMore, false);
  assert.equal(read({ gaps: [{ channelId: "lobby", after: 1n, through: 9n }] }).hasMore, true);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { encodePart, encodeRange, joinParts } from "../../core/frame.ts";
import { EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { Follower } from "./follower.ts";

const soonMs = 100;

test("what was heard is counted by the ranges, also when one frame holds many", async () => {
  const follower = atSeq(7);
  follower.hear(range(7, 8));
  follower.hear(joinParts([range(8, 20), range(20, 21)]));
  assert.equal(follower.received, 14);
  assert.equal(follower.through, 21);
  await follower.hears(14, soonMs);
});

test("an event that is missing between two ranges is a failure", async () => {
  const follower = atSeq(7);
  follower.hear(range(7, 8));
  follower.hear(range(9, 10));
  await assert.rejects(follower.hears(2, soonMs), /begins after 9, not after 8/);
});

test("an event that comes twice is a failure", async () => {
  const follower = atSeq(7);
  follower.hear(range(7, 9));
  follower.hear(range(8, 10));
  await assert.rejects(follower.hears(3, soonMs), /begins after 8, not after 9/);
});

test("events that never come are a failure once time is over", async () => {
  const follower = atSeq(0);
  follower.hear(range(0, 4));
  await assert.rejects(follower.hears(5, soonMs), /^Error: 4 events were heard, not 5$/);
});

test("a gap that the server declares is a failure", async () => {
  const follower = atSeq(0);
  follower.hear(encodePart({ gaps: [{ channelId: "lobby", after: 0n, through: 900n }] }));
  await assert.rejects(follower.hears(0, soonMs), /gap/);
});

test("one who decodes hears every event, and misses one that its range promised", async () => {
  const texts: string[] = [];
  const onEvent = ({ clientMessageId }: { clientMessageId: string }) => texts.push(clientMessageId);
  const follower = new Follower({ onEvent });
  follower.hear(range(0, 2));
  assert.deepEqual(texts, ["m1", "m2"]);
  follower.hear(encodeRange("lobby", 2, 4, [event(3)]));
  await assert.rejects(follower.hears(4, soonMs), /lacks an event/);
});

function atSeq(cursor: number): Follower {
  const follower = new Follower();
  follower.hear(encodePart({ epoch: 1n, heads: [{ channelId: "lobby", cursor: BigInt(cursor) }] }));
  return follower;
}

function range(after: number, through: number): Uint8Array {
  const events = Array.from({ length: through - after }, (_, index) => event(after + index + 1));
  return encodeRange("lobby", after, through, events);
}

function event(seq: number): { bytes: Uint8Array } {
  return { bytes: toBinary(EventSchema, create(EventSchema, { seq: BigInt(seq), clientMessageId: `m${seq}` })) };
}

// One channel's ring: what it keeps, and the chunks it cuts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { seqsFrom } from "../../test/support/following-client.ts";
import { SubscribeResponseSchema } from "../gen/madang/channel/v1/channel_pb.ts";
import { type Chunk, HubChannel } from "./hub-channel.ts";

const roomy = { maxEvents: 1_000, maxBytes: 1_000_000 };

/** A channel that holds events 1 to `count` of this size. */
function filled(count: number, size = 100, limits = roomy): HubChannel {
  const channel = new HubChannel("c", 0, limits);
  for (const seq of seqsFrom(1, count)) assert.equal(channel.add(event(seq, size)), true);
  return channel;
}

function event(seq: number, size = 100) {
  // Field 1, the seq, and field 5 of the rest of its size.
  const rest = size - 4;
  const bytes = new Uint8Array([8, seq & 0x7f, 42, rest, ...new Uint8Array(rest).fill(97)]);
  return { channelId: "c", kind: 8, seq, atMs: 1, messages: seq, bytes };
}

function rangeOf(chunk: Chunk | undefined): [number, number, number] | undefined {
  if (!chunk) return undefined;
  const [range] = fromBinary(SubscribeResponseSchema, chunk.bytes).ranges;
  assert.equal(Number(range?.through), chunk.through);
  return [Number(range?.after), Number(range?.through), range?.events.length ?? 0];
}

test("a chunk holds what comes after a place", () => {
  const channel = filled(10);
  assert.deepEqual(rangeOf(channel.chunk(0, undefined)), [0, 10, 10]);
  assert.deepEqual(rangeOf(channel.chunk(7, undefined)), [7, 10, 3]);
  assert.equal(channel.chunk(10, undefined), undefined);
  assert.equal(channel.chunk(11, undefined), undefined);
});

test("a chunk ends after about 32 KB, and not in the middle of an event", () => {
  const channel = filled(900, 120);
  const first = channel.chunk(0, undefined);
  assert.deepEqual(rangeOf(first), [0, 274, 274]);
  assert.ok((first?.bytes.length ?? 0) < 32 * 1024 + 120 + 2_000);
  assert.deepEqual(rangeOf(channel.chunk(800, undefined)), [800, 900, 100]);
});

test("a chunk ends where the channel is left, and that one is not given to others", () => {
  const channel = filled(10);
  assert.deepEqual(rangeOf(channel.chunk(2, 5)), [2, 5, 3]);
  assert.deepEqual(rangeOf(channel.chunk(2, undefined)), [2, 10, 8]);
  assert.deepEqual(rangeOf(channel.chunk(2, 99)), [2, 10, 8]);
});

test("the same place gives the same bytes until something new comes", () => {
  const channel = filled(10);
  const chunk = channel.chunk(4, undefined);
  assert.equal(channel.chunk(4, undefined), chunk);
  channel.add(event(11));
  assert.deepEqual(rangeOf(channel.chunk(4, undefined)), [4, 11, 7]);
});

test("the ring holds the last events, bounded by count and by bytes, and knows where it begins", () => {
  const byCount = filled(50, 100, { maxEvents: 20, maxBytes: 1_000_000 });
  assert.deepEqual(
    [byCount.ringAfter, byCount.ringBytes, rangeOf(byCount.chunk(30, undefined))],
    [30, 2_000, [30, 50, 20]],
  );
  assert.equal(byCount.chunk(29, undefined), undefined);
  const byBytes = filled(50, 100, { maxEvents: 1_000, maxBytes: 1_050 });
  assert.deepEqual([byBytes.ringAfter, byBytes.ringBytes], [40, 1_000]);
  const tooLarge = filled(3, 100, { maxEvents: 10, maxBytes: 50 });
  assert.deepEqual([tooLarge.ringAfter, tooLarge.ringBytes, tooLarge.head], [3, 0, 3]);
});

test("an event that is not the next begins the ring anew", () => {
  const channel = filled(10);
  assert.equal(channel.add(event(20)), false);
  assert.deepEqual([channel.head, channel.ringAfter], [20, 19]);
  assert.equal(channel.chunk(10, undefined), undefined);
  assert.deepEqual(rangeOf(channel.chunk(19, undefined)), [19, 20, 1]);
});

test("what is forgotten is not given any more, and the head stays", () => {
  const channel = filled(10);
  const before = channel.chunk(0, undefined);
  channel.forget();
  assert.notEqual(before, undefined);
  assert.deepEqual(
    [channel.chunk(0, undefined), channel.head, channel.ringAfter, channel.ringBytes],
    [undefined, 10, 10, 0],
  );
});

test("an event in the ring does not keep the commit alive that it came with", () => {
  const commit = new Uint8Array(1_000_000);
  commit.set(event(1).bytes, 500);
  const channel = new HubChannel("c", 0, roomy);
  channel.add({ ...event(1), bytes: commit.subarray(500, 600) });
  commit.fill(0);
  assert.deepEqual(rangeOf(channel.chunk(0, undefined)), [0, 1, 1]);
});

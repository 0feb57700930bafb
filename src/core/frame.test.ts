// Frames are joined from parts: the whole must read as if it had been encoded at once.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Drafts } from "../../test/support/drafts.ts";
import { SubscribeResponseSchema } from "../gen/madang/channel/v1/channel_pb.ts";
import { decodeEvent, encodeEvent, kinds } from "./event.ts";
import { encodePart, encodeRange, joinParts } from "./frame.ts";

const event = (seq: number) => ({
  bytes: encodeEvent(new Drafts("c", "ann").posted(`text ${seq}`), { seq, atMs: 1, messages: seq }),
});

test("a range is what the generated code writes", () => {
  for (const [after, events] of [
    [0, [event(1), event(2)]],
    [7, [event(8)]],
    [7, []],
  ] as const) {
    const through = after + 3;
    const range = {
      channelId: "c",
      after: BigInt(after),
      through: BigInt(through),
      events: events.map(({ bytes }) => decodeEvent(bytes)),
    };
    const whole = toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, { ranges: [range] }));
    assert.deepEqual(encodeRange("c", after, through, events), whole);
  }
});

test("a line that only its door shows is accounted for and not sent", () => {
  const line = { ...event(2), kind: kinds.doorLine };
  const { ranges } = fromBinary(SubscribeResponseSchema, encodeRange("c", 0, 3, [event(1), line, event(3)]));
  const [range] = ranges;
  assert.deepEqual([range?.after, range?.through], [0n, 3n]);
  assert.deepEqual(
    range?.events.map(({ seq }) => seq),
    [1n, 3n],
  );
});

test("parts that are joined are one frame with all of them, in order", () => {
  const parts = [
    encodePart({ epoch: 5n }),
    encodeRange("a", 0, 1, [event(1)]),
    encodeRange("b", 0, 2, [event(1), event(2)]),
    encodeRange("a", 1, 2, [event(2)]),
    encodePart({ caughtUp: true }),
  ];
  const frame = fromBinary(SubscribeResponseSchema, joinParts(parts));
  assert.deepEqual([frame.epoch, frame.caughtUp], [5n, true]);
  assert.deepEqual(
    frame.ranges.map(({ channelId, through, events }) => [channelId, Number(through), events.length]),
    [
      ["a", 1, 1],
      ["b", 2, 2],
      ["a", 2, 1],
    ],
  );
});

test("one part is its own frame, without a copy; none is an empty one", () => {
  const part = encodePart({ caughtUp: true });
  assert.equal(joinParts([part]), part);
  assert.equal(joinParts([]).length, 0);
});

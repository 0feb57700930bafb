import assert from "node:assert/strict";
import { test } from "node:test";
import { SocketFollower } from "./socket-follower.ts";

const event = { seq: "8", messagePosted: { text: "hello" } };
const range = (after: number, through: number) => ({
  channelId: "lobby",
  ...(after > 0 && { after: String(after) }),
  through: String(through),
  events: Array.from({ length: through - after }, () => event),
});
const hear = (follower: SocketFollower, body: object) =>
  follower.hear(Buffer.from(JSON.stringify(["message", 1, body])));

function atSeq(cursor: number, onText?: (text: string) => void): SocketFollower {
  const follower = new SocketFollower(onText);
  hear(follower, { heads: [{ channelId: "lobby", cursor: String(cursor) }] });
  return follower;
}

test("what was heard is counted by the ranges, whether one or many are in a message", async () => {
  for (const follower of [atSeq(0), atSeq(0, () => undefined)]) {
    hear(follower, { ranges: [range(0, 8)] });
    hear(follower, { ranges: [range(8, 20), range(20, 21)] });
    await follower.hears(21, 100);
  }
});

test("an event that is missing between two ranges, or comes twice, is a failure", async () => {
  for (const wrong of [range(9, 10), range(7, 9)]) {
    const follower = atSeq(7);
    hear(follower, { ranges: [range(7, 8)] });
    hear(follower, { ranges: [wrong] });
    await assert.rejects(follower.hears(2, 100), /a range begins after/);
  }
});

test("who wants the texts gets each, and a range that lacks one is a failure", async () => {
  const texts: string[] = [];
  const follower = atSeq(7, (text) => texts.push(text));
  hear(follower, { ranges: [range(7, 9)] });
  assert.deepEqual(texts, ["hello", "hello"]);
  hear(follower, { ranges: [{ ...range(9, 11), events: [event] }] });
  await assert.rejects(follower.hears(4, 100), /lacks an event/);
});

test("a stream that is cut off, or ends, is a failure", async () => {
  const cut = atSeq(7);
  hear(cut, { closing: { reason: "SLOW_CONSUMER" } });
  await assert.rejects(cut.hears(1, 100), /cut off: closing/);
  const ended = atSeq(7);
  ended.hear(Buffer.from('["end",1,null]'));
  await assert.rejects(ended.hears(1, 100), /the server says end/);
});

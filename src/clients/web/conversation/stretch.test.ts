import assert from "node:assert/strict";
import { test } from "node:test";
import { chatMessage } from "../../../../test/support/chat-message.ts";
import type { ChatEvent } from "../../sdk/browser.ts";
import { afterEvent, followLive, type Stretch, withNewer, withOlder, withoutFarBefore } from "./stretch.ts";

const from = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, i) => chatMessage(first + i));
const stretch = (first: number, last: number, isLive: boolean): Stretch => ({
  messages: from(first, last),
  isComplete: false,
  isLive,
});
const ends = ({ messages }: Stretch) => [messages[0]?.seq, messages.at(-1)?.seq, messages.length];

test("what is live follows what comes, also what the client lets go of", () => {
  const grown = followLive(stretch(10, 20, true), from(15, 25));
  assert.deepEqual([...ends(grown), grown.isLive], [10, 25, 16, true]);
});

test("a stretch in the past becomes live where it meets the last messages, and never over a hole", () => {
  const apart = followLive(stretch(1, 10, false), from(12, 20));
  assert.deepEqual([...ends(apart), apart.isLive], [1, 10, 10, false]);
  const met = followLive(stretch(1, 11, false), from(12, 20));
  assert.deepEqual([...ends(met), met.isLive], [1, 20, 20, true]);
  const torn = followLive(stretch(1, 10, true), from(15, 20));
  assert.deepEqual([...ends(torn), torn.isLive], [1, 10, 10, false]);
});

test("100,000 messages are read back and forth with few held", () => {
  let past: Stretch = { ...stretch(99_901, 100_000, true) };
  for (let first = past.messages[0]?.seq ?? 1; first > 1; first -= 100)
    past = withOlder(past, from(first - 100, first - 1), first === 101);
  assert.deepEqual([...ends(past), past.isComplete, past.isLive], [1, 2_000, 2_000, true, false]);
  for (let last = 2_000; last < 20_000; last += 100) past = withNewer(past, from(last + 1, last + 100));
  assert.deepEqual([...ends(past), past.isComplete], [12_001, 20_000, 8_000, false]);
  past = withoutFarBefore(past, 19_900);
  assert.deepEqual(ends(past), [18_001, 20_000, 2_000]);
  assert.equal(withoutFarBefore(past, 19_900), past);
});

test("what is near before what one looks at stays", () => {
  assert.deepEqual(ends(withoutFarBefore(stretch(1, 8_000, false), 3_000)), [2_500, 8_000, 5_501]);
  assert.deepEqual(ends(withoutFarBefore(stretch(1, 8_000, false), 300)), [1, 8_000, 8_000]);
});

test("pages that overlap show nothing twice", () => {
  assert.deepEqual(ends(withOlder(stretch(5, 9, false), from(1, 6), true)), [1, 9, 9]);
  assert.deepEqual(ends(withNewer(stretch(5, 9, false), from(8, 12))), [5, 12, 8]);
});

test("edits, deletions and reactions reach messages of the past", () => {
  const logged = { channelId: "lobby", seq: 50, at: 7, from: { id: "ann", name: "ann" }, clientMessageId: "" };
  const events = [
    { ...logged, type: "edited", target: 2, text: "better", mentions: [] },
    { ...logged, type: "reaction", target: 3, emoji: "👍", removed: false },
    { ...logged, type: "reaction", target: 3, emoji: "👍", removed: false },
    { ...logged, type: "reaction", target: 3, emoji: "🎉", removed: false },
    { ...logged, type: "reaction", target: 3, emoji: "🎉", removed: true },
    { ...logged, type: "deleted", target: 4 },
    { ...logged, type: "reaction", target: 4, emoji: "👍", removed: false },
  ] as unknown as ChatEvent[];
  const [, edited, liked, gone] = events.reduce(afterEvent, stretch(1, 4, false)).messages;
  assert.deepEqual([edited?.text, edited?.editedAt], ["better", 7]);
  assert.deepEqual(liked?.reactions, [{ emoji: "👍", userIds: ["ann"] }]);
  assert.deepEqual([gone?.deleted, gone?.text, gone?.reactions], [true, "", []]);
});

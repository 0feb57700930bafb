import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsIn } from "../words/words.ts";
import { endOfMute, muteLabel } from "./mute-times.ts";

const evening = new Date(2026, 4, 1, 23, 30).getTime();

test("until tomorrow means the next morning, also across the end of a month", () => {
  assert.equal(endOfMute("tomorrow", evening), new Date(2026, 4, 2, 8).getTime());
  assert.equal(endOfMute("tomorrow", new Date(2026, 4, 31, 0, 5).getTime()), new Date(2026, 5, 1, 8).getTime());
});

test("a mute without an end is told without a time, others by theirs", () => {
  const words = wordsIn("ko");
  assert.equal(muteLabel(endOfMute("ever", evening), evening, words), "알림 꺼 둠");
  assert.match(muteLabel(endOfMute("hour", evening), evening, words), /^5월 2일 토요일 .*12:30까지 꺼 둠$/);
  assert.match(muteLabel(endOfMute("hour", evening - 7_200_000), evening, words), /^오후 10:30까지 꺼 둠$/);
});

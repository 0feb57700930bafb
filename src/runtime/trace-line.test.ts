// Lines of a trace: one for each kind of hop, and nothing in them that a client could have written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { kinds } from "../core/event.ts";
import type { Hop } from "../core/trace.ts";
import { toTraceLine } from "./trace-line.ts";

const timing = { atMs: Date.UTC(2026, 0, 1, 14, 3, 12, 417), tookMs: 2.06, through: undefined };
const span = { channelId: "lobby", from: 17, through: 17 };
const call = { at: "call", span, method: "ChannelService.SendMessage", door: undefined, userId: "ann" } as const;

test("each kind of hop has its line", () => {
  const hops: Hop[] = [
    { ...call, refusal: undefined },
    { ...call, door: "chat-server", method: "ChatServer.SendNote", refusal: undefined },
    { at: "stored", span, kind: kinds.messagePosted, userId: "ann" },
    { at: "repeat", span, kind: kinds.messagePosted, userId: "ann" },
    { at: "told", span, followers: 12, behind: 1 },
    { at: "door", span, door: "chat-server", listeners: 1 },
  ];
  assert.deepEqual(
    hops.map((hop) => toTraceLine(hop, timing)),
    [
      "14:03:12.417  lobby/17                call       2.1 ms  ChannelService.SendMessage by ann",
      "14:03:12.417  lobby/17                call       2.1 ms  chat-server ChatServer.SendNote by ann",
      "14:03:12.417  lobby/17                stored     2.1 ms  messagePosted by ann",
      "14:03:12.417  lobby/17                repeat     2.1 ms  messagePosted by ann",
      "14:03:12.417  lobby/17                told       2.1 ms  12 followers, 1 behind",
      "14:03:12.417  lobby/17                door       2.1 ms  chat-server 1 listener",
    ],
  );
});

test("hops that went on as one have one line with the whole range", () => {
  const line = toTraceLine({ at: "told", span, followers: 2, behind: 0 }, { ...timing, through: 48 });
  assert.match(line, / lobby\/17-48 +told /);
});

test("a kind of event that is not known here has its number", () => {
  assert.match(toTraceLine({ at: "stored", span, kind: 99, userId: "ann" }, timing), / kind 99 by ann$/);
});

test("a refused call stands at the channel that it named, or at none", () => {
  const refused = { ...call, refusal: "NOT_A_MEMBER" };
  const place = (hop: Hop) => toTraceLine(hop, timing).split(/ +/)[1];
  assert.equal(place({ ...refused, span: { channelId: "den" } }), "den/-");
  assert.equal(place({ ...refused, span: undefined }), "-");
});

test("what a client gave for an id is shown only if it is one", () => {
  const channelId = "my secret\n14:03:12.417  lobby/17 \u001b[31m";
  const line = toTraceLine({ ...call, span: { channelId }, refusal: "CHANNEL_NOT_FOUND" }, timing);
  assert.match(
    line,
    /^14:03:12\.417  \?\/- +call +2\.1 ms  ChannelService\.SendMessage by ann refused CHANNEL_NOT_FOUND$/,
  );
});

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { callAt, openChattingHouse } from "../../../test/support/chatting-house.ts";
import { decodeEvent } from "../../core/event.ts";
import { lobbyId } from "../../core/ids.ts";
import { callInside } from "../../core/service.ts";
import { TokenBuckets } from "../../core/token-bucket.ts";
import { SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Courtyard } from "./courtyard.ts";
import { lineDataType, storedLine } from "./line.ts";
import { type Saying, say } from "./say.ts";

const house = await openChattingHouse();
after(() => house.close());
const caller = await house.admit("ann");
const courtyard: Pick<Courtyard, "peers" | "log" | "clock" | "keptLines"> = {
  ...house.backend,
  peers: house.peers,
  clock: house.clock,
  keptLines: new TokenBuckets({ perSecond: 1, burst: 2 }, house.clock),
};

const otherThan = { chatting: "chat-server", "chat-server": "chatting" } as const;

/** Says a text and resolves to what the store holds of it then. */
async function said(text: string, more: Partial<Saying> & { door?: keyof typeof otherThan } = {}) {
  const saying = {
    door: "chatting",
    label: "",
    text,
    caller,
    channelId: lobbyId,
    isPlain: true,
    call: callAt(0),
  } as const;
  await say(courtyard as Courtyard, { ...saying, ...more });
  const { messages } = await house.backend.channels.history(lobbyId, { size: 1, doorLines: true });
  const [stored] = messages;
  assert.ok(stored);
  const { body } = decodeEvent(stored.bytes);
  const door = more.door ?? saying.door;
  return { line: storedLine(stored, door), elsewhere: storedLine(stored, otherThan[door]), body };
}

test("a plain text is a message like any other, with nothing besides", async () => {
  const { line, elsewhere, body } = await said("hello\nthere");
  assert.deepEqual([line?.text, line?.isOwn], ["hello\nthere", true]);
  assert.deepEqual([elsewhere?.text, elsewhere?.isOwn], ["hello\nthere", false]);
  assert.ok(body.case === "messagePosted" && body.value.custom === undefined);
});

test("a text that messages keep differently is shown as it was typed, and to others as a message", async () => {
  for (const typed of ["line\r\nline", "bell\u0007", "e\u0301", "  \ttab\u0000"]) {
    const { line, elsewhere, body } = await said(typed);
    assert.equal(line?.text, typed);
    assert.ok(body.case === "messagePosted" && body.value.text !== typed && body.value.text !== "");
    assert.deepEqual([elsewhere?.text, elsewhere?.label], [body.value.text, undefined]);
  }
});

test("a name that stood over it is kept, also an empty one", async () => {
  for (const label of ["Ann's window", ""]) {
    const { line } = await said("hello", { door: "chat-server", label, isPlain: false });
    assert.equal(line?.label, label);
  }
  assert.equal((await said("hello")).line?.label, undefined);
});

test("what cannot be a message is kept for its door alone", async () => {
  for (const typed of ["", "   ", "\u200b", "x".repeat(4_001)]) {
    const { line, elsewhere, body } = await said(typed);
    assert.equal(body.case, "doorLine");
    assert.deepEqual([line?.text, elsewhere], [typed, undefined]);
  }
});

test("from elsewhere nobody fills the log with lines that only a door shows", async () => {
  const call = callInside(undefined, "10.0.0.7");
  await said("", { call });
  await said("", { call });
  await assert.rejects(said("", { call }), { reason: "SEND_RATE" });
  house.clock.advance(1_000);
  await said("", { call });
});

test("a text that is too long to be kept twice keeps its letters", async () => {
  const typed = "가\r\n".repeat(1_300);
  const { line, body } = await said(typed);
  assert.equal(body.case, "messagePosted");
  assert.equal(line?.text, "가\n".repeat(1_300));
});

test("a message whose line is no line is shown by its text", async () => {
  const custom = { type: lineDataType, data: Uint8Array.of(255, 255) };
  const request = create(SendMessageRequestSchema, { channelId: lobbyId, clientMessageId: "x", text: "hello", custom });
  await house.peers.channel.sendMessage(request, callInside(caller));
  const { messages } = await house.backend.channels.history(lobbyId, { size: 1 });
  assert.equal(messages[0] && storedLine(messages[0], "chatting")?.text, "hello");
});

test("nobody says anything in a channel that they are not in", async () => {
  await assert.rejects(said("hello", { channelId: "nowhere" }), { reason: "CHANNEL_NOT_FOUND" });
  await assert.rejects(said("", { channelId: "nowhere" }), { reason: "CHANNEL_NOT_FOUND" });
});

test("lines of megabytes are read in pages of a few, backwards and forwards, and none is left out", async () => {
  const first = (await house.backend.log.heads([lobbyId]))[0]?.seq ?? 0;
  for (let i = 0; i < 5; i++) await said("x".repeat(3 * 1024 * 1024));
  const { channels } = house.backend;
  const seqs: number[] = [];
  for (let after = first; after < first + 5; ) {
    const page = await channels.history(lobbyId, { after, size: 200, doorLines: true });
    assert.ok(page.messages.length <= 2);
    seqs.push(...page.messages.map(({ seq }) => seq));
    after = page.through;
  }
  assert.deepEqual(
    seqs,
    [1, 2, 3, 4, 5].map((n) => first + n),
  );
  const newest = await channels.history(lobbyId, { size: 200, doorLines: true });
  assert.deepEqual([newest.messages.map(({ seq }) => seq), newest.after], [[first + 4, first + 5], first + 3]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { chatMessage } from "../../../../test/support/chat-message.ts";
import type { ChatClient, InboxItem, NotificationPreference, NotificationStep, Page } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import { wordsFor } from "../words/words.ts";
import { answerLines } from "./answer-lines.ts";
import { runCommand } from "./commands.ts";
import type { Desk } from "./desk.ts";
import { itemLine, stepRow } from "./notification-lines.ts";

const words = wordsFor({});
const item = (more: Partial<InboxItem>): InboxItem => ({
  id: "i",
  reason: "mention",
  at: 1_000,
  message: { channelId: "tea", seq: 4, from: { id: "b", name: "bob" } },
  channelName: "tea",
  text: "hello",
  roomId: "",
  acknowledged: false,
  ...more,
});

interface Kept {
  readonly preferences?: readonly NotificationPreference[];
  readonly pages?: readonly Page<InboxItem>[];
  readonly steps?: readonly NotificationStep[];
}

/** A desk in #tea, with what the server would answer. */
function sit({ preferences = [], pages = [], steps = [] }: Kept = {}) {
  const set: NotificationPreference[] = [];
  const acknowledged: unknown[] = [];
  const explained: unknown[] = [];
  const left = [...pages];
  const notifications = {
    preferences: async () => preferences,
    setPreference: async (preference: NotificationPreference) => void set.push(preference),
    inbox: async () => left.shift() ?? { items: [], nextPageToken: undefined },
    acknowledge: async (what: unknown) => acknowledged.push(what),
    explain: async (...asked: unknown[]) => {
      explained.push(asked);
      return steps;
    },
  };
  const channel = (channelId: string) => (channelId === "tea" ? { name: "tea", kind: "public" } : undefined);
  const desk: Desk = {
    client: { notifications, channel } as unknown as ChatClient,
    words,
    channelId: "tea",
    open: () => undefined,
    say: () => undefined,
    countable: async () => [chatMessage(4), chatMessage(9)],
    history: async () => ({ type: "done" }),
  };
  const lines = async (name: string, rest: string) => answerLines(await runCommand(name, rest, desk), words);
  return { set, acknowledged, explained, lines };
}

const isUsage = (error: unknown) => error instanceof Refusal && error.reason === "USAGE";

test("a mute lasts as long as was said, and leaves the level as it is", async () => {
  const { set, lines } = sit({ preferences: [{ level: "nothing" }, { channelId: "tea", level: "all" }] });
  const beforeMs = Date.now();
  for (const word of ["1h", "8H", "30m", "2d"]) await lines("mute", word);
  const hours = set.map(({ mutedUntil = 0 }) => Math.round((mutedUntil - beforeMs) / 360_000) / 10);
  assert.deepEqual(hours, [1, 8, 0.5, 48]);
  assert.deepEqual(new Set(set.map(({ channelId, level }) => `${channelId} ${level}`)), new Set(["tea all"]));
});

test("a mute without a time is for good, and is lifted by off", async () => {
  const { set, lines } = sit();
  assert.deepEqual(await lines("mute", ""), ["#tea is muted until you write /mute off there."]);
  assert.deepEqual(await lines("mute", "off"), ["#tea is not muted."]);
  assert.deepEqual(set, [
    { channelId: "tea", level: "default", mutedUntil: Date.UTC(9999, 11, 31, 23, 59, 59) },
    { channelId: "tea", level: "default", mutedUntil: 0 },
  ]);
});

test("a level is set without touching the mute, and shown when none is given", async () => {
  const mutedUntil = Date.now() + 60_000;
  const { set, lines } = sit({ preferences: [{ channelId: "tea", level: "all", mutedUntil }] });
  assert.match((await lines("notify", ""))[0] ?? "", /^You are told of every message in #tea\. #tea is muted until/);
  assert.deepEqual(set, []);
  await lines("notify", "mentions");
  assert.deepEqual(set, [{ channelId: "tea", level: "mentions", mutedUntil }]);
});

test("the inbox shows who said what where and why, over pages that are short", async () => {
  const service = item({ reason: "service", message: undefined, channelName: "", roomId: "kitchen", text: "ready" });
  const pages = [
    { items: [item({})], nextPageToken: "more" },
    { items: [], nextPageToken: "more" },
    { items: [service], nextPageToken: undefined },
  ];
  const lines = await sit({ pages }).lines("inbox", "");
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", / #tea bob: hello \(mentions you\)$/);
  assert.match(lines[1] ?? "", / kitchen: ready \(another service asked for it\)$/);
  assert.deepEqual(await sit().lines("inbox", ""), ["Nothing is waiting for you."]);
});

test("an inbox is cleared up to the latest item that was there, by the time of the server", async () => {
  const full = sit({ pages: [{ items: [item({ at: 7_000 }), item({ at: 5_000 })], nextPageToken: undefined }] });
  assert.deepEqual(await full.lines("inbox", "clear"), ["Your inbox is cleared."]);
  assert.deepEqual(full.acknowledged, [{ through: 7_000 }]);
  const empty = sit();
  await empty.lines("inbox", "clear");
  assert.deepEqual(empty.acknowledged, []);
});

test("why tells the steps of the message that is counted from the bottom", async () => {
  const at = { at: Date.now(), device: undefined, reason: undefined, detail: "" };
  const device = { id: "d", label: "phone" };
  const steps: NotificationStep[] = [
    { ...at, kind: "accepted" },
    { ...at, kind: "noticed", reason: "direct" },
    { ...at, kind: "sent", device, detail: "201" },
    { ...at, kind: "acknowledged", at: undefined },
  ];
  const { explained, lines } = sit({ steps });
  const told = await lines("why", "2");
  assert.deepEqual(explained, [["tea", 4]]);
  assert.match(told[1] ?? "", /you are to be told \(said to you alone\)$/);
  assert.match(told[2] ?? "", /phone +sent \(201\)$/);
  assert.match(told[3] ?? "", /^ +you know of it$/);
  await lines("why", "");
  assert.deepEqual(explained[1], ["tea", 9]);
});

test("a step of a mute says until when, unless that has no end", () => {
  const step = { kind: "muted", at: 0, device: undefined, reason: undefined } as const;
  const nowMs = Date.UTC(2026, 0, 1);
  const what = (detail: string) => stepRow({ ...step, detail }, words, nowMs)[2];
  assert.match(what("2026-01-02T03:04:05.000Z") ?? "", /muted the channel \(→ 2026-01-02 \d\d:\d\d\)$/);
  assert.equal(what("9999-12-31T23:59:59.000Z"), words.steps.muted);
});

test("what others wrote cannot command the terminal, and a deleted text says so", () => {
  const line = (text: string) => itemLine({ ...item({}), text, from: undefined, ...nowhere }, words, 1_000);
  assert.ok(!line("a\u001b[2Jb").includes("\u001b"));
  assert.match(line(""), /\(taken back\)/);
});
const nowhere = { channelId: undefined, seq: undefined, label: "kitchen" };

test("what is none of a command's words is refused with its usage", async () => {
  const { lines } = sit();
  for (const word of ["x", "0h", "-1h", "1", "1y", "1000h"]) await assert.rejects(lines("mute", word), isUsage, word);
  await assert.rejects(lines("notify", "some"), isUsage);
  await assert.rejects(lines("inbox", "all"), isUsage);
  await assert.rejects(lines("why", "1 2"), isUsage);
});

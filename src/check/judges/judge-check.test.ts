// The judges of a whole check are judged: each broken promise, written into a good record, is found and named.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelHead } from "../../clients/sdk/index.ts";
import { CheckHistory } from "../record/check-history.ts";
import type { Observation, Recorded, StandingMessage } from "../record/observation.ts";
import { judgeCheck } from "./judge-check.ts";

const channelId = "lobby";

function said(seq: number, text: string, more: { by?: string; mentions?: string[] } = {}): Observation {
  const { by = "u1", mentions = [] } = more;
  return {
    what: "event",
    type: "message",
    channelId,
    seq,
    id: text.split(" ")[0] ?? "",
    by,
    messages: seq,
    text,
    mentions,
  };
}

const edit: Observation = {
  what: "event",
  type: "edited",
  channelId,
  seq: 4,
  id: "e",
  by: "u1",
  messages: 3,
  target: 1,
  text: "p1.1 new",
};
const reaction: Observation = {
  what: "event",
  type: "reaction",
  channelId,
  seq: 5,
  id: "r",
  by: "u2",
  messages: 3,
  target: 2,
  emoji: "👍",
};
const log = [said(1, "p1.1 hi"), said(2, "p1.2 ho", { mentions: ["u2"] }), said(3, "p1.3 hu"), edit, reaction];

const standing: StandingMessage[] = [
  { seq: 1, id: "p1.1", by: "u1", text: "p1.1 new", deleted: false, reactions: [], mentions: [] },
  {
    seq: 2,
    id: "p1.2",
    by: "u1",
    text: "p1.2 ho",
    deleted: false,
    reactions: [{ emoji: "👍", userIds: ["u2"] }],
    mentions: ["u2"],
  },
  { seq: 3, id: "p1.3", by: "u1", text: "p1.3 hu", deleted: false, reactions: [], mentions: [] },
];
const page: Observation = {
  what: "page",
  channelId,
  after: 0,
  through: 5,
  head: 5,
  knew: 5,
  final: true,
  messages: standing,
};

function counters(unread: number, mentions: number): Observation {
  const head: Partial<ChannelHead> = { channelId, kind: "lobby", seq: 5, unread, mentions };
  return { what: "counters", fresh: true, channels: [head as ChannelHead] };
}

async function rulesOf(
  ann: readonly Observation[],
  bob: readonly Observation[] = [],
  eve: readonly Observation[] = [],
  restores = 0,
) {
  const asks = ["p1.1", "p1.2", "p1.3"].flatMap((id, i): Observation[] => [
    { what: "ask", channelId, id, lane: "ann" },
    { what: "ack", channelId, id, seq: i + 1 },
  ]);
  const whole: [string, Observation][] = [
    ["ann", { what: "enter", door: "grpc", userId: "u1" }],
    ["ann", { what: "follow", channelId, seq: 0 }],
    ...asks.map((each): [string, Observation] => ["ann", each]),
    ...ann.map((each): [string, Observation] => ["ann", each]),
    ["bob", { what: "enter", door: "http", userId: "u2" }],
    ...bob.map((each): [string, Observation] => ["bob", each]),
    ["eve", { what: "enter", door: "window", userId: "" }],
    ...eve.map((each): [string, Observation] => ["eve", each]),
  ];
  const history = await CheckHistory.of(whole.map(([who, each], i): Recorded => ({ who, at: i, ...each })));
  return judgeCheck(history, { restores }).violations.map(({ rule }) => rule);
}

const hears = (...ids: string[]) => ids.map((id): Observation => ({ what: "heard", stream: 1, id }));

test("a good record is found good", async () => {
  assert.deepEqual(
    await rulesOf(
      log,
      [page, counters(2, 1), { what: "read", channelId, asked: 1, readSeq: 1 }],
      hears("p1.1", "p1.2", "p1.3"),
    ),
    [],
  );
});

test("a history at the end that is not what the log amounts to is found", async () => {
  const old = { ...page, messages: [{ ...(standing[0] as StandingMessage), text: "p1.1 hi" }, ...standing.slice(1)] };
  assert.deepEqual(await rulesOf(log, [old]), ["diverged"]);
  const bare = { ...page, messages: standing.map((message) => ({ ...message, reactions: [] })) };
  assert.deepEqual(await rulesOf(log, [bare]), ["diverged"]);
});

test("counters that are not those of the log are found, and a read that was never answered may have arrived", async () => {
  assert.deepEqual(await rulesOf(log, [counters(3, 1)]), []);
  assert.deepEqual(await rulesOf(log, [counters(2, 1)]), ["miscounted"]);
  assert.deepEqual(await rulesOf(log, [counters(3, 0)]), ["miscounted"]);
  assert.deepEqual(await rulesOf(log, [counters(2, 1), { what: "read", channelId, asked: 1 }]), []);
});

test("an act that was acknowledged where the log does not say so is found", async () => {
  const act = { what: "act", act: "react", channelId, target: 2, detail: "👍" } as const;
  assert.deepEqual(await rulesOf(log, [{ ...act, seq: 5 }]), []);
  assert.deepEqual(await rulesOf(log, [{ ...act, seq: 4 }]), ["undone"]);
  assert.deepEqual(await rulesOf([...log, { ...act, seq: 5 }]), ["undone"], "it is somebody else's reaction");
});

test("a message that nobody asked for, or with the words of another, is found", async () => {
  assert.deepEqual(await rulesOf([...log, { ...said(6, "p9.9 boo"), messages: 4 } as Observation]), ["unasked"]);
  const altered = { ...said(1, "p1.1 hi"), text: "p1.7 hi" } as Observation;
  assert.deepEqual(await rulesOf([altered, ...log.slice(1)]), ["altered"]);
});

test("an older door that shows a line twice, late or not at all is found", async () => {
  assert.deepEqual(await rulesOf(log, [], hears("p1.1", "p1.2", "p1.2", "p1.3")), ["door"]);
  assert.deepEqual(await rulesOf(log, [], hears("p1.1", "p1.3", "p1.2")), ["door"]);
  assert.deepEqual(await rulesOf(log, [], hears("p1.1", "p1.3")), ["door"]);
});

test("who was told to forget everything, or noted that something must not be, is believed", async () => {
  assert.deepEqual(await rulesOf([...log, { what: "reset" }]), ["misconduct"]);
  assert.deepEqual(await rulesOf([...log, { what: "fault", sentence: "met an internal error" }]), ["misconduct"]);
});

test("a store that was restored may tell everybody once to forget everything, and owes what lies between to nobody", async () => {
  const between: Observation[] = [log[0] as Observation, { what: "reset" }, { what: "follow", channelId, seq: 4 }];
  const witness: Observation[] = [{ what: "follow", channelId, seq: 0 }, ...log];
  assert.deepEqual(await rulesOf([...between, reaction], witness, [], 1), []);
  const early: Observation[] = [log[0] as Observation, { what: "reset" }, { what: "follow", channelId, seq: 3 }];
  assert.deepEqual(await rulesOf([...early, reaction], witness, [], 1), ["hole"]);
  assert.deepEqual(await rulesOf([...between, reaction, { what: "reset" }], witness, [], 1), ["misconduct"]);
});

test("to whoever was killed nothing more is owed, and what they had written down to be sent is", async () => {
  const killed: Observation[] = [log[0] as Observation, { what: "died" }];
  const witness: Observation[] = [{ what: "follow", channelId, seq: 0 }, ...log];
  assert.deepEqual(await rulesOf(killed, witness), []);
  assert.deepEqual(await rulesOf([...killed, { what: "queued", channelId, id: "p1.3" }], witness), []);
  const unsent: Observation[] = [
    { what: "ask", channelId, id: "p1.4", lane: "ann" },
    { what: "queued", channelId, id: "p1.4" },
  ];
  assert.deepEqual(await rulesOf([...unsent, ...killed], witness), ["unsent"]);
});

test("an edit whose words are gone because the message was taken back later is none that was never made", async () => {
  const erased = { ...edit, text: "" } as Observation;
  const act = { what: "act", act: "edit", channelId, target: 1, detail: "p1.1 new", seq: 4 } as const;
  const deleted = { ...edit, type: "deleted", seq: 6, id: "d", text: undefined } as unknown as Observation;
  assert.deepEqual(await rulesOf([...log.slice(0, 3), erased, reaction, deleted, act]), []);
  assert.deepEqual(await rulesOf([...log.slice(0, 3), erased, reaction, act]), ["undone"]);
});

test("who left and came back is owed nothing of the time between, and everything from then on", async () => {
  const away: Observation[] = [
    log[0] as Observation,
    { what: "leave", channelId },
    { what: "follow", channelId, seq: 3 },
  ];
  const witness: Observation[] = [{ what: "follow", channelId, seq: 0 }, ...log];
  assert.deepEqual(await rulesOf([...away, edit, reaction], witness), []);
  assert.deepEqual(await rulesOf([...away, reaction], witness), ["hole"]);
});

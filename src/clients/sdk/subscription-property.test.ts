// Whatever is cut, repeated, lost on the way or left out of the ranges: the end is the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { ChatEvent, LogEvent } from "./chat-event.ts";
import { clientErrors } from "./client-errors.ts";
import { createClient } from "./create-client.ts";
import type { ChatMessage } from "./message-from-wire.ts";

type Body = Parameters<FakeChat["happen"]>[2];

const people = fc.constantFrom("ann", "bob", "cho");
const target = fc.nat(30).map((seq) => BigInt(seq + 1));
const emoji = fc.constantFrom("👍", "❤");

const body: fc.Arbitrary<Body> = fc.oneof(
  { weight: 4, arbitrary: fc.string().map((text) => ({ case: "messagePosted", value: { text } }) as const) },
  fc
    .record({ targetSeq: target, text: fc.string() })
    .map((value) => ({ case: "messageEdited", value: { ...value } }) as const),
  target.map((targetSeq) => ({ case: "messageDeleted", value: { targetSeq } }) as const),
  fc.record({ targetSeq: target, emoji }).map((value) => ({ case: "reactionAdded", value: { ...value } }) as const),
  fc.record({ targetSeq: target, emoji }).map((value) => ({ case: "reactionRemoved", value: { ...value } }) as const),
  people.map((userId) => ({ case: "memberJoined", value: { userId, name: userId } }) as const),
);

const part = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);

function some<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(one, { minLength: 1, maxLength: 12, size: "max" });
}

/** What happens on the way; places are parts of the log as it is then. */
const fate = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("grow"), acts: some(fc.tuple(people, body)) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("range"), from: part, to: part }) },
  fc.record({ kind: fc.constant("gap"), to: part }),
  fc.record({ kind: fc.constant("cut") }),
  fc.record({ kind: fc.constantFrom("pause", "hold", "release") }),
);

type Fate = {
  kind: string;
  acts?: [string, Body][];
  from?: number;
  to?: number;
};

test("any cut, repeat, loss and filter of ranges ends in the same state", async () => {
  await fc.assert(fc.asyncProperty(fc.array(fate as fc.Arbitrary<Fate>, { maxLength: 25, size: "max" }), live), {
    numRuns: 300,
  });
});

async function live(fates: readonly Fate[]): Promise<void> {
  const chat = new FakeChat();
  const clock = new FakeClock();
  const events: ChatEvent[] = [];
  const transport = chat.transport();
  const listener = (event: ChatEvent) => events.push(event);
  const client = createClient({ transport, guest: { name: "ann" }, clock, random: () => 0, listener });
  await client.connect();
  const view = client.view("lobby");
  await view.load();
  chat.silent = true;
  for (const one of fates) await happen(chat, clock, one);
  // At last everything arrives.
  chat.release();
  chat.silent = false;
  chat.cut(clientErrors.connection("cut"));
  await quiet(clock);
  checkTold(events, chat);
  assert.equal(client.seen("lobby"), chat.log("lobby").length);
  assert.deepEqual(view.messages.map(comparable), chat.messages("lobby").map(comparable));
  await client.close();
}

async function happen(chat: FakeChat, clock: FakeClock, { kind, acts, from = 0, to = 0 }: Fate): Promise<void> {
  const head = chat.log("lobby").length;
  if (kind === "grow") for (const [userId, what] of acts ?? []) chat.happen("lobby", userId, what);
  else if (kind === "range")
    void chat.push({ ranges: [filtered(chat, Math.round(from * head), Math.round(to * head))] });
  else if (kind === "gap")
    void chat.push({ gaps: [{ channelId: "lobby", after: 0n, through: BigInt(Math.round(to * head)) }] });
  else if (kind === "cut") chat.cut(clientErrors.connection("cut"));
  else if (kind === "hold") chat.hold();
  else if (kind === "release") chat.release();
  else await quiet(clock);
}

// Joins are not for this client.
function filtered(chat: FakeChat, one: number, other: number) {
  const [after, through] = one < other ? [one, other] : [other, one];
  const events = chat.log("lobby").slice(after, through);
  const forUs = events.filter((event) => event.body.case !== "memberJoined");
  return { channelId: "lobby", after: BigInt(after), through: BigInt(through), events: forUs };
}

async function quiet(clock: FakeClock): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await settled();
    clock.advance(200);
  }
  await settled();
}

function checkTold(events: readonly ChatEvent[], chat: FakeChat): void {
  const logged = events.filter((event): event is LogEvent => "messages" in event);
  const seqs = logged.map(({ seq }) => seq);
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].toSorted((a, b) => a - b),
    "each seq at most once, and rising",
  );
  const messages = logged.filter(({ type }) => type === "message").map(({ seq }) => seq);
  const posted = chat.log("lobby").filter((event) => event.body.case === "messagePosted");
  assert.deepEqual(
    messages,
    posted.map(({ seq }) => Number(seq)),
    "every message is told",
  );
}

// The order of reactions is that of those who came first, which a page of history cannot tell.
function comparable({ reactions, ...message }: ChatMessage) {
  const sets = reactions.map((one) => `${one.emoji} ${one.userIds.toSorted().join(" ")}`);
  return { ...message, reactions: sets.toSorted() };
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../../test/support/drafts.ts";
import { NotifiedChat } from "../../../test/support/notified-chat.ts";
import { errors } from "../../core/errors.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";

const ann = new Drafts("tea", "ann");
const bob = new Drafts("tea", "bob");

/** A chat in which ann, bob and carol are in #tea, and the start is over. */
async function openTea(parts: Parameters<NotifiedChat["notifications"]>[0] = {}) {
  const chat = new NotifiedChat();
  chat.say(ann.created({ members: ["bob", "carol"] }));
  const notifications = chat.notifications(parts);
  notifications.start();
  chat.clock.advance(10_000);
  const told = () => chat.notices.items.map(({ userId, seq, reason }) => `${userId} ${seq} ${reason}`).sort();
  return { chat, notifications, told };
}

test("what is said is told to the others of a small channel", async () => {
  const { chat, notifications, told } = await openTea();
  chat.say(ann.posted("hello"));
  await chat.settle();
  assert.deepEqual(told(), ["bob 2 all", "carol 2 all"]);
  assert.ok(chat.waiting > 0);
  await notifications.close();
});

test("who is present is silent, unless it is urgent: then it waits", async () => {
  const { chat, notifications, told } = await openTea();
  chat.online.add("bob");
  chat.say(ann.posted("hello @bob", { mentions: ["bob"] }));
  chat.say(ann.posted("all of you"));
  await chat.settle();
  assert.deepEqual(told(), ["bob 2 mention", "carol 2 all", "carol 3 all"]);
  const decision = chat.notices.decisions.get("tea 2");
  assert.deepEqual(
    decision?.told.map(({ userId, dueAtMs }) => [userId, dueAtMs - decision.decidedAtMs]),
    [
      ["bob", 20_000],
      ["carol", 0],
    ],
  );
  assert.deepEqual(chat.notices.decisions.get("tea 3")?.silent, [{ userId: "bob", silence: "online" }]);
  await notifications.close();
});

test("with the older rule only who has the channel open is present", async () => {
  const { chat, notifications } = await openTea({ settings: { when: "not-here", onlineAfterMs: 20_000 } });
  chat.online.add("bob").add("carol").add("carol tea");
  chat.say(ann.posted("hello"));
  await chat.settle();
  const decision = chat.notices.decisions.get("tea 2");
  assert.deepEqual(
    decision?.told.map(({ userId }) => userId),
    ["bob"],
  );
  assert.deepEqual(decision?.silent, [{ userId: "carol", silence: "here" }]);
  await notifications.close();
});

test("a reply is told to the author of what it answers, also when that was said before the first start", async () => {
  const chat = new NotifiedChat();
  chat.say(ann.created({ members: ["bob", "carol"] }));
  const question = chat.say(bob.posted("question"));
  for (const userId of ["bob", "carol"])
    await chat.notices.setPreference(userId, { channelId: "tea", level: "mentions", mutedUntilMs: 0 }, 9);
  const notifications = chat.notifications();
  notifications.start();
  const answer = chat.say(ann.posted("answer", { replyTo: question }));
  chat.say(bob.posted("thanks", { replyTo: answer }));
  await chat.settle();
  const told = chat.notices.items.map(({ userId, seq, reason }) => `${userId} ${seq} ${reason}`);
  assert.deepEqual(told, ["bob 3 reply", "ann 4 reply"]);
  await notifications.close();
});

test("the built-in member's words, lines of doors and changes are told to nobody", async () => {
  const { chat, notifications, told } = await openTea();
  const mine = chat.say(ann.posted("/sum 1 2"));
  await chat.settle();
  chat.notices.items = [];
  chat.say(new Drafts("tea", "madang").posted("3", { replyTo: mine }));
  chat.say(ann.doorLine("chatting", "x", "line"));
  chat.say(ann.edited(mine, "@bob", { mentions: ["bob"] }));
  chat.say(ann.reacted(mine, "👍"));
  await chat.settle();
  assert.deepEqual(told(), []);
  assert.deepEqual(chat.unexpected, []);
  await notifications.close();
});

test("who joined later or has left is not told, and who joins is told from then on", async () => {
  const { chat, notifications, told } = await openTea();
  chat.say(ann.posted("one"));
  await chat.settle();
  chat.say(new Drafts("tea", "carol").left());
  chat.say(ann.posted("two"));
  chat.say(new Drafts("tea", "dave").joined());
  chat.say(ann.posted("three"));
  await chat.settle();
  assert.deepEqual(told(), ["bob 2 all", "bob 4 all", "bob 6 all", "carol 2 all", "dave 6 all"]);
  await notifications.close();
});

test("in the lobby only who is meant or asked for everything is told, and nobody who is banned", async () => {
  const chat = new NotifiedChat();
  const lobby = new Drafts("lobby", "madang");
  chat.say(lobby.created({ kind: ChannelKind.LOBBY }));
  await chat.notices.setPreference("dave", { channelId: "lobby", level: "all", mutedUntilMs: 0 }, 9);
  await chat.notices.setPreference("erin", { channelId: "", level: "all", mutedUntilMs: 0 }, 9);
  await chat.notices.setPreference("fay", { channelId: "", level: "all", mutedUntilMs: 0 }, 9);
  await chat.notices.setPreference("fay", { channelId: "lobby", level: "mentions", mutedUntilMs: 0 }, 9);
  const notifications = chat.notifications();
  notifications.start();
  chat.say(lobby.removed("dan", { banned: true }));
  const said = new Drafts("lobby", "ann");
  chat.say(said.posted("hello @bob @dan @dave", { mentions: ["bob", "dan", "dave"] }));
  chat.say(said.posted("and all"));
  await chat.settle();
  const told = chat.notices.items.map(({ userId, seq, reason }) => `${userId} ${seq} ${reason}`).sort();
  assert.deepEqual(told, ["bob 3 mention", "dave 3 mention", "dave 4 all", "erin 3 all", "erin 4 all"]);
  await notifications.close();
});

test("in a channel of more than a hundred only members who are meant or asked are told", async () => {
  const chat = new NotifiedChat();
  const crowd = Array.from({ length: 100 }, (_, i) => `p${String(i).padStart(3, "0")}`);
  chat.say(ann.created({ members: crowd }));
  for (const userId of ["p001", "stranger"])
    await chat.notices.setPreference(userId, { channelId: "tea", level: "all", mutedUntilMs: 0 }, 9);
  const notifications = chat.notifications();
  notifications.start();
  chat.say(ann.posted("hello @p002 @stranger", { mentions: ["p002", "stranger"] }));
  await chat.settle();
  const told = chat.notices.items.map(({ userId, reason }) => `${userId} ${reason}`).sort();
  assert.deepEqual(told, ["p001 all", "p002 mention"]);
  await notifications.close();
});

test("twenty thousand who asked for everything are told once each, with turns for others between", async () => {
  const chat = new NotifiedChat();
  chat.say(new Drafts("lobby", "madang").created({ kind: ChannelKind.LOBBY }));
  const people = Array.from({ length: 20_000 }, (_, i) => `p${String(i).padStart(6, "0")}`);
  for (const userId of people)
    chat.notices.preferences.set(`${userId} lobby`, { userId, channelId: "lobby", level: "all", mutedUntilMs: 0 });
  chat.notices.wantAll = async (channelId, { after = "", size }) => {
    if (channelId !== "lobby") return { items: [], next: undefined };
    const from = after === "" ? 0 : Number(after.slice(1)) + 1;
    const items = people.slice(from, from + size);
    return { items, next: from + size < people.length ? items.at(-1) : undefined };
  };
  let decided: string[] = [];
  chat.notices.decide = async (decisions) => {
    decided = decisions.flatMap(({ told }) => told.map(({ userId }) => userId));
  };
  const notifications = chat.notifications();
  notifications.start();
  chat.say(new Drafts("lobby", "ann").posted("hello"));
  for (let i = 0; i < 60 && decided.length === 0; i++) await chat.settle(5);
  assert.deepEqual(decided, people);
  await notifications.close();
});

test("a store that cannot answer is asked again: nothing is skipped, nobody is told twice", async () => {
  const { chat, notifications, told } = await openTea();
  let failures = 3;
  chat.notices.before = async (method) => {
    if (method === "decide" && failures-- > 0) throw errors.storeFailed();
  };
  let looks = 2;
  chat.before = async () => {
    if (looks-- > 0) throw errors.storeFailed();
  };
  chat.say(ann.posted("one"));
  chat.say(ann.posted("two"));
  await chat.settle(5_000);
  chat.say(ann.posted("three"));
  await chat.settle();
  assert.deepEqual(told(), ["bob 2 all", "bob 3 all", "bob 4 all", "carol 2 all", "carol 3 all", "carol 4 all"]);
  assert.deepEqual(chat.unexpected, []);
  await notifications.close();
});

test("what is not kept when it stops is looked at after the next start", async () => {
  const { chat, notifications, told } = await openTea();
  chat.notices.before = async (method) => {
    if (method === "decide") throw errors.storeFailed();
  };
  chat.say(ann.posted("one"));
  await chat.settle();
  await notifications.close();
  assert.deepEqual(told(), []);
  chat.notices.before = undefined;
  const again = chat.notifications();
  again.start();
  await chat.settle();
  assert.deepEqual(told(), ["bob 2 all", "carol 2 all"]);
  const due = chat.notices.decisions.get("tea 2");
  assert.equal((due?.told[0]?.dueAtMs ?? 0) - (due?.decidedAtMs ?? 0), 10_000);
  await again.close();
});

test("killed between any two steps, it forgets nobody and tells nobody twice", async () => {
  for (let steps = 0; steps < 25; steps++) {
    const chat = new NotifiedChat();
    chat.say(ann.created({ members: ["bob", "carol"] }));
    let left = steps;
    // From then on nothing of the first process reaches the store, and no answer reaches it.
    const untilDeath = async () => {
      if (left-- <= 0) await new Promise(() => undefined);
    };
    chat.before = untilDeath;
    chat.notices.before = untilDeath;
    const killed = chat.notifications();
    killed.start();
    await turns();
    chat.say(ann.posted("one"));
    chat.say(bob.posted("two", { replyTo: 2 }));
    await chat.settle();
    chat.say(new Drafts("tea", "carol").left());
    chat.say(ann.posted("three"));
    await chat.settle();
    chat.before = undefined;
    chat.notices.before = undefined;
    const again = chat.notifications();
    again.start();
    await chat.settle();
    const told = chat.notices.items.map(({ userId, seq }) => `${userId} ${seq}`).sort();
    const ofCarol = told.filter((one) => one.startsWith("carol")).length;
    assert.deepEqual(
      told.filter((one) => !one.startsWith("carol")),
      ["ann 3", "bob 2", "bob 5"],
      `after ${steps} steps`,
    );
    // Who has left before anybody came to it is not told any more.
    assert.ok(ofCarol === 0 || ofCarol === 2, `carol is told of ${ofCarol} after ${steps} steps`);
    await again.close();
  }
});

test("an event that nobody can read tells nobody, and the next one is told", async () => {
  const { chat, notifications, told } = await openTea();
  const broken = { ...ann.posted("x"), body: Uint8Array.of(0xff) };
  assert.throws(() => chat.say(broken));
  chat.push({ channelId: "tea", kind: 8, seq: 2, atMs: chat.clock.now(), messages: 1, bytes: Uint8Array.of(0xff) });
  chat.say(ann.posted("good"));
  await chat.settle();
  assert.equal(chat.unexpected.length, 1);
  assert.equal(told().length, 2);
  await notifications.close();
});

test("a deleted message is taken back from devices after it was decided on", async () => {
  const { chat, notifications } = await openTea();
  const withdrawn: unknown[] = [];
  chat.notices.withdraw = async (...about) => void withdrawn.push(about);
  const seq = chat.say(ann.posted("oops"));
  chat.say(ann.deleted(seq));
  await chat.settle();
  assert.deepEqual(withdrawn, [["tea", seq, undefined]]);
  assert.equal(chat.notices.decisions.size, 1);
  await notifications.close();
});

test("when idle it acts at once, under load in batches", async () => {
  const { chat, notifications } = await openTea();
  const batches: number[] = [];
  const decide = chat.notices.decide.bind(chat.notices);
  chat.notices.decide = async (decisions) => {
    batches.push(decisions.length);
    await decide(decisions);
  };
  chat.say(ann.posted("first"));
  await turns();
  assert.deepEqual(batches, [1]);
  for (let i = 0; i < 5; i++) chat.say(ann.posted(`more ${i}`));
  await turns();
  assert.deepEqual(batches, [1]);
  chat.clock.advance(20);
  await turns();
  assert.deepEqual(batches, [1, 5]);
  await notifications.close();
});

test("it says how far it is behind, and a clock that is set back holds up nothing", async () => {
  const { chat, notifications, told } = await openTea();
  let release: () => void = () => undefined;
  chat.notices.before = (method) =>
    method === "decide" ? new Promise((resolve) => (release = resolve)) : Promise.resolve();
  assert.equal(notifications.lagMs, 0);
  chat.say(ann.posted("one"));
  await turns();
  chat.clock.advance(3_000);
  assert.equal(notifications.lagMs, 3_000);
  chat.clock.jump(-3_600_000);
  chat.notices.before = undefined;
  release();
  await turns();
  chat.say(ann.posted("two"));
  await chat.settle();
  assert.equal(told().length, 4);
  assert.equal(notifications.lagMs, 0);
  await notifications.close();
});

async function turns(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

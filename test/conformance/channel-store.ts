// Suite: what is derived from the log is told as each person may see it, page by page.
import assert from "node:assert/strict";
import { builtInUser, directChannelId, lobbyId } from "../../src/core/ids.ts";
import type { ChannelStore, MessageLog, Page, PageAsk } from "../../src/core/ports.ts";
import { ChannelKind, Role } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";

const { DIRECT, LOBBY, PRIVATE } = ChannelKind;

/** Tests of a ChannelStore. */
export function channelStoreSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("of 100 who claim a name at once one holds it, and all are told who", async (store) => {
    const holders = await Promise.all(seqsFrom(1, 100).map((n) => store.channels.claimName("plaza", `c${n}`)));
    assert.equal(new Set(holders).size, 1);
    const holder = holders[0] as string;
    await store.channels.releaseName("plaza", "somebody-else");
    await store.reopen();
    assert.equal(await store.channels.claimName("plaza", "late"), holder);
    await store.channels.releaseName("plaza", holder);
    assert.equal(await store.channels.claimName("plaza", "late"), "late");
  });

  test("a claimed name leads to its channel once the channel is there", async ({ log, channels }) => {
    await channels.claimName("plaza", "c");
    assert.equal(await channels.channelNamed("plaza"), undefined);
    await log.append(new Drafts("c", "ann").created({ name: "Plaza", topic: "all" }));
    const plaza = await channels.channelNamed("plaza");
    assert.deepEqual(plaza, await channels.channel("c"));
    assert.deepEqual(plaza, {
      channelId: "c",
      kind: ChannelKind.PUBLIC,
      name: "Plaza",
      topic: "all",
      archived: false,
      members: 1,
    });
  });

  test("what is not there is undefined or empty", async ({ channels }) => {
    assert.equal(await channels.channel("c"), undefined);
    assert.equal(await channels.channelNamed("c"), undefined);
    assert.equal(await channels.member("c", "ann"), undefined);
    assert.equal(await channels.channelOf("ann", "c"), undefined);
    assert.deepEqual(await channels.members("c", { size: 5 }), { items: [], next: undefined });
    assert.deepEqual(await channels.channelsOf("ann", { size: 5 }), { items: [], next: undefined });
    const head = { channelId: "c", seq: 0, messages: 0, firstSeq: 1 };
    assert.deepEqual(await channels.history("c", { size: 5 }), { messages: [], after: 0, through: 0, head });
  });

  test("members come in the order of their ids, each once over all pages, the banned marked", async ({
    log,
    channels,
  }) => {
    const people = seqsFrom(1, 45).map((n) => `p${String(n).padStart(2, "0")}`);
    await log.append(new Drafts("c", "ann").created({ members: people }));
    await log.append(new Drafts("c", "ann").removed("p07"));
    await log.append(new Drafts("c", "ann").removed("p08", { banned: true }));
    const all = await pages(10, (ask) => channels.members("c", ask));
    assert.deepEqual(
      all.map(({ userId }) => userId),
      ["ann", ...people.filter((person) => person !== "p07")],
    );
    assert.deepEqual(
      all.filter(({ banned }) => banned).map(({ userId, role }) => [userId, role]),
      [["p08", 0]],
    );
    assert.equal((await channels.channel("c"))?.members, 44);
  });

  test("a person's channels are those they are in, the lobby first, each once over all pages", async ({
    log,
    channels,
  }) => {
    await log.append(new Drafts(lobbyId, builtInUser.userId).created({ kind: LOBBY }));
    const ids = seqsFrom(1, 25).map((n) => `c${String(n).padStart(2, "0")}`);
    for (const id of ids) await log.append(new Drafts(id, "ann").created({ members: ["bob"] }));
    await log.append(new Drafts("c03", "bob").left());
    await log.append(new Drafts("c04", "ann").removed("bob", { banned: true }));
    await log.append(new Drafts("other", "ann").created());
    const all = await pages(10, (ask) => channels.channelsOf("bob", ask));
    const expected = [lobbyId, ...ids.filter((id) => id !== "c03" && id !== "c04")];
    assert.deepEqual(
      all.map(({ channel }) => channel.channelId),
      expected,
    );
    for (const own of all) assert.deepEqual(own, await channels.channelOf("bob", own.channel.channelId));
  });

  test("the directory holds what is public and one's own, and nobody else's private channels", async ({
    log,
    channels,
  }) => {
    await log.append(new Drafts(lobbyId, builtInUser.userId).created({ kind: LOBBY }));
    await log.append(new Drafts("a-public", "ann").created());
    await log.append(new Drafts("b-private", "ann").created({ kind: PRIVATE, members: ["bob"] }));
    await log.append(new Drafts("d-direct", "ann").created({ kind: DIRECT, members: ["bob"] }));
    const seen = async (person: string) => {
      const all = await pages(2, (ask) => channels.directory(person, ask));
      return all.map(({ channel }) => channel.channelId);
    };
    assert.deepEqual(await seen("bob"), ["a-public", "b-private", "d-direct", lobbyId]);
    assert.deepEqual(await seen("cleo"), ["a-public", lobbyId]);
    await log.append(new Drafts("b-private", "ann").removed("bob", { banned: true }));
    assert.deepEqual(await seen("bob"), ["a-public", "d-direct", lobbyId]);
  });

  test("all channels come in the order of their ids with their heads, whoever may see them", async ({
    log,
    channels,
  }) => {
    assert.deepEqual(await channels.channels({ size: 5 }), { items: [], next: undefined });
    await log.append(new Drafts(lobbyId, builtInUser.userId).created({ kind: LOBBY }));
    await log.append(new Drafts("b-private", "ann").created({ kind: PRIVATE }));
    await log.append(new Drafts("d-direct", "ann").created({ kind: DIRECT, members: ["bob"] }));
    await log.append(new Drafts("a-public", "ann").created());
    await log.append(new Drafts("a-public", "ann").posted("hello"));
    const all = await pages(2, (ask) => channels.channels(ask));
    assert.deepEqual(
      all.map(({ channel }) => channel.channelId),
      ["a-public", "b-private", "d-direct", lobbyId],
    );
    assert.deepEqual(all[0], {
      channel: await channels.channel("a-public"),
      head: { channelId: "a-public", seq: 2, messages: 1, firstSeq: 1 },
    });
  });

  test("a direct channel knows the other one, and all that is unread in it is meant for its reader", async ({
    log,
    channels,
  }) => {
    const id = directChannelId("ann", "bob");
    await log.append(new Drafts(id, "ann").created({ kind: DIRECT, members: ["bob"], name: "" }));
    for (const text of ["one", "two"]) await log.append(new Drafts(id, "ann").posted(text));
    const bob = await channels.channelOf("bob", id);
    assert.deepEqual([bob?.peer?.userId, bob?.unread, bob?.mentions, bob?.member?.role], ["ann", 2, 2, Role.MEMBER]);
    const ann = await channels.channelOf("ann", id);
    assert.deepEqual([ann?.peer?.userId, ann?.unread, ann?.mentions], ["bob", 0, 0]);
  });

  test("of read positions the highest wins, in whatever order they come", async (store) => {
    const { log, channels } = store;
    await log.append(new Drafts("c", "ann").created({ members: ["bob"] }));
    await say(log, 10);
    const unread = async () => (await store.channels.channelOf("bob", "c"))?.unread;
    assert.equal(await unread(), 10);
    await Promise.all([7, 3, 9, 5].map((seq) => channels.markRead("bob", "c", seq)));
    assert.deepEqual([await unread(), (await channels.channelOf("bob", "c"))?.readSeq], [2, 9]);
    await channels.markRead("bob", "c", 2);
    await channels.markRead("bob", "c", 1_000);
    await channels.markRead("bob", "nowhere", 1);
    await store.reopen();
    assert.equal(await unread(), 2);
  });

  test("only messages are unread: not joins, edits and reactions, and nothing from before one came", async ({
    log,
    channels,
  }) => {
    const ann = new Drafts("c", "ann");
    await log.append(ann.created());
    await say(log, 5);
    await log.append(new Drafts("c", "bob").joined());
    const unread = async (person: string) => (await channels.channelOf(person, "c"))?.unread;
    assert.equal(await unread("bob"), 0);
    const { seq } = await log.append(ann.posted("news"));
    for (const act of [
      ann.edited(seq, "newer"),
      ann.reacted(seq, "👍"),
      ann.changed("c", "new"),
      ann.invited("cleo"),
    ]) {
      await log.append(act);
    }
    assert.deepEqual(
      [await unread("bob"), await unread("cleo"), await unread("ann"), await unread("dan")],
      [1, 0, 0, 0],
    );
    await log.append(new Drafts("c", "bob").posted("I have read it"));
    assert.deepEqual([await unread("bob"), await unread("ann")], [0, 1]);
  });

  test("mentions count while they are unread, stand in the text and are not deleted", async ({ log, channels }) => {
    const ann = new Drafts("c", "ann");
    await log.append(ann.created({ members: ["bob", "cleo"] }));
    const { seq } = await log.append(ann.posted("@bob", { mentions: ["bob"] }));
    await log.append(ann.posted("@bob @cleo", { mentions: ["bob", "cleo"] }));
    const mentions = async () => {
      const views = await Promise.all(["bob", "cleo", "ann"].map((person) => channels.channelOf(person, "c")));
      return views.map((view) => view?.mentions);
    };
    assert.deepEqual(await mentions(), [2, 1, 0]);
    await log.append(ann.edited(seq, "@cleo", { mentions: ["cleo"] }));
    assert.deepEqual(await mentions(), [1, 2, 0]);
    await log.append(ann.deleted(seq));
    assert.deepEqual(await mentions(), [1, 1, 0]);
    await channels.markRead("bob", "c", seq + 1);
    assert.deepEqual(await mentions(), [0, 1, 0]);
  });

  test("history pages hold every message once, backwards and forwards, and account for their range", async ({
    log,
    channels,
  }) => {
    await log.append(new Drafts("c", "ann").created());
    await say(log, 3);
    await Promise.all(seqsFrom(1, 6_000).map((n) => log.append(new Drafts("c", `p${n}`).joined())));
    await say(log, 40);
    const messages = [...seqsFrom(2, 4), ...seqsFrom(6_005, 6_044)];
    assert.deepEqual(await backwards(channels), messages);
    assert.deepEqual(await forwards(channels), messages);
    const newest = await channels.history("c", { size: 10 });
    assert.deepEqual([newest.messages.length, newest.through, newest.head.seq], [10, 6_044, 6_044]);
    assert.deepEqual((await channels.history("c", { before: 1, size: 10 })).messages, []);
    assert.deepEqual((await channels.history("c", { after: 9_999, size: 10 })).through, 9_999);
  });

  test("history shows messages as they stand: edited, deleted, with reactions in the order in which they came", async ({
    log,
    channels,
  }) => {
    const [ann, bob] = [new Drafts("c", "ann"), new Drafts("c", "bob")];
    await log.append(ann.created({ members: ["bob"] }));
    await say(log, 3);
    const { atMs } = await log.append(ann.edited(2, "better", { mentions: ["bob"] }));
    for (const act of [bob.reacted(3, "🎉"), ann.reacted(3, "👍"), ann.reacted(3, "🎉"), bob.reacted(4, "👍")]) {
      await log.append(act);
    }
    await log.append(ann.unreacted(3, "👍"));
    await log.append(ann.deleted(4));
    const { messages } = await channels.history("c", { size: 10 });
    assert.deepEqual(
      messages.map(({ seq, edited, deleted, reactions }) => ({ seq, edited, deleted, reactions })),
      [
        { seq: 2, edited: { text: "better", mentions: ["bob"], atMs }, deleted: false, reactions: [] },
        { seq: 3, edited: undefined, deleted: false, reactions: [{ emoji: "🎉", userIds: ["bob", "ann"] }] },
        { seq: 4, edited: undefined, deleted: true, reactions: [] },
      ],
    );
  });
}

async function say(log: MessageLog, count: number): Promise<void> {
  await Promise.all(seqsFrom(1, count).map((n) => log.append(new Drafts("c", "ann").posted(`message ${n}`))));
}

async function pages<T>(size: number, page: (ask: PageAsk) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  for (let n = 0; n < 100; n++) {
    const { items, next } = await page({ size, ...(after !== undefined && { after }) });
    all.push(...items);
    if (next === undefined) return all;
    after = next;
  }
  throw new Error("The pages have no end.");
}

async function backwards(channels: ChannelStore): Promise<number[]> {
  const seqs: number[] = [];
  for (let before: number | undefined; before === undefined || before > 1; ) {
    const page = await channels.history("c", { size: 7, ...(before !== undefined && { before }) });
    assert.ok(before === undefined || (page.through === before - 1 && page.after < page.through));
    seqs.unshift(...page.messages.map(({ seq }) => seq));
    before = page.after + 1;
  }
  return seqs;
}

async function forwards(channels: ChannelStore): Promise<number[]> {
  const seqs: number[] = [];
  for (let after = 0; ; ) {
    const page = await channels.history("c", { size: 7, after });
    assert.equal(page.after, after);
    seqs.push(...page.messages.map(({ seq }) => seq));
    if (page.through >= page.head.seq) return seqs;
    assert.ok(page.through > after);
    after = page.through;
  }
}

// Suite: a feed gives every event of every channel to its reader at least once, and remembers how far the reader came.
import assert from "node:assert/strict";
import type { FeedBatch, Head, MessageLog } from "../../src/core/ports.ts";
import { Drafts } from "../support/drafts.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { refusal } from "./refusal.ts";
import { textOf } from "./whole-log.ts";

const channelIds = ["a", "b", "c"];

/** Tests of MessageLog.feed. */
export function feedSuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("a feed holds every event of every channel, each channel's in order, also those that come while it is read", async ({
    log,
  }) => {
    await fill(log, 1_500);
    const later = fill(log, 600);
    const events = await take(log, "search", 3 + 2_100);
    await later;
    assertWhole(events, 701);
  });

  test("asking for the next batch confirms the last: a restart goes on there", async (store) => {
    await fill(store.log, 2_400);
    const first = await takeBatches(store.log, "search", 2, "confirmed");
    await store.reopen();
    const second = await take(store.log, "search", 3 + 2_400 - first.length);
    assertWhole([...first, ...second], 801);
  });

  test("a batch that was not confirmed comes again", async (store) => {
    await fill(store.log, 30);
    const first = await takeBatches(store.log, "search", 1, "left");
    assert.ok(first.length > 0);
    await store.reopen();
    const all = await take(store.log, "search", 33);
    assertWhole(all, 11);
    const again = new Set(places(all));
    assert.ok(places(first).every((place) => again.has(place)));
  });

  test("a reader may begin with what comes after now, and keeps that beginning over a restart", async (store) => {
    await fill(store.log, 30);
    const stop = new AbortController();
    const first = store.log.feed("notifier", stop.signal, "now")[Symbol.asyncIterator]().next();
    await store.numbers.next("anything");
    stop.abort();
    assert.equal((await first).done, true);
    const { seq } = await store.log.append(new Drafts("a", "ann").posted("late"));
    await store.reopen();
    const events = await take(store.log, "notifier", 1, "now");
    assert.deepEqual(places(events), [`a ${seq}`]);
  });

  test("each reader has a place of its own", async ({ log }) => {
    await fill(log, 30);
    const [search, notifier] = [await take(log, "search", 33), await take(log, "notifier", 33)];
    assert.deepEqual(places(search).toSorted(), places(notifier).toSorted());
  });

  test("a reader that waits for news is let go when it is told to stop", async ({ log }) => {
    const stop = new AbortController();
    const waiting = log.feed("search", stop.signal)[Symbol.asyncIterator]().next();
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    assert.equal((await waiting).done, true);
  });

  test("a reader that waits for news hears them", async ({ log }) => {
    const news = take(log, "search", 1);
    await new Promise((resolve) => setImmediate(resolve));
    await log.append(new Drafts("a", "ann").created());
    assert.deepEqual(places(await news), ["a 1"]);
  });

  test("a feed whose store fails or closes ends with UNAVAILABLE, and goes on from its place later", async (store) => {
    await fill(store.log, 30);
    await take(store.log, "search", 33);
    const mend = store.breakStore();
    await assert.rejects(take(store.log, "notifier", 1), refusal("STORE_FAILED"));
    await mend();
    const waiting = assert.rejects(take(store.log, "late", 100), refusal("STORE_FAILED", "DRAINING"));
    await new Promise((resolve) => setImmediate(resolve));
    await store.reopen();
    await waiting;
    assertWhole(await take(store.log, "notifier", 33), 11);
  });

  test("after a kill everything comes at least once, in order", async (store) => {
    await fill(store.log, 300, ["bob"]);
    const before = await takeBatches(store.log, "search", 1, "confirmed");
    const doom = { channelIds, people: ["bob"], prefix: "doomed", until: { acknowledged: 200 } };
    const { acknowledged } = await store.crash(doom);
    const heads = await store.log.heads(channelIds);
    // What was on its way when the process died may come to be there later.
    const after = await takeThrough(store.log, "search", heads);
    const all = new Set(places([...before, ...after]));
    for (const { channelId, seq } of heads) for (const n of seqsFrom(1, seq)) assert.ok(all.has(`${channelId} ${n}`));
    for (const { channelId, seq } of acknowledged) assert.ok(all.has(`${channelId} ${seq}`));
    assertOrdered(after);
  });

  test("what was deleted is in no later feed", async ({ log }) => {
    await log.append(new Drafts("a", "ann").created());
    const { seq } = await log.append(new Drafts("a", "ann").posted("a secret"));
    await log.append(new Drafts("a", "ann").deleted(seq));
    assert.deepEqual((await take(log, "search", 3)).map(textOf), [undefined, "", undefined]);
  });
}

async function fill(log: MessageLog, messages: number, members: readonly string[] = []): Promise<void> {
  for (const channelId of channelIds) await log.append(new Drafts(channelId, "ann").created({ members }));
  const sends = seqsFrom(1, messages).map((n) => new Drafts(channelIds[n % 3] as string, "ann").posted(`${n}`));
  await Promise.all(sends.map((draft) => log.append(draft)));
}

/** The first events that a reader gets, all confirmed. */
async function take(log: MessageLog, reader: string, count: number, begin?: "now"): Promise<FeedBatch> {
  const events: FeedBatch[number][] = [];
  const stop = new AbortController();
  AbortSignal.timeout(10_000).addEventListener("abort", () => stop.abort());
  for await (const batch of log.feed(reader, stop.signal, begin)) {
    events.push(...batch);
    if (events.length >= count) stop.abort();
  }
  assert.equal(events.length, count, "the feed gave all that was asked for, and no more");
  return events;
}

/** What a reader gets until every channel came to its head. */
async function takeThrough(log: MessageLog, reader: string, heads: readonly Head[]): Promise<FeedBatch> {
  const events: FeedBatch[number][] = [];
  const stop = new AbortController();
  AbortSignal.timeout(10_000).addEventListener("abort", () => stop.abort());
  const missing = new Map(heads.map(({ channelId, seq }) => [channelId, seq]));
  for await (const batch of log.feed(reader, stop.signal)) {
    events.push(...batch);
    for (const { channelId, seq } of batch) if (seq >= (missing.get(channelId) ?? 0)) missing.delete(channelId);
    if (missing.size === 0) stop.abort();
  }
  return events;
}

/** The next batches, of which the last one is confirmed or left. */
async function takeBatches(log: MessageLog, reader: string, count: number, last: "confirmed" | "left") {
  const stop = new AbortController();
  const feed = log.feed(reader, stop.signal)[Symbol.asyncIterator]();
  const events: FeedBatch[number][] = [];
  for (let n = 0; n < count; n++) events.push(...((await feed.next()).value as FeedBatch));
  stop.abort();
  await (last === "confirmed" ? feed.next() : feed.return?.());
  return events;
}

function places(events: FeedBatch): string[] {
  return events.map(({ channelId, seq }) => `${channelId} ${seq}`);
}

function assertWhole(events: FeedBatch, head: number): void {
  for (const channelId of channelIds) {
    const seqs = events.filter((event) => event.channelId === channelId).map(({ seq }) => seq);
    assert.deepEqual(seqs, seqsFrom(1, head));
  }
}

function assertOrdered(events: FeedBatch): void {
  for (const channelId of channelIds) {
    const seqs = events.filter((event) => event.channelId === channelId).map(({ seq }) => seq);
    assert.deepEqual(
      seqs,
      seqs.toSorted((a, b) => a - b),
    );
  }
}

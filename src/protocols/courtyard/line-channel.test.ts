import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../../test/support/drafts.ts";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { HandTurnedHub } from "../../../test/support/hand-turned-hub.ts";
import { errors } from "../../core/errors.ts";
import { kinds, type LoggedEvent } from "../../core/event.ts";
import type { ChannelStore, HistoryAsk, HistoryPage, MessageLog, StoredMessage } from "../../core/ports.ts";
import type { Courtyard } from "./courtyard.ts";
import { encodeTyped } from "./line.ts";
import { LineChannel, type LineStyle, type Listening } from "./line-channel.ts";

const ann = new Drafts("room", "ann");
const bob = new Drafts("room", "bob");

/** A channel called room, as a door shows it that writes `author: text;` for a line. */
async function open(style: Partial<LineStyle> = {}) {
  const log = new HandTurnedHub();
  const unexpected: unknown[] = [];
  const edits = new Map<number, string | undefined>();
  const courtyard = {
    clock: log.clock,
    schedule: (turn: () => void) => void setImmediate(turn),
    onUnexpected: (failure: unknown) => unexpected.push(failure),
    log: {
      heads: async ([channelId = ""]) => [{ channelId, seq: log.headOf(channelId), messages: 0, firstSeq: 1 }],
      tail: (start) => log.hub.tail(start),
    } satisfies Partial<MessageLog>,
    channels: { history: (_, ask) => historyOf(log, edits, ask) } satisfies Partial<ChannelStore>,
  };
  const render: LineStyle["render"] = ({ authorId, text }) => new TextEncoder().encode(`${authorId}: ${text};`);
  const lines = await LineChannel.open(courtyard as object as Courtyard, "room", {
    door: "chatting",
    render,
    ...style,
  });
  const settle = async () => {
    for (let i = 0; i < 10; i++) {
      await log.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const listen = (more: Partial<Listening> = {}) => {
    const sink = new HandTakenSink();
    return { sink, listener: lines.listen({ sink, after: lines.head, ...more }) };
  };
  return { log, lines, listen, settle, edits, unexpected };
}

// Texts that are undefined were deleted.
async function historyOf(
  log: HandTurnedHub,
  edits: ReadonlyMap<number, string | undefined>,
  { after, before = Number.MAX_SAFE_INTEGER, size }: HistoryAsk,
): Promise<HistoryPage> {
  const all = await log.read("room", { after: 0, maxEvents: 1e6, maxBytes: 1e9 });
  const messages = all.events
    .filter(({ kind }) => kind === kinds.messagePosted || kind === kinds.doorLine)
    .filter(({ seq }) => (after === undefined ? seq < before : seq > after));
  const page = after === undefined ? messages.slice(-size) : messages.slice(0, size);
  const head = { channelId: "room", seq: all.through, messages: 0, firstSeq: 1 };
  const toStored = ({ seq, bytes }: LoggedEvent): StoredMessage => {
    const text = edits.get(seq);
    const edited = text === undefined ? undefined : { text, mentions: [], atMs: 0 };
    return { seq, bytes, edited, deleted: edits.has(seq) && text === undefined, reactions: [] };
  };
  const isAll = page.length === messages.length;
  return {
    messages: page.map(toStored),
    after: isAll ? 0 : (page[0]?.seq ?? 1) - 1,
    through: isAll ? all.through : (page.at(-1)?.seq ?? 0),
    head,
  };
}

const shown = ({ taken }: HandTakenSink) => taken.map((frame) => new TextDecoder().decode(frame)).join("");

test("who listens gets every line once, in order; who has no echo not their own", async () => {
  const { log, listen, settle } = await open();
  const all = listen();
  const others = listen({ withoutAuthor: "ann" });
  for (const draft of [ann.posted("one"), bob.posted("two"), ann.posted("three")]) log.commit(draft);
  await settle();
  for (const { sink } of [all, others]) sink.take();
  assert.equal(shown(all.sink), "ann: one;bob: two;ann: three;");
  assert.equal(shown(others.sink), "bob: two;");
});

test("who comes later replays what was said before, at the last text, without what was deleted", async () => {
  const { log, listen, settle, edits } = await open();
  for (const text of ["one", "two", "three"]) log.commit(ann.posted(text));
  await settle();
  const early = listen({ after: 0 });
  await settle();
  early.sink.take();
  assert.equal(shown(early.sink), "ann: one;ann: two;ann: three;");
  edits.set(1, "first");
  edits.set(2, undefined);
  log.commit(ann.edited(1, "first"));
  log.commit(ann.deleted(2));
  await settle();
  const late = listen({ after: 0 });
  await settle();
  for (const { sink } of [early, late]) sink.take();
  assert.equal(shown(late.sink), "ann: first;ann: three;");
  assert.equal(shown(early.sink), "ann: one;ann: two;ann: three;");
});

test("who does not take is handed a bounded lot, lags alone and loses nothing", async () => {
  const { log, listen, settle } = await open();
  const [slow, quick] = [listen(), listen()];
  const texts = Array.from({ length: 600 }, (_, i) => `${i} ${"x".repeat(3_000)}`);
  for (const text of texts) {
    log.commit(ann.posted(text));
    if (log.headOf("room") % 50 > 0) continue;
    await settle();
    quick.sink.take();
  }
  const handed = slow.sink.waiting.reduce((sum, { frame }) => sum + frame.length, 0);
  assert.ok(handed < 200_000, `${handed} bytes`);
  while (slow.sink.take() > 0 || quick.sink.take() > 0) await settle();
  const everything = texts.map((text) => `ann: ${text};`).join("");
  assert.equal(shown(quick.sink), everything);
  assert.equal(shown(slow.sink), everything);
});

test("a place moves on as lines are taken, also when the client goes at that moment", async () => {
  const { log, listen, settle } = await open();
  let place = -1;
  const { sink, listener } = listen({ onTaken: (seq) => (place = seq) });
  log.commit(ann.posted("one"));
  await settle();
  assert.equal(place, -1);
  sink.take();
  listener.gone();
  assert.equal(place, 1);
});

test("lines that must be made ready hold up those behind them, and keep their order", async () => {
  const waits: (() => void)[] = [];
  const prepare: LineStyle["prepare"] = ({ authorId }) =>
    authorId === "ann" ? new Promise((resolve) => waits.push(resolve)) : undefined;
  const { log, listen, settle } = await open({ prepare });
  const { sink } = listen();
  log.commit(ann.posted("one"));
  await settle();
  log.commit(bob.posted("two"));
  await settle();
  assert.equal(sink.take(), 0);
  for (const ready of waits) ready();
  await settle();
  sink.take();
  assert.equal(shown(sink), "ann: one;bob: two;");
});

test("lines that could not be made ready are read from the store", async () => {
  let failures = 1;
  const prepare: LineStyle["prepare"] = async () => {
    if (failures-- > 0) throw errors.storeFailed();
  };
  const { log, listen, settle, unexpected } = await open({ prepare });
  const { sink } = listen();
  log.commit(ann.posted("one"));
  await settle();
  sink.take();
  assert.equal(shown(sink), "ann: one;");
  assert.equal(unexpected.length, 1);
});

test("a listener whose lines cannot be read ends with that; the others go on", async () => {
  const { log, listen, settle } = await open();
  log.commit(ann.posted("one"));
  // What was edited is not shown from memory.
  log.commit(ann.edited(1, "first"));
  await settle();
  const live = listen();
  log.failure = errors.storeFailed();
  const late = listen({ after: 0 });
  await settle();
  log.failure = undefined;
  log.commit(ann.posted("two"));
  await settle();
  live.sink.take();
  assert.equal((late.sink.ended as { reason?: string }).reason, "STORE_FAILED");
  assert.equal(shown(live.sink), "ann: two;");
});

test("a line that only one door shows is shown by that one, and what is no line is told in its place", async () => {
  const told: number[] = [];
  const { log, listen, settle } = await open({ onOther: ({ seq }) => told.push(seq) });
  const { sink } = listen();
  for (const door of ["chat-server", "chatting"] as const)
    log.commit({ ...ann.posted(""), kind: kinds.doorLine, body: encodeTyped({ door, label: "", text: door }) });
  log.commit(bob.joined());
  log.commit(ann.posted("end"));
  await settle();
  sink.take();
  assert.equal(shown(sink), "ann: chatting;ann: end;");
  assert.deepEqual(told, [3]);
});

test("the place before the last lines counts lines that are shown", async () => {
  const { log, lines, settle, edits } = await open();
  for (const text of ["one", "two", "three", "four"]) log.commit(ann.posted(text));
  edits.set(3, undefined);
  await settle();
  assert.equal(await lines.placeBefore(2), 1);
  assert.equal(await lines.placeBefore(100), 0);
});

test("a channel that closes ends who listens with its reason, and who comes too late", async () => {
  const { lines, listen } = await open();
  const early = listen();
  const reason = errors.channelClosed();
  lines.close(reason);
  assert.equal(early.sink.ended, reason);
  assert.equal(listen().sink.ended, reason);
  assert.equal(lines.listeners, 0);
});

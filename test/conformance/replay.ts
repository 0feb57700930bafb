// Suite: what the store tells of a channel is what its log says, whatever happened.
import assert from "node:assert/strict";
import fc from "fast-check";
import { isMember } from "../../src/core/channel-state.ts";
import type { Draft } from "../../src/core/event.ts";
import { decodeEvent } from "../../src/core/event.ts";
import type { ChannelStore } from "../../src/core/ports.ts";
import { ChannelKind } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { Drafts } from "../support/drafts.ts";
import type { MemoryRows } from "../support/memory-rows.ts";
import { type LogHarness, type SuiteOptions, tests } from "./harness.ts";
import { type Act, draftOf, type Life, life, people, type Scene, targetOf } from "./random-acts.ts";
import { outcome } from "./refusal.ts";
import { type Replayed, replayLog } from "./replay-log.ts";

const lives = 100;

/** What was done in a channel: the drafts and what became of them, and who said that they had read. */
interface Lived {
  readonly channelId: string;
  readonly drafts: Draft[];
  readonly reasons: string[];
  readonly reads: { readonly person: string; readonly seq: number }[];
}

/** Tests of a MessageLog with its ChannelStore: state == replay. */
export function replaySuite(options: SuiteOptions<LogHarness>): void {
  const test = tests(options);

  test("after random acts every answer of the store is what a replay of the log gives, also after a restart", async (store) => {
    const lived: Lived[] = [];
    const property = fc.asyncProperty(life, async (random) => {
      const one = await live(store, random, `c${lived.length}`);
      lived.push(one);
      await compare(store, one);
    });
    await fc.assert(property, { numRuns: lives });
    await store.reopen();
    for (const one of lived.slice(-lives)) await compare(store, one);
  });
}

async function live({ log, channels }: LogHarness, { kind, groups }: Life, channelId: string): Promise<Lived> {
  const lived: Lived = { channelId, drafts: [], reasons: [], reads: [] };
  await log.append(new Drafts(channelId, "ann").created({ kind, members: ["bob"], topic: "everything" }));
  for (const group of groups) {
    const { head, messages } = await channels.history(channelId, { size: 1_000 });
    const scene = { channelId, head: head.seq, messages: messages.map(({ seq }) => seq), before: lived.drafts };
    await Promise.all(group.map((act) => perform(act, scene, lived, { log, channels })));
  }
  return lived;
}

async function perform(act: Act, scene: Scene, lived: Lived, { log, channels }: Pick<LogHarness, "log" | "channels">) {
  const draft = draftOf(act, scene);
  if (draft) {
    const place = lived.drafts.push(draft) - 1;
    lived.reasons[place] = await outcome(log.append(draft));
  } else {
    const seq = Math.min(targetOf(act, scene), scene.head);
    lived.reads.push({ person: act.actor, seq });
    await channels.markRead(act.actor, scene.channelId, seq);
  }
}

async function compare({ log, channels }: LogHarness, lived: Lived): Promise<void> {
  const replayed = await replayLog(log, lived.channelId);
  const { rows, events } = replayed;
  for (const { person, seq } of lived.reads) rows.putRead(person, seq, events[seq - 1]?.messages ?? 0);
  compareDrafts(lived, replayed);
  assert.deepEqual(await channels.channel(lived.channelId), rows.channel());
  const members = [...rows.members.values()].toSorted((a, b) => (a.userId < b.userId ? -1 : 1));
  assert.deepEqual((await channels.members(lived.channelId, { size: 100 })).items, members);
  for (const person of people) await comparePerson(channels, lived.channelId, person, replayed);
  await compareHistory(channels, lived.channelId, rows);
}

/** What was accepted is there once, and what was refused is nowhere. */
function compareDrafts({ drafts, reasons }: Lived, { events }: Replayed): void {
  const places = Map.groupBy(events, (event) => `${event.actorId} ${event.clientMessageId}`);
  const accepted = new Set(drafts.filter((_, i) => reasons[i] === "done"));
  for (const draft of drafts) {
    const there = places.get(`${draft.actorId} ${draft.clientMessageId}`)?.length ?? 0;
    assert.ok(there <= 1);
    if (there === 1) assert.ok(accepted.has(draft), "what is there was accepted");
  }
  assert.ok(!reasons.includes("STORE_FAILED") && !reasons.includes("BACKLOG"));
}

async function comparePerson(channels: ChannelStore, channelId: string, person: string, { rows, events }: Replayed) {
  const channel = rows.channel();
  assert.ok(channel);
  const member = rows.member(person);
  const read = rows.reads.get(person) ?? { seq: 0, messages: 0 };
  const messages = events.at(-1)?.messages ?? 0;
  const unread = isMember(channel, member) ? messages - read.messages : 0;
  const isDirect = channel.kind === ChannelKind.DIRECT;
  const expected = {
    channel,
    member,
    head: { channelId, seq: events.length, messages, firstSeq: 1 },
    readSeq: read.seq,
    unread,
    mentions: unread === 0 ? 0 : isDirect ? unread : rows.mentionsAfter(person, read.seq),
    peer: isDirect ? [...rows.members.values()].find(({ userId }) => userId !== person) : undefined,
  };
  assert.deepEqual(await channels.channelOf(person, channelId), expected);
  assert.deepEqual(await channels.member(channelId, person), member);
  const own = await channels.channelsOf(person, { size: 10_000 });
  const isIn = channel.kind !== ChannelKind.LOBBY && isMember(channel, member);
  assert.equal(
    own.items.some((item) => item.channel.channelId === channelId),
    isIn,
  );
}

async function compareHistory(channels: ChannelStore, channelId: string, rows: MemoryRows): Promise<void> {
  const { messages } = await channels.history(channelId, { size: 10_000 });
  const told = messages.map(({ seq, bytes, edited, deleted, reactions }) => {
    const { body, actorId } = decodeEvent(bytes);
    const said = body.case === "messagePosted" ? body.value.text : undefined;
    return { seq, authorId: actorId, deleted, text: edited?.text ?? said, edited, reactions };
  });
  const expected = [...rows.messages.values()].map((message) => ({
    ...message,
    reactions: rows.emojis(message.seq).map((emoji) => ({
      emoji,
      userIds: message.reactions.filter((one) => one.emoji === emoji).map(({ userId }) => userId),
    })),
  }));
  assert.deepEqual(told, expected);
}

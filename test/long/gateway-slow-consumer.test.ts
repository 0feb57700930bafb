// Sockets that read nothing for half a minute: little waits for them, and they are told why and from where to go on.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RawSocket } from "../support/raw-socket.ts";

const readers = 30;
const floodMessages = 1_000;
/** Each reader is owed so much: together 120 MB. */
const floodText = "x".repeat(3_900);
/** What the server may hold for all of them. */
const heldMb = 50;

interface Span {
  readonly channelId: string;
  readonly after?: string;
  readonly through: string;
}

interface Frame {
  readonly ranges?: readonly Span[];
  /** Of what is long past only this is told: it is there to be read. */
  readonly gaps?: readonly Span[];
  readonly closing?: { readonly reason: string; readonly cursors: readonly { channelId: string; seq: string }[] };
}

const madang = await MadangProcess.start("--send-rate", "0");
const ann = await Person.enter(madang.web, "ann");
const deaf: RawSocket[] = [];
after(async () => {
  for (const raw of deaf) raw.close();
  await ann.leave();
  await madang.remove();
});

const subscribe = "madang.channel.v1.ChannelService/Subscribe";
const linuxOnly = process.platform === "linux" ? {} : { skip: "memory is read from /proc" };

async function openReader(cursors?: Readonly<Record<string, unknown>>[]): Promise<RawSocket> {
  const raw = await RawSocket.open(madang.web, "lazy");
  deaf.push(raw);
  raw.open(1, subscribe, cursors ? { cursors } : {});
  await raw.until(() => raw.messages(1).length > 0, "heads");
  return raw;
}

const wireOf = ({ socket }: RawSocket) =>
  (socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws;
const framesOf = (raw: RawSocket) => raw.messages(1) as readonly Frame[];
/** What was accounted for in the lobby, in the order of telling. */
const spansOf = (raw: RawSocket) =>
  framesOf(raw)
    .flatMap(({ ranges = [], gaps = [] }) => [...ranges, ...gaps])
    .filter(({ channelId }) => channelId === "lobby")
    .map(({ after = "0", through }) => ({ after: Number(after), through: Number(through) }));

async function flood(lastWord: string): Promise<void> {
  await ann.client.publish(Array.from({ length: floodMessages }, () => ({ channelId: "lobby", text: floodText })));
  await ann.client.send("lobby", lastWord);
  await ann.hears("lobby", lastWord);
}

async function waitingBytes(): Promise<number> {
  const metrics = await (await fetch(`${madang.web}/metrics`)).text();
  return Number(/^madang_waiting_bytes (\d+)/m.exec(metrics)?.[1]);
}

function anonymousMb(): number {
  const status = readFileSync(`/proc/${madang.pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

test(
  "who reads nothing for 30 s is ended with the reason and cursors from which nothing is missing",
  linuxOnly,
  async () => {
    const stalled: RawSocket[] = [];
    for (let i = 0; i < readers; i++) stalled.push(await openReader());
    for (const raw of stalled) wireOf(raw).pause();
    // What the garbage of a flood takes, and what fits into the system's buffers, is taken once.
    await flood("warm");
    const beforeMb = anonymousMb();
    await flood("after the flood");
    const grownMb = anonymousMb() - beforeMb;
    assert.ok(grownMb < heldMb, `${grownMb.toFixed(0)} MB more`);
    const waitingKb = (await waitingBytes()) / readers / 1024;
    assert.ok(waitingKb > 1 && waitingKb < 128, `${waitingKb.toFixed(0)} KB wait for each`);

    await sleep(33_000);
    const [looksAgain] = stalled as [RawSocket];
    wireOf(looksAgain).resume();
    await looksAgain.until(() => looksAgain.endOf(1) !== undefined, "the end");
    assert.equal(looksAgain.endOf(1)?.reason, "SLOW_CONSUMER");
    const closing = framesOf(looksAgain).at(-1)?.closing;
    assert.equal(closing?.reason, "SLOW_CONSUMER");
    const heard = spansOf(looksAgain);
    const cursor = heard.at(-1)?.through ?? 0;
    assert.deepEqual(closing.cursors, [{ channelId: "lobby", seq: String(cursor) }]);

    const { seq: head } = await ann.client.send("lobby", "the end");
    assert.ok(head - cursor > 100, "most of it was not taken");
    const resumed = await openReader([...closing.cursors]);
    await resumed.until(() => spansOf(resumed).at(-1)?.through === head, "the rest");
    const spans = [...heard, ...spansOf(resumed)];
    for (const [i, { after }] of spans.entries()) assert.equal(after, spans[i - 1]?.through ?? after);
  },
);

// A socket that is not read for half a minute: its stream is ended with cursors, and others go on.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RawSocket } from "../support/raw-socket.ts";

const subscribe = "madang.channel.v1.ChannelService/Subscribe";

interface Frame {
  readonly ranges?: { readonly events?: { readonly seq: string }[] }[];
  readonly closing?: {
    readonly reason: string;
    readonly cursors: { readonly channelId: string; readonly seq: string }[];
  };
}

const madang = await MadangProcess.start("--send-rate", "0");
const ann = await Person.enter(madang.web, "ann");
const slow = await RawSocket.open(madang.web, "slow");
after(async () => {
  slow.close();
  await ann.leave();
  await madang.remove();
});

const frames = (id: number) => slow.messages(id) as readonly Frame[];
const seqs = (id: number) =>
  frames(id).flatMap(({ ranges = [] }) => ranges.flatMap(({ events = [] }) => events.map(({ seq }) => Number(seq))));

test("who reads nothing for 30 s is told why and from where to go on, and nothing is missing", async () => {
  slow.open(1, subscribe, {});
  await slow.until(() => frames(1).length > 0, "heads");
  const { ws } = slow.socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  ws.pause();
  // More than the system's own buffers on both sides take.
  const text = "x".repeat(3_900);
  for (let i = 0; i < 8; i++)
    await ann.client.publish(Array.from({ length: 1_000 }, () => ({ channelId: "lobby", text })));
  await sleep(33_000);
  ws.resume();
  await slow.until(() => slow.endOf(1) !== undefined, "the end");
  assert.equal(slow.endOf(1)?.reason, "SLOW_CONSUMER");
  const { closing } = frames(1).at(-1) ?? {};
  assert.equal(closing?.reason, "SLOW_CONSUMER");
  assert.deepEqual(
    closing.cursors.map(({ channelId, seq }) => [channelId, Number(seq)]),
    [["lobby", seqs(1).at(-1)]],
  );
  const { seq: head } = await ann.client.send("lobby", "the end");
  slow.open(2, subscribe, { cursors: closing.cursors });
  await slow.until(() => seqs(2).at(-1) === head || frames(2).some((frame) => "gaps" in frame), "the rest");
  const all = [...seqs(1), ...seqs(2)];
  assert.equal(seqs(2)[0], (seqs(1).at(-1) ?? 0) + 1);
  assert.deepEqual(
    all.slice(0, 500),
    Array.from({ length: 500 }, (_, i) => (all[0] ?? 0) + i),
  );
});

// A tail's place between the store, which is ahead at times, and the hub, which is told a moment later.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../test/support/drafts.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { encodeEvent, type LoggedEvent } from "./event.ts";
import { Hub } from "./hub.ts";

const events: readonly LoggedEvent[] = [1, 2, 3, 4, 5, 6, 7].map((seq) => {
  const draft = new Drafts("room", "ann").posted(`message ${seq}`);
  const place = { seq, atMs: seq, messages: seq };
  return { ...place, channelId: "room", kind: draft.kind, bytes: encodeEvent(draft, place) };
});

test("a tail that read further than was published hears nothing twice", async () => {
  const turns: (() => void)[] = [];
  const hub = new Hub({ clock: new FakeClock(), schedule: (turn) => void turns.push(turn) });
  const turn = () => {
    for (const each of turns.splice(0)) each();
  };
  hub.attach({
    headOf: () => 2,
    read: async (_channelId, { after }) => ({ events: events.slice(after, 6), after, through: 6 }),
  });
  const heard: number[] = [];
  hub.tail({
    channelId: "room",
    after: 0,
    onEvents: (some) => void heard.push(...some.map(({ seq }) => seq)),
    onEnd: () => undefined,
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(heard, [1, 2, 3, 4, 5, 6]);
  for (const event of events.slice(2, 5)) hub.publish(event);
  turn();
  for (const event of events.slice(5)) hub.publish(event);
  turn();
  assert.deepEqual(heard, [1, 2, 3, 4, 5, 6, 7]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { Topics } from "../../core/topics.ts";
import { Presence } from "./presence.ts";

test("what came and went leaves nothing behind", () => {
  const clock = new FakeClock();
  const topics = new Topics<ChatSignals>();
  const presence = new Presence({ clock, topics });
  clock.every(1_000, () => {
    presence.sweep();
    presence.people.takeChanges();
  });
  for (let i = 0; i < 100; i++) {
    const caller = { sessionId: `s${i}`, userId: `u${i % 10}`, name: "x" };
    const close = presence.streamOpened(caller);
    presence.open(caller, presence.beat(caller), ["lobby"]);
    if (i % 3 === 0) presence.leave(caller);
    if (i % 3 === 1) topics.emit("session", `s${i}`, { ended: true, reason: "signed out" });
    clock.after(i * 100, close);
  }
  clock.advance(120_000);
  assert.deepEqual(presence.measure(), { sessions: 0, leases: 0, queued: 0 });
  assert.deepEqual(presence.people.measure(), { people: 0, channels: 0 });
  assert.equal(topics.size, 0);
});

test("who leaves and comes back in a loop fills nothing", () => {
  const clock = new FakeClock();
  const presence = new Presence({ clock, topics: new Topics<ChatSignals>() });
  clock.every(1_000, () => presence.sweep());
  const caller = { sessionId: "s", userId: "u", name: "x" };
  for (let i = 0; i < 10_000; i++) {
    presence.beat(caller);
    presence.leave(caller);
    presence.streamOpened(caller)();
    clock.advance(10);
  }
  assert.ok(presence.measure().queued < 300, `${presence.measure().queued} entries`);
  for (let i = 0; i < 10; i++) {
    presence.beat(caller);
    clock.advance(10_000);
  }
  assert.deepEqual(presence.measure(), { sessions: 1, leases: 1, queued: 1 });
});

test("a session that claims to have a thousand clients holds fifty, and is there while any of them beats", () => {
  const clock = new FakeClock();
  const presence = new Presence({ clock, topics: new Topics<ChatSignals>() });
  clock.every(1_000, () => presence.sweep());
  const caller = { sessionId: "s", userId: "u", name: "x" };
  for (let i = 0; i < 1_000; i++) {
    presence.open(caller, presence.beat(caller, `client${i}`), [`channel${i}`]);
    presence.leave(caller, `client${i % 100}`);
  }
  assert.ok(presence.measure().leases <= 51, `${presence.measure().leases} leases`);
  assert.ok(presence.measure().queued <= 200, `${presence.measure().queued} entries`);
  assert.equal(presence.people.isOnline("u"), true);
  clock.advance(60_000);
  presence.people.takeChanges();
  assert.deepEqual(presence.measure(), { sessions: 0, leases: 0, queued: 0 });
  assert.deepEqual(presence.people.measure(), { people: 0, channels: 0 });
});

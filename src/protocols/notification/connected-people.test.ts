import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ConnectedPeople, type Speaker } from "./connected-people.ts";

const hourMs = 3_600_000;

function open() {
  const clock = new FakeClock();
  const speaker: Speaker = { goneAtMs: undefined };
  return { clock, speaker, people: new ConnectedPeople(clock) };
}

test("the last status of a person wins, whichever stream said it", () => {
  const { people, speaker } = open();
  people.hear("ann", "connected", speaker);
  people.hear("bob", "away", speaker);
  people.hear("ann", "disconnected", { goneAtMs: undefined });
  assert.equal(people.statusOf("ann"), "disconnected");
  assert.equal(people.statusOf("bob"), "away");
  assert.equal(people.statusOf("cleo"), undefined);
});

test("a person stays known while the stream is there, and for an hour after it went", () => {
  const { people, speaker, clock } = open();
  people.hear("ann", "connected", speaker);
  clock.advance(10 * hourMs);
  people.sweep();
  assert.equal(people.statusOf("ann"), "connected");
  speaker.goneAtMs = clock.now();
  clock.advance(hourMs);
  people.sweep();
  assert.equal(people.statusOf("ann"), "connected");
  clock.advance(1);
  assert.equal(people.statusOf("ann"), undefined);
  assert.equal(people.size, 1);
  people.sweep();
  assert.equal(people.size, 0);
});

test("a person of whom another stream spoke since is kept when the first one goes", () => {
  const { people, speaker, clock } = open();
  people.hear("ann", "connected", speaker);
  people.hear("ann", "connected", { goneAtMs: undefined });
  speaker.goneAtMs = clock.now();
  clock.advance(2 * hourMs);
  people.sweep();
  assert.equal(people.statusOf("ann"), "connected");
});

test("no more than 100,000 are remembered: the one of whom nothing was said for longest is forgotten", () => {
  const { people, speaker } = open();
  for (let i = 0; i < 100_000; i++) people.hear(`user ${i}`, "connected", speaker);
  people.hear("user 0", "away", speaker);
  people.hear("one more", "connected", speaker);
  assert.equal(people.size, 100_000);
  assert.equal(people.statusOf("user 0"), "away");
  assert.equal(people.statusOf("user 1"), undefined);
  assert.equal(people.statusOf("one more"), "connected");
});

test("an id that can be nobody's and a status beyond measure are not remembered", () => {
  const { people, speaker } = open();
  people.hear("", "connected", speaker);
  people.hear("x".repeat(257), "connected", speaker);
  people.hear("ann", "x".repeat(257), speaker);
  assert.equal(people.size, 0);
  people.hear("𝒜".repeat(256), "x".repeat(256), speaker);
  assert.equal(people.size, 1);
});

test("connected and online mean that somebody is there, every other word that they are not", () => {
  const { people, speaker, clock } = open();
  for (const [status, isThere] of [
    ["connected", true],
    ["Online", true],
    ["CONNECTED", true],
    ["disconnected", false],
    ["away", false],
    ["", false],
  ] as const) {
    people.hear("ann", status, speaker);
    assert.equal(people.isConnected("ann"), isThere, status);
    assert.equal(people.isConnected("ANN"), isThere, status);
  }
  assert.equal(people.isConnected("bob"), false);
  people.hear("ann", "connected", speaker);
  speaker.goneAtMs = clock.now();
  clock.advance(hourMs + 1);
  assert.equal(people.isConnected("ann"), false);
});

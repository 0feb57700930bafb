import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type OnTheWay, PresenceFleet } from "../../../test/support/presence-fleet.ts";
import { decodePresence } from "./presence-words.ts";

function two() {
  const fleet = new PresenceFleet();
  return { fleet, a: fleet.start("a:1"), b: fleet.start("b:1") };
}

/** What a word is about. */
const caseOf = ({ signal }: OnTheWay) => decodePresence(signal)?.what.case;

test("who is online through one node is online for people of another", () => {
  const { fleet, a, b } = two();
  fleet.pass(2);
  a.beat("ann", "den");
  fleet.pass(1);
  assert.deepEqual(b.online, ["ann"]);
  assert.deepEqual(b.here("den"), ["ann"]);
  assert.equal(b.people.person("ann").name, "ann");
  a.beat("ann", "attic");
  fleet.pass(1);
  assert.deepEqual([b.here("den"), b.here("attic")], [[], ["ann"]]);
  a.leave("ann");
  fleet.pass(1);
  assert.deepEqual([b.online, b.here("attic"), a.online], [[], [], []]);
});

test("a node that starts learns of everybody who is there already", () => {
  const fleet = new PresenceFleet();
  const a = fleet.start("a:1");
  for (let i = 0; i < 100; i++) a.beat(`user${i}`, "den");
  fleet.pass(2);
  const b = fleet.start("b:1");
  fleet.pass(1);
  assert.equal(b.online.length, 100);
  assert.equal(b.here("den").length, 100);
  assert.equal(b.others.isComplete, true);
});

test("everybody is told in parts, and whoever comes and goes between two parts is known", () => {
  const fleet = new PresenceFleet();
  const a = fleet.start("a:1");
  for (let i = 0; i < 30_000; i++) a.beat(`user${i}`, "den");
  fleet.pass(10);
  const b = fleet.start("b:1");
  fleet.pass(1);
  assert.ok(b.online.length > 0 && b.online.length < 30_000);
  a.beat("late");
  a.leave("user0");
  a.leave("user29999");
  fleet.pass(5);
  assert.equal(b.others.isComplete, true);
  assert.deepEqual(b.online, a.online);
  assert.equal(b.online.length, 29_999);
});

test("who is there through two nodes is gone when gone from both", () => {
  const { fleet, a, b } = two();
  const c = fleet.start("c:1");
  fleet.pass(2);
  a.beat("ann", "den");
  b.beat("ann/2", "den");
  fleet.pass(1);
  a.leave("ann");
  fleet.pass(1);
  for (const node of [a, b, c]) assert.deepEqual([node.online, node.here("den")], [["ann"], ["ann"]]);
  b.leave("ann/2");
  fleet.pass(1);
  for (const node of [a, b, c]) assert.deepEqual([node.online, node.here("den")], [[], []]);
});

test("a word that is lost is made up for within seconds, also when nothing comes after it", () => {
  const { fleet, a, b } = two();
  a.beat("ann", "den");
  fleet.pass(2);
  fleet.carry = () => [];
  a.leave("ann");
  a.beat("bob");
  fleet.pass(1);
  fleet.carry = (words) => words;
  fleet.pass(6);
  assert.deepEqual([b.online, b.here("den")], [["bob"], []]);
});

test("a word that is doubled or comes late changes nothing", () => {
  const { fleet, a, b } = two();
  fleet.pass(2);
  const kept: OnTheWay[] = [];
  fleet.carry = (words) => {
    kept.push(...words);
    return words.flatMap((word) => [word, word]);
  };
  a.beat("ann", "den");
  fleet.pass(1);
  a.leave("ann");
  fleet.pass(1);
  const late = kept.filter((word) => caseOf(word) === "changed");
  assert.equal(late.length, 2);
  fleet.carry = (words) => words;
  fleet.wire.push(...late.slice(0, 1));
  fleet.pass(1);
  assert.deepEqual([b.online, b.here("den")], [[], []]);
});

test("who left before a late part of everybody came does not come back with it", () => {
  const fleet = new PresenceFleet();
  const a = fleet.start("a:1");
  for (let i = 0; i < 30_000; i++) a.beat(`user${i}`, "den");
  fleet.pass(10);
  const b = fleet.start("b:1");
  const late: OnTheWay[] = [];
  fleet.carry = (words) =>
    words.filter((word) => {
      const what = decodePresence(word.signal)?.what;
      const isLate = what?.case === "part" && what.value.index >= 2;
      if (isLate) late.push(word);
      return !isLate;
    });
  fleet.pass(3);
  a.leave("user29999");
  fleet.pass(1);
  assert.equal(late.length, 2);
  for (const { signal } of late) b.others.receive(signal);
  fleet.carry = (words) => words;
  fleet.pass(10);
  assert.equal(b.others.isComplete, true);
  assert.deepEqual(b.online, a.online);
});

test("a node whose lease is gone, and who says nothing, is forgotten when its people had time to come back", () => {
  const { fleet, a, b } = two();
  a.beat("ann", "den");
  fleet.pass(2);
  fleet.kill("a:1");
  fleet.endLease("a:1");
  fleet.pass(8);
  assert.deepEqual(b.online, ["ann"]);
  fleet.pass(4);
  assert.deepEqual([b.online, b.here("den")], [[], []]);
  assert.deepEqual(b.others.measure(), { nodes: 0, people: 0 });
});

test("a node of which nothing comes for 45 seconds is forgotten, lease or not", () => {
  const { fleet, a, b } = two();
  a.beat("ann");
  fleet.pass(2);
  fleet.kill("a:1");
  fleet.pass(40);
  assert.deepEqual(b.online, ["ann"]);
  fleet.pass(6);
  assert.deepEqual(b.online, []);
});

test("a node that is alive keeps its people when its lease is gone for a while", () => {
  const { fleet, a, b } = two();
  fleet.pass(2);
  fleet.endLease("a:1");
  for (let second = 0; second < 60; second += 15) {
    a.beat("ann");
    fleet.pass(15);
    assert.deepEqual(b.online, ["ann"]);
  }
});

test("a node that was killed and started again at its address is another one", () => {
  const { fleet, a, b } = two();
  a.beat("ann", "den");
  a.beat("bob", "den");
  fleet.pass(2);
  const again = fleet.start("a:1");
  fleet.pass(3);
  again.beat("bob", "den");
  fleet.pass(1);
  // Ann may be on the way back.
  assert.deepEqual(b.here("den"), ["ann", "bob"]);
  fleet.pass(10);
  assert.deepEqual([b.online, b.here("den")], [["bob"], ["bob"]]);
  assert.deepEqual(again.online, ["bob"]);
});

test("no node gives a lower version than one that it was told of, however its clock goes", () => {
  const { fleet, a, b } = two();
  fleet.pass(2);
  a.beat("ann");
  fleet.pass(1);
  fleet.clock.jump(-3_600_000);
  const c = fleet.start("c:1");
  fleet.pass(2);
  const before = Math.max(a.people.version, b.people.version);
  c.beat("ann", "den");
  fleet.pass(1);
  for (const node of [a, b, c]) assert.ok(node.people.person("ann").version > before);
});

test("whatever the wire does, all nodes agree in the end, and hold no more than is there", () => {
  const nodes = ["a:1", "b:1", "c:1"];
  const act = fc.record({
    node: fc.constantFrom(...nodes),
    user: fc.constantFrom("ann", "ann/2", "bob"),
    does: fc.constantFrom("beat", "beat", "stream", "unstream", "leave", "restart", "pass", "pass"),
    open: fc.subarray(["den", "attic"]),
    // For each word: lost, doubled, late or as it should be.
    fates: fc.array(fc.constantFrom("lost", "doubled", "late", "fine", "fine"), { minLength: 1, maxLength: 8 }),
  });
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 40 }), (acts) => {
      const fleet = new PresenceFleet();
      for (const address of nodes) fleet.start(address);
      const late: OnTheWay[] = [];
      const closes: ((() => void) | undefined)[] = [];
      for (const { node, user, does, open, fates } of acts) {
        let word = 0;
        fleet.carry = (words) => {
          const through = late.splice(0, late.length / 2);
          for (const each of words) {
            const fate = fates[word++ % fates.length];
            if (fate === "late") late.push(each);
            else if (fate !== "lost") through.push(...(fate === "doubled" ? [each, each] : [each]));
          }
          return through.reverse();
        };
        const at = fleet.nodes.get(node);
        if (does === "beat") at?.beat(user, ...open);
        else if (does === "leave") at?.leave(user);
        else if (does === "stream") closes.push(at?.stream(user));
        else if (does === "unstream") closes.shift()?.();
        else if (does === "restart") fleet.start(node);
        else fleet.pass(2);
      }
      fleet.carry = (words) => words;
      fleet.wire.push(...late);
      // Longer than a silent node is held, and shorter than a lease of somebody who has just beaten.
      fleet.pass(20);
      const [a, ...rest] = [...fleet.nodes.values()];
      for (const node of rest) {
        assert.deepEqual(node.online, a?.online);
        for (const channelId of ["den", "attic"]) assert.deepEqual(node.here(channelId), a?.here(channelId));
      }
      for (const close of closes) close?.();
      fleet.pass(60);
      for (const node of fleet.nodes.values()) {
        assert.deepEqual(node.people.measure(), { people: 0, channels: 0 });
        assert.equal(node.others.measure().people, 0);
        assert.deepEqual(node.others.own.measure(), { people: 0, changed: 0 });
        assert.deepEqual(node.presence.measure(), { sessions: 0, leases: 0, queued: 0 });
        assert.equal(node.others.news.size, 0);
      }
    }),
    { numRuns: 200 },
  );
});

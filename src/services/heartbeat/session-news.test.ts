// A session whose streams are at one node of a fleet, and whose beats go to another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { PresenceFleet } from "../../../test/support/presence-fleet.ts";

/** Ann has a stream at one node and beats at another; whoever watches is at a third. */
function split() {
  const fleet = new PresenceFleet();
  const [streams, beats, watcher] = [fleet.start("s:1"), fleet.start("b:1"), fleet.start("w:1")];
  fleet.pass(2);
  const close = streams.stream("ann");
  beats.beat("ann", "den");
  fleet.pass(3);
  return { fleet, streams, beats, watcher, close };
}

test("a client that is killed is gone ten seconds after its stream at another node, lease or not", () => {
  const { fleet, watcher, close } = split();
  close();
  fleet.pass(8);
  assert.deepEqual(watcher.here("den"), ["ann"]);
  fleet.pass(6);
  assert.deepEqual([watcher.online, watcher.here("den")], [[], []]);
});

test("a client whose network is cut is gone when its lease is over, though its stream at another node seems open", () => {
  const { fleet, watcher } = split();
  fleet.pass(38);
  assert.deepEqual(watcher.here("den"), ["ann"]);
  fleet.pass(10);
  assert.deepEqual([watcher.online, watcher.here("den")], [[], []]);
});

test("who leaves on purpose is gone at once from all nodes", () => {
  const { fleet, streams, beats, watcher, close } = split();
  beats.leave("ann");
  close();
  fleet.pass(2);
  for (const node of [streams, beats, watcher]) assert.deepEqual(node.online, []);
});

test("a farewell counts at whichever node it is said", () => {
  const { fleet, watcher } = split();
  watcher.leave("ann");
  fleet.pass(2);
  assert.deepEqual(watcher.online, []);
});

test("who leaves one node and comes to another in the same second is there", () => {
  const { fleet, streams, beats, watcher } = split();
  beats.leave("ann");
  streams.beat("ann", "attic");
  fleet.pass(5);
  for (const node of [streams, beats, watcher]) assert.deepEqual([node.online, node.here("attic")], [["ann"], ["ann"]]);
});

test("a stream that comes long after the beats to another node does not count for itself", () => {
  const { fleet, watcher, close } = split();
  fleet.pass(20);
  watcher.stream("ann");
  fleet.pass(2);
  close();
  fleet.pass(26);
  for (const node of fleet.nodes.values()) assert.deepEqual(node.online, []);
});

test("of two tabs at two nodes one may go, whichever came first", () => {
  const fleet = new PresenceFleet();
  const [first, second, beats] = [fleet.start("f:1"), fleet.start("s:1"), fleet.start("b:1")];
  const closeFirst = first.stream("ann");
  fleet.pass(5);
  beats.beat("ann", "den");
  fleet.pass(5);
  const [closeSecond, closeThird] = [second.stream("ann"), beats.stream("ann")];
  fleet.pass(2);
  closeSecond();
  closeThird();
  fleet.pass(14);
  assert.deepEqual(first.here("den"), ["ann"]);
  closeFirst();
  fleet.pass(14);
  assert.deepEqual(second.online, []);
});

test("who beats at another node every time stays, and has open what the last beat said", () => {
  const fleet = new PresenceFleet();
  const nodes = [fleet.start("a:1"), fleet.start("b:1"), fleet.start("c:1")];
  fleet.pass(2);
  for (let beat = 0; beat < 12; beat++) {
    nodes[beat % 3]?.beat("ann", `channel${beat}`);
    for (let second = 0; second < 17; second++) {
      fleet.pass(1);
      for (const { online } of nodes) assert.deepEqual(online, ["ann"]);
    }
    for (const node of nodes) {
      assert.deepEqual(node.here(`channel${beat}`), ["ann"]);
      assert.deepEqual(node.here(`channel${beat - 1}`), []);
    }
  }
  fleet.pass(48);
  for (const { online } of nodes) assert.deepEqual(online, []);
});

test("a stream that comes to a third node is known not to count for itself, and the end of the first one ends nothing", () => {
  const { fleet, watcher, close, beats } = split();
  const closeSecond = watcher.stream("ann");
  fleet.pass(2);
  close();
  fleet.pass(13);
  beats.beat("ann", "den");
  fleet.pass(5);
  assert.deepEqual(watcher.here("den"), ["ann"]);
  closeSecond();
  fleet.pass(14);
  assert.deepEqual(watcher.online, []);
});

test("streams that ended with their node count no more", () => {
  const { fleet, watcher, beats } = split();
  fleet.kill("s:1");
  fleet.endLease("s:1");
  beats.beat("ann", "den");
  fleet.pass(8);
  assert.deepEqual(watcher.here("den"), ["ann"]);
  fleet.pass(16);
  assert.deepEqual(watcher.online, []);
});

test("a client that only streams is online at one node alone, and what is told of sessions leaves nothing behind", () => {
  const { fleet, streams, beats, watcher, close } = split();
  const closeBot = streams.stream("bob");
  fleet.pass(600);
  assert.deepEqual(watcher.online, ["bob"]);
  closeBot();
  close();
  fleet.pass(15);
  for (const node of [streams, beats, watcher]) {
    assert.deepEqual(node.online, []);
    assert.deepEqual(node.presence.measure(), { sessions: 0, leases: 0, queued: 0 });
    assert.equal(node.others.news.size, 0);
  }
});

// Who is there, over real links between nodes; leases and time are in the test's hand.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { NodeName } from "../../src/core/presence.ts";
import { ChannelKind } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { MemoryChannels } from "../support/heartbeat.ts";
import { HeartbeatNode, passUntil } from "../support/heartbeat-node.ts";
import { MemorySessions } from "../support/memory-sessions.ts";

async function openFleet(t: TestContext) {
  const clock = new FakeClock();
  const channels = new MemoryChannels();
  channels.put("den", ChannelKind.PUBLIC, ["ann", "bob"]);
  const shared = { clock, channels, users: new MemorySessions(clock), leases: new Map<string, NodeName>() };
  const start = async (port?: number) => {
    const node = await HeartbeatNode.start(shared, port);
    t.after(() => node.kill());
    return node;
  };
  const until = async (isTrue: () => boolean) => assert.ok(await passUntil(clock, isTrue), "it never happened");
  return { ...shared, start, until };
}

test("a watcher at one node sees who comes, opens a channel, joins it and goes at another", async (t) => {
  const { start, until } = await openFleet(t);
  const [a, b] = [await start(), await start()];
  const { whoIsThere } = b.heartbeat;
  const watching = await b.watch("bob", "den");
  await until(() => watching.take().some(({ snapshot }) => snapshot));
  const shows = (person: string) => until(() => watching.take().some(({ people }) => people.includes(person)));

  await a.beat("ann", "den");
  await shows("ann here");
  assert.deepEqual([whoIsThere.isOnline("ann"), whoIsThere.isHere("den", "ann")], [true, true]);
  await a.beat("ann");
  await shows("ann online");
  assert.deepEqual([whoIsThere.isOnline("ann"), whoIsThere.isHere("den", "ann")], [true, false]);
  await a.leave("ann");
  await shows("ann away");
  assert.equal(whoIsThere.isOnline("ann"), false);
  await a.beat("carol");
  a.topics.emit("user", "carol", { kind: "joined", channelId: "den", seq: 9 });
  await shows("carol online");
});

test("links that break, and a node that is killed and started again at its address, change nothing in the end", async (t) => {
  const { start, until } = await openFleet(t);
  const [a, b] = [await start(), await start()];
  await a.beat("ann", "den");
  await until(() => b.heartbeat.whoIsThere.isHere("den", "ann"));

  await b.kill();
  const again = await start(Number(b.address.split(":")[1]));
  await until(() => again.heartbeat.whoIsThere.isHere("den", "ann"));
  await again.beat("bob");
  await until(() => a.heartbeat.whoIsThere.isOnline("bob"));
  await until(() => a.heartbeat.elsewhere.nodes === 1);

  a.links.to(again.address)?.close();
  await a.leave("ann");
  await until(() => !again.heartbeat.whoIsThere.isOnline("ann"));
  assert.deepEqual(again.heartbeat.elsewhere, { nodes: 1, people: 0 });
});

test("a node that is gone takes its people along, and not those who came to another one", async (t) => {
  const { start, until, leases } = await openFleet(t);
  const [a, b, c] = [await start(), await start(), await start()];
  await a.beat("ann", "den");
  await a.beat("bob", "den");
  await until(() => c.heartbeat.elsewhere.people === 2);
  await a.kill();
  leases.delete(a.address);
  await b.beat("bob", "den");
  await until(() => !c.heartbeat.whoIsThere.isOnline("ann"));
  assert.equal(c.heartbeat.whoIsThere.isHere("den", "bob"), true);
});

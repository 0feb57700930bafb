import assert from "node:assert/strict";
import { test } from "node:test";
import { openHeartbeat } from "../../../test/support/heartbeat.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("members are read again: who joined is shown, and who left until they go", async () => {
  const { channels, clock, beat, watch } = await openHeartbeat();
  channels.put("tea", ChannelKind.PUBLIC, ["ann", "bob"]);
  await beat("bob");
  await beat("carol");
  const watching = await watch("ann", { channelId: "tea" });
  assert.deepEqual(watching.take()[0]?.people, ["bob online"]);
  channels.put("tea", ChannelKind.PUBLIC, ["ann", "carol"]);
  clock.advance(30_000);
  await settled();
  watching.take();
  clock.advance(1_000);
  assert.deepEqual(watching.take()[0]?.people, ["bob online", "carol online"]);
  clock.advance(40_000);
  const later = watching.take().flatMap((frame) => frame.people);
  // Watchers were told that bob is online: that he no longer is, they must hear too.
  assert.deepEqual(later, ["bob away", "carol away"]);
});

test("who joins a channel or leaves it is known at once, also when the members were being read meanwhile", async () => {
  const { channels, topics, clock, beat, watch } = await openHeartbeat();
  channels.put("tea", ChannelKind.PUBLIC, ["ann", "bob"]);
  await beat("bob");
  await beat("carol");
  const watching = await watch("ann", { channelId: "tea" });
  assert.deepEqual(watching.take()[0]?.people, ["bob online"]);
  const held = Promise.withResolvers<void>();
  // Reads what there was before, and is slow to say it.
  const { members } = channels;
  channels.members = async (...ask) => {
    const page = await members.apply(channels, ask);
    await held.promise;
    return page;
  };
  clock.advance(30_000);
  topics.emit("user", "carol", { kind: "joined", channelId: "tea", seq: 9 });
  clock.advance(1_000);
  assert.deepEqual(watching.take().at(-1)?.people, ["carol online"]);
  held.resolve();
  await settled();
  clock.advance(1_000);
  assert.deepEqual(watching.take(), []);
  topics.emit("user", "bob", { kind: "left", channelId: "tea", seq: 10, removed: false });
  clock.advance(1_000);
  const later = await watch("ann", { channelId: "tea" });
  assert.deepEqual(later.take()[0]?.people, ["carol online"]);
});

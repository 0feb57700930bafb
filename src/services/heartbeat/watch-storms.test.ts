import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { MemoryChannels } from "../../../test/support/heartbeat.ts";
import type { StreamSink } from "../../core/service.ts";
import { callInside } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { Topics } from "../../core/topics.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { BeatRequestSchema, WatchPresenceRequestSchema } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { HeartbeatService } from "./heartbeat-service.ts";

const watchers = 1_000;
const watched = Array.from({ length: 500 }, (_, i) => `person${i}`);
const callOf = (userId: string) => callInside({ sessionId: userId, userId, name: userId });

/** Counts what is written. */
class CountedFrames implements StreamSink {
  frames = 0;
  bytes = 0;

  write(frame: Uint8Array, done: () => void): void {
    this.frames++;
    this.bytes += frame.length;
    done();
  }

  writeFramed(): void {
    throw new Error("framed already");
  }

  end(): void {}

  take(): number {
    return [this.frames, (this.frames = 0)][0] as number;
  }
}

/** A server that has just started, and a thousand who come back to watch the same five hundred. */
async function openWatched(by: { userIds: string[] } | { channelId: string }) {
  const clock = new FakeClock();
  const channels = new MemoryChannels();
  channels.put("lobby", ChannelKind.LOBBY, []);
  let reads = 0;
  const users = { user: () => Promise.resolve(void reads++) };
  const heartbeat = new HeartbeatService({ clock, topics: new Topics<ChatSignals>(), users, channels });
  const sink = new CountedFrames();
  const request = create(WatchPresenceRequestSchema, by);
  const asked = Array.from({ length: watchers }, (_, i) => heartbeat.watchPresence(request, callOf(`watcher${i}`)));
  for (const open of await Promise.all(asked)) open(sink);
  assert.ok(reads <= watched.length, "names are read once for all who ask at the same time");
  const all = (leaving: boolean) =>
    Promise.all(watched.map((userId) => heartbeat.beat(create(BeatRequestSchema, { leaving }), callOf(userId))));
  return { clock, sink, heartbeat, all };
}

for (const by of [{ userIds: watched }, { channelId: "lobby" }]) {
  const what = "userIds" in by ? "by id" : "in the lobby";

  test(`five hundred people who come and go all the time are one frame a second for who watches them ${what}`, async () => {
    const { clock, sink, heartbeat, all } = await openWatched(by);
    await all(false);
    clock.advance(20_000);
    sink.take();
    for (let second = 0; second < 2; second++) {
      for (let i = 0; i < 2; i++) await all((second + i) % 2 === 0);
      clock.advance(1_000);
      assert.equal(sink.take(), watchers);
    }
    heartbeat.close();
  });

  test(`after a start not everybody is told everything at the same moment, ${what}`, async () => {
    const { clock, sink, heartbeat, all } = await openWatched(by);
    await all(false);
    clock.advance(9_000);
    sink.take();
    const told = Array.from({ length: 6 }, () => {
      clock.advance(1_000);
      return sink.take();
    });
    assert.ok(Math.max(...told) <= watchers / 4, told.join(", "));
    assert.equal(
      told.reduce((sum, count) => sum + count),
      watchers,
    );
    heartbeat.close();
  });
}

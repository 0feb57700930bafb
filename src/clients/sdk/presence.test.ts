import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import { WatchPresenceResponseSchema } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { clientErrors } from "./client-errors.ts";
import { createClient } from "./create-client.ts";
import type { PresencePicture } from "./presence-watch.ts";
import type { StreamOptions, Transport } from "./transport.ts";

/** A server whose presence streams the test holds in its hands. */
function presenceOn() {
  const chat = new FakeChat();
  const clock = new FakeClock();
  const watches: StreamOptions<unknown>[] = [];
  const wire = chat.transport();
  const transport: Transport = {
    ...wire,
    serverStream(method, request, options) {
      if (method.localName !== "watchPresence") return wire.serverStream(method, request, options);
      watches.push(options);
    },
  };
  const client = createClient({ transport, guest: { name: "ann" }, clock, random: () => 0 });
  const tell = (change: MessageInitShape<typeof WatchPresenceResponseSchema>) =>
    watches.at(-1)?.onMessage(create(WatchPresenceResponseSchema, change));
  return { chat, clock, client, watches, tell };
}

const bob = { userId: "u2", name: "bob", online: true, here: false, version: 3n };

test("the picture follows the changes, and one that was overtaken changes nothing", async () => {
  const { client, tell } = presenceOn();
  const pictures: PresencePicture[] = [];
  const off = client.watchPresence("lobby", (picture) => pictures.push(picture));
  await settled();
  await tell({ snapshot: true, changes: [bob], hereCount: 0 });
  await tell({ changes: [{ ...bob, here: true, version: 5n }], hereCount: 1 });
  await tell({ changes: [{ ...bob, online: false, version: 4n }], hereCount: 1 });
  assert.deepEqual(pictures.at(-1), {
    people: [{ id: "u2", name: "bob", online: true, here: true }],
    hereCount: 1,
    error: undefined,
  });
  await tell({ snapshot: true, changes: [], hereCount: 0 });
  assert.deepEqual(pictures.at(-1)?.people, []);
  off();
  await client.close();
});

test("a lost watch is opened again; a refused one says why and ends", async () => {
  const { client, clock, watches } = presenceOn();
  const pictures: PresencePicture[] = [];
  client.watchPresence({ userIds: ["u2"] }, (picture) => pictures.push(picture));
  await settled();
  watches[0]?.onEnd(clientErrors.connection("cut"));
  await settled();
  clock.advance(1);
  await settled();
  assert.equal(watches.length, 2);
  watches[1]?.onEnd(errors.notAMember());
  await settled();
  clock.advance(60_000);
  await settled();
  assert.equal(watches.length, 2);
  assert.equal(pictures.at(-1)?.error?.reason, "NOT_A_MEMBER");
  await client.close();
});

test("while people come back to a server that was started anew, those who were here stay, and are counted", async () => {
  const { client, clock, watches, tell } = presenceOn();
  const pictures: PresencePicture[] = [];
  client.watchPresence("lobby", (picture) => pictures.push(picture));
  await settled();
  const people = ["bob", "carol"].map((name) => ({ userId: name, name, online: true, here: true, version: 3n }));
  await tell({ snapshot: true, changes: people, hereCount: 2 });
  watches[0]?.onEnd(clientErrors.connection("cut"));
  await settled();
  clock.advance(1);
  await settled();
  assert.equal(watches.length, 2);
  await tell({ changes: people.slice(0, 1), hereCount: 1 });
  const seen = () => [pictures.at(-1)?.people.map(({ name }) => name), pictures.at(-1)?.hereCount];
  assert.deepEqual(seen(), [["bob", "carol"], 2]);
  await tell({ snapshot: true, changes: people.slice(0, 1), hereCount: 1 });
  assert.deepEqual(seen(), [["bob"], 1]);
  await client.close();
});

test("beats say what is open, go on while connected, and end with a goodbye", async () => {
  const { chat, client, clock } = presenceOn();
  const beats = () => chat.asked.filter((method) => method === "beat").length;
  await client.connect();
  await settled();
  assert.equal(beats(), 0, "the stream says enough until something is open");
  await client.setOpenChannels(["lobby"]);
  assert.equal(beats(), 1);
  clock.advance(15_000);
  await settled();
  assert.equal(beats(), 2);
  await client.close();
  assert.equal(beats(), 3);
  clock.advance(60_000);
  await settled();
  assert.equal(beats(), 3);
});

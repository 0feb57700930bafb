import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import {
  Level,
  ListInboxResponseSchema,
  Reason,
  RegisterDeviceResponseSchema,
  StepKind,
  WatchInboxResponseSchema,
} from "../../gen/madang/notification/v1/notification_pb.ts";
import { clientErrors } from "./client-errors.ts";
import { createClient } from "./create-client.ts";
import type { InboxChange } from "./notifications.ts";
import type { StreamOptions, Transport } from "./transport.ts";

/** A server whose inbox streams and answers the test holds in its hands. */
function open() {
  const chat = new FakeChat();
  const clock = new FakeClock();
  const watches: StreamOptions<unknown>[] = [];
  const asked: [method: string, request: unknown][] = [];
  const answers = new Map<string, object>();
  const wire = chat.transport();
  const transport: Transport = {
    ...wire,
    async unary(method, request, options) {
      const answer = answers.get(method.localName);
      if (!answer) return wire.unary(method, request, options);
      asked.push([method.localName, request]);
      return create(method.output, answer as MessageInitShape<typeof method.output>);
    },
    serverStream(method, request, options) {
      if (method.localName !== "watchInbox") return wire.serverStream(method, request, options);
      watches.push(options);
    },
  };
  const client = createClient({ transport, guest: { name: "ann" }, clock, random: () => 0 });
  const tell = (change: MessageInitShape<typeof WatchInboxResponseSchema>) =>
    watches.at(-1)?.onMessage(create(WatchInboxResponseSchema, change));
  return { client, clock, watches, asked, answers, tell };
}

test("pages of the inbox hold plain items, of messages and of other services", async () => {
  const { client, asked, answers } = open();
  const page: MessageInitShape<typeof ListInboxResponseSchema> = {
    items: [
      {
        itemId: "i1",
        reason: Reason.MENTION,
        atMs: 5n,
        channelId: "tea",
        channelName: "Tea",
        seq: 7n,
        actorId: "u2",
        actorName: "bob",
        text: "@ann",
      },
      { itemId: "i2", reason: Reason.SERVICE, text: "come", roomId: "r", acknowledged: true },
    ],
    nextPageToken: "more",
  };
  answers.set("listInbox", page);
  const { items, nextPageToken } = await client.notifications.inbox({ pageSize: 2, reasons: ["mention", "service"] });
  assert.deepEqual(items, [
    {
      id: "i1",
      reason: "mention",
      at: 5,
      message: { channelId: "tea", seq: 7, from: { id: "u2", name: "bob" } },
      channelName: "Tea",
      text: "@ann",
      roomId: "",
      acknowledged: false,
    },
    {
      id: "i2",
      reason: "service",
      at: 0,
      message: undefined,
      channelName: "",
      text: "come",
      roomId: "r",
      acknowledged: true,
    },
  ]);
  assert.equal(nextPageToken, "more");
  assert.deepEqual(asked, [
    ["listInbox", { pageSize: 2, pageToken: "", openOnly: false, reasons: [Reason.MENTION, Reason.SERVICE] }],
  ]);
  await client.close();
});

test("a webhook's secret is in the answer, and a preference says what it leaves out", async () => {
  const { client, asked, answers } = open();
  const answer: MessageInitShape<typeof RegisterDeviceResponseSchema> = {
    device: { deviceId: "d", way: { case: "webhook", value: { url: "https://h/", secret: "s" } }, showsText: true },
  };
  answers.set("registerDevice", answer).set("setPreference", {});
  const device = await client.notifications.registerWebhook("https://h/", { label: "mine" });
  assert.deepEqual(device.way, { kind: "webhook", url: "https://h/", secret: "s" });
  assert.deepEqual([device.lastTakenAt, device.lastFailure], [undefined, undefined]);
  await client.notifications.setPreference({ level: "nothing" });
  const preference = { channelId: "", level: Level.NOTHING, mutedUntilMs: 0n };
  assert.deepEqual(asked.at(-1), ["setPreference", { preference }]);
  await client.close();
});

test("steps are told in the contract's words", async () => {
  const { client, answers } = open();
  answers.set("explain", {
    steps: [
      { kind: StepKind.ACCEPTED, atMs: 3n },
      { kind: StepKind.NOTICED, atMs: 4n, reason: Reason.DIRECT },
      { kind: StepKind.SENT_WITH, atMs: 5n, deviceId: "d", deviceLabel: "phone", detail: "9" },
      { kind: 99, atMs: 0n },
    ],
  });
  const steps = await client.notifications.explain("tea", 7);
  assert.deepEqual(
    steps.map(({ kind, at, device, reason, detail }) => [kind, at, device?.label, reason, detail]),
    [
      ["accepted", 3, undefined, undefined, ""],
      ["noticed", 4, undefined, "direct", ""],
      ["sent_with", 5, "phone", undefined, "9"],
      ["unknown", undefined, undefined, undefined, ""],
    ],
  );
  await client.close();
});

test("a watch tells every change, and after a loss that the inbox is to be listed again", async () => {
  const { client, clock, watches, tell } = open();
  const changes: InboxChange[] = [];
  client.notifications.watch((change) => changes.push(change));
  await settled();
  await tell({ counts: { open: 1 } });
  await tell({});
  await tell({ counts: { open: 2 }, added: [{ itemId: "i", text: "hello" }] });
  watches[0]?.onEnd(clientErrors.connection("cut"));
  await settled();
  clock.advance(1);
  await settled();
  await tell({ counts: { open: 2 } });
  assert.deepEqual(
    changes.map(({ open, added, listAgain }) => [open, added.map(({ text }) => text), listAgain]),
    [
      [1, [], false],
      [2, ["hello"], false],
      [2, [], true],
    ],
  );
  watches[1]?.onEnd(errors.draining());
  await settled();
  clock.advance(1_000);
  await settled();
  assert.equal(watches.length, 3);
  await client.close();
});

test("a watch that is refused says why and ends, and one that falls silent is opened again", async () => {
  const { client, clock, watches, tell } = open();
  const changes: InboxChange[] = [];
  const off = client.notifications.watch((change) => changes.push(change));
  await settled();
  await tell({ counts: { open: 1 } });
  clock.advance(40_000);
  await settled();
  clock.advance(1);
  await settled();
  assert.equal(watches.length, 2);
  watches[1]?.onEnd(errors.suspended());
  await settled();
  assert.deepEqual([changes.at(-1)?.error?.reason, changes.at(-1)?.open], ["SUSPENDED", 1]);
  off();
  await client.close();
});

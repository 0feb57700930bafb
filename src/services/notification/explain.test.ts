import assert from "node:assert/strict";
import { test } from "node:test";
import type { DescEnum } from "@bufbuild/protobuf";
import { Drafts } from "../../../test/support/drafts.ts";
import { NotifiedChat } from "../../../test/support/notified-chat.ts";
import type { DeviceRow, Outcome } from "../../core/notices.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { ReasonSchema, StepKindSchema } from "../../gen/madang/notification/v1/notification_pb.ts";

const ann = new Drafts("tea", "ann");

async function openTea(parts: Parameters<NotifiedChat["notifications"]>[0] = {}) {
  const chat = new NotifiedChat();
  chat.say(ann.created({ members: ["bob", "carol"] }));
  const notifications = chat.notifications(parts);
  notifications.start();
  chat.clock.advance(10_000);
  const startMs = chat.clock.now();
  /** Steps as words: the kind, and what else they say. */
  const explain = async (userId: string, seq: number, channelId = "tea") => {
    const steps = await notifications.explainFor(userId, channelId, seq);
    return steps.map(({ kind, detail, deviceLabel, reason, atMs }) => {
      const words = [nameOf(StepKindSchema, kind), reason && nameOf(ReasonSchema, reason), deviceLabel, detail].filter(
        Boolean,
      );
      return `${atMs === undefined ? "?" : Number(atMs) - startMs} ${words.join(" ")}`;
    });
  };
  return { chat, notifications, explain, startMs };
}

function nameOf({ value }: DescEnum, number = 0): string {
  return value[number]?.localName ?? "";
}

function phone(chat: NotifiedChat, deviceId = "d1", label = "phone"): DeviceRow {
  const device: DeviceRow = {
    deviceId,
    userId: "bob",
    sessionId: "",
    label,
    way: { kind: "webhook", url: `https://example.org/${deviceId}`, secret: "s" },
    showsText: true,
    createdAtMs: chat.clock.now(),
    lastTakenAtMs: 0,
    lastFailure: "503",
  };
  chat.notices.devices.push(device);
  return device;
}

/** What became of what waits for a device. */
async function settle(chat: NotifiedChat, deviceId: string, change: Partial<Outcome>): Promise<void> {
  const entry = chat.notices.outbox.find((each) => each.deviceId === deviceId) ?? assert.fail("nothing waits");
  await chat.notices.settle([{ entry, atMs: chat.clock.now(), result: "sent", detail: "201", ...change }]);
}

test("who said it themselves is told nothing", async () => {
  const { chat, notifications, explain } = await openTea();
  chat.say(ann.posted("hello"));
  await chat.settle();
  assert.deepEqual(await explain("ann", 2), ["0 ACCEPTED", "0 OWN_MESSAGE"]);
  await notifications.close();
});

test("who has no device has it in the inbox only, and may have read it", async () => {
  const { chat, notifications, explain } = await openTea();
  chat.say(ann.posted("@bob", { mentions: ["bob"] }));
  await chat.settle();
  phone(chat);
  assert.deepEqual(await explain("bob", 2), ["0 ACCEPTED", "0 NOTICED MENTION", "0 NO_DEVICE"]);
  chat.read("bob", "tea", 2);
  assert.deepEqual((await explain("bob", 2)).at(-1), "? ACKNOWLEDGED");
  await notifications.close();
});

test("every silence says why", async () => {
  const { chat, notifications, explain, startMs } = await openTea();
  chat.online.add("carol");
  const untilMs = startMs + 3_600_000;
  await chat.notices.setPreference("bob", { channelId: "tea", level: "default", mutedUntilMs: untilMs }, 9);
  chat.say(ann.posted("one"));
  await chat.settle();
  assert.deepEqual(await explain("bob", 2), ["0 ACCEPTED", `0 MUTED ${new Date(untilMs).toISOString()}`]);
  assert.deepEqual(await explain("carol", 2), ["0 ACCEPTED", "0 ONLINE"]);
  await chat.notices.setPreference("bob", { channelId: "tea", level: "nothing", mutedUntilMs: 0 }, 9);
  chat.say(ann.posted("two"));
  await chat.settle();
  assert.match((await explain("bob", 3))[1] ?? "", /LEVEL$/);
  await notifications.close();
});

test("who came later or was never there is no member", async () => {
  const { chat, notifications, explain } = await openTea();
  chat.say(ann.posted("one"));
  await chat.settle();
  chat.say(new Drafts("tea", "dave").joined());
  assert.deepEqual(await explain("dave", 2), ["0 ACCEPTED", "0 NOT_A_MEMBER"]);
  assert.deepEqual(await explain("erin", 2), ["0 ACCEPTED", "0 NOT_A_MEMBER"]);
  await notifications.close();
});

test("in a large channel the rules say why somebody is not told", async () => {
  const { chat, notifications, explain } = await openTea();
  chat.say(new Drafts("lobby", "madang").created({ kind: ChannelKind.LOBBY }));
  chat.say(new Drafts("lobby", "ann").posted("hello @carol", { mentions: ["carol"] }));
  await chat.settle();
  assert.deepEqual(await explain("bob", 2, "lobby"), ["0 ACCEPTED", "0 LEVEL"]);
  assert.deepEqual((await explain("carol", 2, "lobby"))[1], "0 NOTICED MENTION");
  await notifications.close();
});

test("what the notifier has not come to is said to be so", async () => {
  const { chat, notifications, explain } = await openTea();
  await notifications.close();
  chat.say(ann.posted("hello"));
  assert.deepEqual(await explain("bob", 2), ["0 ACCEPTED", "0 NOT_YET_LOOKED_AT"]);
});

test("a device's steps are told in order: waiting, failing, sent, taken back", async () => {
  const { chat, notifications, explain } = await openTea();
  phone(chat);
  chat.online.add("bob");
  chat.say(ann.posted("@bob", { mentions: ["bob"] }));
  await chat.settle();
  assert.deepEqual((await explain("bob", 2)).slice(2), ["20000 WAITS_WHILE_ONLINE phone"]);
  chat.clock.advance(20_000);
  await settle(chat, "d1", { result: "retry", detail: "503", retryAtMs: chat.clock.now() + 1_000 });
  assert.deepEqual((await explain("bob", 2)).slice(2), ["20050 QUEUED phone 503", "21050 QUEUED phone 503"]);
  chat.clock.advance(1_000);
  await settle(chat, "d1", { result: "sent", detail: "201" });
  assert.deepEqual((await explain("bob", 2)).slice(2), ["20050 QUEUED phone 503", "21050 SENT phone 201"]);
  chat.read("bob", "tea", 2);
  await chat.notices.withdraw("tea", 2, "bob");
  await settle(chat, "d1", { result: "read", detail: "" });
  assert.deepEqual((await explain("bob", 2)).slice(3), [
    "21050 SENT phone 201",
    "21050 WITHDRAWN_READ phone",
    "? ACKNOWLEDGED",
  ]);
  await notifications.close();
});

test("what went along with a later message says with which, and later deliveries are not its own", async () => {
  const { chat, notifications, explain } = await openTea();
  phone(chat);
  phone(chat, "d2", "laptop");
  chat.say(ann.posted("one"));
  chat.say(ann.posted("two"));
  await chat.settle();
  await settle(chat, "d1", { result: "sent", detail: "201" });
  await settle(chat, "d2", { result: "refused", detail: "400" });
  chat.say(ann.posted("three"));
  await chat.settle();
  await settle(chat, "d1", { result: "expired", detail: "" });
  const devices = (await explain("bob", 2)).slice(2);
  assert.deepEqual(
    devices.map((step) => step.replace(/^\d+ /, "")),
    ["SENT_WITH phone 3", "REFUSED laptop 400"],
  );
  await notifications.close();
});

test("a later message that was deleted does not end an earlier one", async () => {
  const { chat, notifications, explain } = await openTea();
  phone(chat);
  chat.say(ann.posted("one"));
  chat.say(ann.posted("two"));
  await chat.settle();
  await settle(chat, "d1", { result: "deleted", detail: "" });
  assert.deepEqual(await explain("bob", 2), ["0 ACCEPTED", "0 NOTICED ALL"]);
  assert.match((await explain("bob", 3)).at(-1) ?? "", /WITHDRAWN_DELETED phone$/);
  await notifications.close();
});

test("a device that is gone is named by what it was called", async () => {
  const { chat, notifications, explain } = await openTea();
  phone(chat);
  chat.say(ann.posted("one"));
  await chat.settle();
  const deliveries = [
    {
      deviceId: "d1",
      deviceLabel: "phone",
      sourceId: "tea",
      seq: 2,
      atMs: chat.clock.now(),
      result: "gone" as const,
      detail: "410",
    },
  ];
  const trail = chat.notices.trail.bind(chat.notices);
  chat.notices.trail = async (...asked) => ({ ...(await trail(...asked)), deliveries, waiting: [] });
  assert.match((await explain("bob", 2)).at(-1) ?? "", /DEVICE_GONE phone 410$/);
  await notifications.close();
});

test("what another service is told in our place says so, once it took it", async () => {
  const settings = { when: "offline", onlineAfterMs: 20_000, handOverTo: "host:50051" } as const;
  const { chat, notifications, explain } = await openTea({ settings });
  chat.say(ann.posted("one"));
  await chat.settle();
  assert.deepEqual(await explain("bob", 2), ["0 ACCEPTED", "0 NOTICED ALL", "0 QUEUED host:50051"]);
  const [entry = assert.fail("nothing is handed over")] = chat.notices.handOvers;
  await chat.notices.settleHandOver(entry, chat.clock.now(), "OK");
  assert.deepEqual((await explain("bob", 2)).at(-1), "50 HANDED_OVER host:50051");
  await notifications.close();
});

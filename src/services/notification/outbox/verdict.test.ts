// What is sent and what is not, as everything stands when an entry's time has come.
import assert from "node:assert/strict";
import { test } from "node:test";
import { channelId, OutboxHouse } from "../../../../test/support/outbox-house.ts";
import type { PreferenceRow } from "../../../core/notices.ts";

type Change = (house: OutboxHouse) => unknown;

const prefer = (house: OutboxHouse, change: Partial<PreferenceRow>) =>
  house.store.setPreference("bob", { channelId, level: "default", mutedUntilMs: 0, ...change }, 10);

const notSent: [what: string, change: Change, result: string][] = [
  ["was read meanwhile", (house) => house.store.reads.set(`bob ${channelId}`, 1), "read"],
  [
    "was acknowledged meanwhile",
    (house) => {
      for (const item of house.store.items) item.acknowledged = true;
    },
    "read acknowledged",
  ],
  ["was deleted meanwhile", (house) => house.change(1, { deleted: true }), "deleted"],
  ["is of a channel that the person left", (house) => house.outsiders.add("bob"), "unwanted left"],
  [
    "is of a channel that the person muted",
    (house) => prefer(house, { mutedUntilMs: house.clock.now() + 1 }),
    "unwanted muted",
  ],
  [
    "is for somebody who muted everything",
    (house) => prefer(house, { channelId: "", mutedUntilMs: house.clock.now() + 1 }),
    "unwanted muted",
  ],
  [
    "is for somebody who wants nothing of this channel",
    (house) => prefer(house, { level: "nothing" }),
    "unwanted level",
  ],
  ["is for somebody who is kept out", (house) => house.suspended.add("bob"), "unwanted suspended"],
  ["is older than it is worth", (house) => house.clock.advance(3_600_000), "expired"],
  ["is for a device that was removed", (house) => (house.store.device = async () => undefined), "gone removed"],
];

for (const [what, change, result] of notSent) {
  test(`a message that ${what} is not sent`, async () => {
    const house = await toldOf("mention");
    await change(house);
    const outbox = await house.running();
    assert.deepEqual(house.results(), [result]);
    assert.equal(house.delivered.length, 0);
    await outbox.close();
  });
}

test("a mute that is over, and a channel's own level before the general one, let a message through", async () => {
  const house = await toldOf("mention");
  await prefer(house, { channelId: "", level: "nothing" });
  await prefer(house, { level: "mentions", mutedUntilMs: house.clock.now() });
  const outbox = await house.running();
  assert.deepEqual(house.results(), ["sent 201"]);
  await outbox.close();
});

test("who wants to hear of mentions only is told of one, and of nothing else", async () => {
  for (const [reason, result] of [
    ["reply", "sent 201"],
    ["all", "unwanted level"],
  ] as const) {
    const house = await toldOf(reason);
    await prefer(house, { level: "mentions" });
    const outbox = await house.running();
    assert.deepEqual(house.results(), [result]);
    await outbox.close();
  }
});

test("a message is told as it stands now, with how many are open in its channel and in all", async () => {
  const house = await toldOf("mention");
  await house.say(2, ["bob"], "as it was first");
  house.change(2, { edited: { text: "as it was edited", mentions: [], atMs: 0 } });
  const outbox = await house.running();
  const [delivery] = house.delivered;
  assert.deepEqual(delivery?.content, {
    act: "tell",
    reason: "mention",
    channelId,
    channelName: "garden",
    seq: 2,
    count: 2,
    open: 2,
    actorId: "ann",
    actorName: "Ann",
    text: "as it was edited",
    roomId: "",
    atMs: house.startMs,
  });
  assert.match(delivery.collapseKey, /^[A-Za-z0-9]{22}$/);
  assert.equal(delivery.ttlMs, 3_600_000);
  await outbox.close();
});

test("a device that shows no text is told where, and neither what nor who", async () => {
  const house = new OutboxHouse();
  await house.device("bob", "push.example", false);
  await house.say(1, ["bob"], "the secret");
  const outbox = await house.running();
  const { channelId: where, channelName, actorId, actorName, text, roomId } = house.delivered[0]?.content ?? {};
  assert.deepEqual([where, channelName, actorId, actorName, text, roomId], [channelId, "", "", "", "", ""]);
  await outbox.close();
});

test("what another service asked to tell is told with its room", async () => {
  const house = new OutboxHouse();
  await house.device("bob");
  const atMs = house.startMs;
  const told = [{ userId: "bob", reason: "service" as const, dueAtMs: atMs }];
  await house.store.decide([{ sourceId: "request-1", seq: 0, atMs, decidedAtMs: atMs, told, silent: [] }]);
  const outbox = await house.running();
  const { channelId: none, text, roomId, reason } = house.delivered[0]?.content ?? {};
  assert.deepEqual([none, text, roomId, reason], ["", "the laundry is done", "cellar", "service"]);
  await outbox.close();
});

test("what a device shows is taken back once it was read, under a key of its own", async () => {
  const house = await toldOf("mention");
  const outbox = await house.running();
  house.store.reads.set(`bob ${channelId}`, 1);
  await house.store.withdraw(channelId, 1, "bob");
  outbox.nudge();
  await house.pass(1_000);
  const [tell, withdraw] = house.delivered;
  assert.deepEqual([withdraw?.content.act, withdraw?.content.text, withdraw?.content.count], ["withdraw", "", 0]);
  assert.equal(withdraw?.collapseKey, tell?.collapseKey);
  assert.notEqual(withdraw?.key, tell?.key);
  await outbox.close();
});

test("a browser whose push service wants each push to show something is told of nothing that is taken back", async () => {
  for (const [host, pushes] of [
    ["web.push.apple.com", 1],
    ["push.apple.com.example", 2],
  ] as const) {
    const house = new OutboxHouse();
    await house.device("bob");
    const [row] = house.store.devices;
    if (!row) throw new Error("There is no device.");
    const way = { kind: "web-push", endpoint: `https://${host}/bob`, p256dh: "", auth: "" } as const;
    house.store.devices = [{ ...row, way }];
    await house.say(1, ["bob"]);
    const outbox = await house.running();
    await house.store.withdraw(channelId, 1, "bob");
    outbox.nudge();
    await house.pass(1_000);
    assert.equal(house.delivered.length, pushes, host);
    assert.deepEqual(house.store.outbox, []);
    await outbox.close();
  }
});

test("a browser whose session is over is told nothing, and is forgotten", async () => {
  const house = await toldOf("mention");
  house.store.devices = house.store.devices.map((row) => ({ ...row, sessionId: "over" }));
  house.endedSessions.add("over");
  const outbox = await house.running();
  assert.deepEqual([house.delivered, house.store.devices, house.results()], [[], [], ["gone signed out"]]);
  await outbox.close();
});

test("somebody online is left to read what is urgent, told after 20 s, and not told of the rest", async () => {
  const house = await toldOf("mention");
  house.online.add("bob");
  const outbox = await house.running();
  assert.deepEqual(house.results(), ["waits online"]);
  await house.pass(15_000);
  // The next one must not begin the wait again.
  await house.say(2, ["bob"]);
  outbox.nudge();
  await house.pass(6_000);
  assert.equal(house.delivered.length, 1);
  await outbox.close();

  const rest = await toldOf("all");
  rest.online.add("bob");
  const other = await rest.running();
  assert.deepEqual(rest.results(), ["unwanted online"]);
  await other.close();
});

test("somebody online is told of nothing where the operator said never", async () => {
  const house = await toldOf("direct");
  house.online.add("bob");
  const outbox = await house.running({ onlineAfterMs: 0 });
  assert.deepEqual(house.results(), ["unwanted online"]);
  await outbox.close();
});

async function toldOf(reason: "mention" | "reply" | "all" | "direct"): Promise<OutboxHouse> {
  const house = new OutboxHouse();
  await house.device("bob");
  await house.say(1, ["bob"], "text 1", reason);
  return house;
}

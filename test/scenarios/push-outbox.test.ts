// From the store to a push service: told, taken back, told of what is left, and again after a crash.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type Backend, openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import type { NoticeReason } from "../../src/core/notices.ts";
import { makeVapidKeys, readVapidKeys } from "../../src/push/vapid-keys.ts";
import { createWaysOut, type WaysOut } from "../../src/push/ways-out.ts";
import { systemClock as clock } from "../../src/runtime/system-clock.ts";
import { Outbox } from "../../src/services/notification/outbox/outbox.ts";
import { Drafts } from "../support/drafts.ts";
import { answer, PushService } from "../support/push-service.ts";

const service = await PushService.start().catch(() => undefined);
const options = service ? {} : { skip: "there is no openssl to make a certificate" };
after(() => service?.close());

const channelId = "garden";
const ann = new Drafts(channelId, "ann");
const unexpected: unknown[] = [];

class House {
  readonly #data = mkdtempSync(join(tmpdir(), "madang-push-"));
  backend: Backend = this.#open();
  outbox: Outbox | undefined;
  #out: WaysOut | undefined;

  static async start(): Promise<House> {
    const house = new House();
    const { endpoint = "", keys } = service?.subscribe() ?? {};
    const way = { kind: "web-push", endpoint, p256dh: keys?.p256dh ?? "", auth: keys?.auth ?? "" } as const;
    const row = { deviceId: "d1", userId: "bob", sessionId: "", label: "laptop", way, showsText: true };
    await house.backend.notices.putDevice({ ...row, createdAtMs: 1, lastTakenAtMs: 0, lastFailure: "" }, 20);
    await house.backend.log.append(ann.created({ members: ["bob"] }));
    await house.run();
    return house;
  }

  async run(): Promise<void> {
    const { notices: store, channels, notifications: requests } = this.backend;
    const keys = readVapidKeys(await store.secret("vapid", makeVapidKeys));
    const ca = service?.ca ?? "";
    this.#out = createWaysOut({ keys, contact: "mailto:a@example.org", now: clock.now, allowPrivate: true, ca });
    const whoIsThere = { isOnline: () => false, isHere: () => false };
    const isSuspended = async () => false;
    const isSessionOver = async () => false;
    const parts = { store, channels, isSuspended, isSessionOver, requests, whoIsThere, way: this.#out, clock };
    const settings = { notifyWhen: "offline", onlineAfterMs: 20_000, ttlMs: 3_600_000, graceMs: 0 } as const;
    this.outbox = new Outbox({ ...parts, ...settings, onUnexpected: (failure) => unexpected.push(failure) });
    this.outbox.start();
  }

  async say(text: string, reason: NoticeReason = "mention"): Promise<number> {
    const { seq, atMs } = await this.backend.log.append(ann.posted(text));
    const told = [{ userId: "bob", reason, dueAtMs: atMs }];
    await this.backend.notices.decide([{ sourceId: channelId, seq, atMs, decidedAtMs: clock.now(), told, silent: [] }]);
    this.outbox?.nudge();
    return seq;
  }

  async results(seq: number): Promise<string[]> {
    const { deliveries } = await this.backend.notices.trail("bob", { sourceId: channelId, seq, atMs: 0 });
    return deliveries.map((row) => `${row.seq} ${row.result} ${row.detail}`.trim());
  }

  async stop(): Promise<void> {
    await this.outbox?.close();
    this.#out?.close();
    await this.backend.close();
  }

  async restart(): Promise<void> {
    await this.stop();
    this.backend = this.#open();
    await this.run();
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#data, { recursive: true, force: true });
  }

  #open(): Backend {
    return openEmbedded({ data: this.#data, clock, hub: new Hub({ clock, schedule: setImmediate }) });
  }
}

async function until(isTrue: () => boolean | Promise<boolean>, failure: string): Promise<void> {
  const giveUpAt = performance.now() + 5_000;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAt) throw new Error(failure);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What the push service got since the last time, once there are so many, as "act seq body". */
async function got(count: number): Promise<string[]> {
  const all = service?.gotten ?? [];
  await until(() => all.length >= count, `${count} pushes did not come`);
  return all.splice(0).map(({ payload: { act, seq, body } }) => `${String(act)} ${String(seq)} ${String(body)}`.trim());
}

test("a message is told, and taken back when it is read", options, async () => {
  const house = await House.start();
  after(() => house.remove());
  const seq = await house.say("hello");
  assert.deepEqual(await got(1), [`tell ${seq} hello`]);
  await until(async () => (await house.results(seq)).length > 0, "not settled");
  await house.backend.channels.markRead("bob", channelId, seq);
  await house.backend.notices.withdraw(channelId, seq, "bob");
  house.outbox?.nudge();
  assert.deepEqual(await got(1), [`withdraw ${seq}`]);
  await until(async () => (await house.results(seq)).length === 2, "not settled");
  assert.deepEqual(await house.results(seq), [`${seq} sent 201`, `${seq} read 201`]);
});

test("of two messages that wait, the one that was not deleted is told, as it was edited", options, async () => {
  const house = await House.start();
  after(() => house.remove());
  service?.answers.push(answer(503, { "retry-after": "1" }));
  const first = await house.say("first");
  assert.deepEqual(await got(1), [`tell ${first} first`]);
  const second = await house.say("second");
  await house.backend.log.append(ann.edited(first, "first, edited"));
  // The outbox meets the deletion before anybody told the store of it.
  await house.backend.log.append(ann.deleted(second));
  assert.deepEqual(await got(1), [`tell ${first} first, edited`]);
});

test("what was in flight when the server went down is told after the start, with the same key", options, async () => {
  const house = await House.start();
  after(() => house.remove());
  let isReached = false;
  service?.answers.push(() => {
    isReached = true;
  });
  const seq = await house.say("are you there?");
  await until(() => isReached, "no attempt");
  const key = service?.gotten.at(-1)?.payload["key"];
  await house.restart();
  await until(() => (service?.gotten.length ?? 0) > 1, "not told again");
  assert.deepEqual(
    service?.gotten.map(({ payload }) => payload["key"]),
    [key, key],
  );
  assert.deepEqual(await got(2), [`tell ${seq} are you there?`, `tell ${seq} are you there?`]);
});

test("a browser that is gone is forgotten with all that waits for it", options, async () => {
  const house = await House.start();
  after(() => house.remove());
  service?.answers.push(answer(410));
  await house.say("hello");
  await got(1);
  await until(async () => (await house.backend.notices.devicesOf("bob")).length === 0, "the device is still there");
});

test("nothing unexpected happened, and the push service had nothing to complain about", options, () => {
  assert.deepEqual(unexpected, []);
  assert.deepEqual(service?.faults, []);
});

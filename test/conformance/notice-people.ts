// Suite: where people are told and of what they want to hear, and the store's own secrets.
import assert from "node:assert/strict";
import type { DeviceWay, PreferenceRow } from "../../src/core/notices.ts";
import type { SessionRow } from "../../src/core/ports.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type Harness, type SuiteOptions, tests } from "./harness.ts";
import { decision, device, due, noon, sendAll } from "./notice-made.ts";

/** Tests of devices, preferences and secrets of a NoticeStore. */
export function noticePeopleSuite(options: SuiteOptions): void {
  const test = tests(options);

  test("devices are there as they were put, in the order in which they came, also after a restart", async (store) => {
    const { notices } = store;
    const phone = device("phone", "ann", { way: webPush("https://push.example/1"), sessionId: "s1", showsText: false });
    const hook = device("a-hook", "ann", { label: "빨간 폰 📱", createdAtMs: noon - 3_600_000 });
    for (const each of [phone, hook, device("pc", "bob")]) assert.deepEqual(await notices.putDevice(each, 20), each);
    await store.reopen();
    assert.deepEqual(await store.notices.devicesOf("ann"), [
      { ...phone, waiting: 0 },
      { ...hook, waiting: 0 },
    ]);
    assert.deepEqual(await store.notices.device("a-hook"), hook);
    assert.equal(await store.notices.device("none"), undefined);
  });

  test("a device that is put again is the same one, with what is new about it", async ({ notices }) => {
    const first = device("phone", "ann", { way: webPush("https://push.example/1"), sessionId: "s1" });
    await notices.putDevice(first, 1);
    await notices.decide([decision("c", 2, ["ann"])]);
    await sendAll(notices);
    await notices.decide([decision("c", 3, ["ann"])]);
    const way = webPush("https://push.example/1", "new key");
    const again = device("other id", "ann", { way, sessionId: "s2", label: "mine", createdAtMs: noon + 9 });
    const kept = await notices.putDevice(again, 1);
    const expected = { ...again, deviceId: "phone", createdAtMs: noon, lastTakenAtMs: kept?.lastTakenAtMs };
    assert.deepEqual(kept, expected);
    assert.notEqual(kept?.lastTakenAtMs, 0);
    assert.deepEqual(await notices.devicesOf("ann"), [{ ...expected, waiting: 1 }]);
    assert.deepEqual(await due(notices), ["phone c 3 tell"]);
  });

  test("nobody gets more devices than they may have, however many they add at once", async ({ notices }) => {
    const put = await Promise.all(seqsFrom(1, 9).map((n) => notices.putDevice(device(`d${n}`, "ann"), 3)));
    assert.equal(put.filter((each) => each !== undefined).length, 3);
    assert.equal((await notices.devicesOf("ann")).length, 3);
    assert.ok(await notices.putDevice(device("pc", "bob"), 3));
    // An id that is taken, which nobody gives: no harm is done.
    assert.equal(await notices.putDevice(device("pc", "cho"), 3), undefined);
  });

  test("a browser tells the one who put it last, and a program may tell several", async ({ notices }) => {
    const way = webPush("https://push.example/1");
    const hook: DeviceWay = { kind: "webhook", url: "https://example.org/hook", secret: "s" };
    for (const userId of ["ann", "bob"]) {
      await notices.putDevice(device(`${userId}-pc`, userId, { way }), 20);
      await notices.putDevice(device(`${userId}-hook`, userId, { way: hook }), 20);
      await notices.decide([decision(`c-${userId}`, 1, ["ann", "bob"])]);
    }
    const ids = async (userId: string) => (await notices.devicesOf(userId)).map(({ deviceId }) => deviceId);
    assert.deepEqual([await ids("ann"), await ids("bob")], [["ann-hook"], ["bob-pc", "bob-hook"]]);
    assert.ok((await due(notices)).every((entry) => !entry.startsWith("ann-pc")));
  });

  test("a removed device is gone with all that waits for it, and only its owner removes it", async ({ notices }) => {
    for (const id of ["phone", "pc"]) await notices.putDevice(device(id, "ann"), 20);
    await notices.decide(seqsFrom(1, 500).map((n) => decision(`c${n}`, 1, ["ann"])));
    await sendAll(notices);
    await notices.decide(seqsFrom(1, 500).map((n) => decision(`c${n}`, 2, ["ann"])));
    await notices.removeDevice("bob", "phone");
    assert.equal((await notices.devicesOf("ann")).length, 2);
    await notices.removeDevice("ann", "phone");
    await notices.removeDevice("ann", "phone");
    const left = await notices.devicesOf("ann");
    assert.deepEqual(
      left.map(({ deviceId, waiting }) => [deviceId, waiting]),
      [["pc", 500]],
    );
    assert.ok((await notices.due(noon + 60_000, 2_000)).entries.every(({ deviceId }) => deviceId === "pc"));
  });

  test("devices go with the sessions they came with: signed out or run out", async (store) => {
    const { notices, sessions, clock } = store;
    const nowMs = clock.now();
    for (const id of ["s1", "s2", "s3"]) await sessions.createSession(session(id, nowMs + 3_600_000));
    await sessions.createSession(session("short", nowMs + 60_000));
    const ids = ["s1", "s2", "s3", "short", "never"];
    for (const id of ids) await notices.putDevice(device(`with-${id}`, "ann", { sessionId: id }), 20);
    await notices.putDevice(device("hook", "ann"), 20);
    assert.equal(await notices.removeDevicesOfEndedSessions(), 1);
    await sessions.endSession("s2");
    clock.advance(120_000);
    assert.equal(await notices.removeDevicesOfEndedSessions(), 2);
    const left = (await notices.devicesOf("ann")).map(({ deviceId }) => deviceId);
    assert.deepEqual([left, await notices.removeDevicesOfEndedSessions()], [["with-s1", "with-s3", "hook"], 0]);
  });

  test("preferences replace each other, in order, and what says nothing is forgotten", async (store) => {
    const { notices } = store;
    const rows = [wish("d", "nothing"), wish("", "mentions"), wish("c", "all"), wish("c", "default", noon)];
    for (const row of rows) assert.equal(await notices.setPreference("ann", row, 10), true);
    await store.reopen();
    const expected = [wish("", "mentions"), wish("c", "default", noon), wish("d", "nothing")];
    assert.deepEqual(await store.notices.preferencesOf("ann"), expected);
    await store.notices.setPreference("ann", wish("c", "default"), 10);
    await store.notices.setPreference("ann", wish("", "default"), 10);
    assert.deepEqual(await store.notices.preferencesOf("ann"), [wish("d", "nothing")]);
    assert.deepEqual(await store.notices.preferencesOf("bob"), []);
    assert.equal(await store.notices.setPreference("bob", wish("c", "default", 2 ** 63), 10), true);
    assert.ok(((await store.notices.preferencesOf("bob"))[0]?.mutedUntilMs ?? 0) > noon * 1_000);
  });

  test("nobody sets preferences for more channels than they may, and what is set can be changed", async ({
    notices,
  }) => {
    const set = await Promise.all(seqsFrom(1, 5).map((n) => notices.setPreference("ann", wish(`c${n}`, "all"), 3)));
    assert.equal(set.filter(Boolean).length, 3);
    assert.equal(await notices.setPreference("ann", wish("c1", "nothing"), 3), true);
    assert.equal(await notices.setPreference("ann", wish("", "nothing"), 3), true);
    assert.equal(await notices.setPreference("bob", wish("c9", "nothing"), 3), true);
    assert.equal((await notices.preferencesOf("ann")).length, 4);
  });

  test("what counts in a channel is known at once when it was set", async ({ notices }) => {
    const people = ["ann", "bob", "cho", "dan"];
    assert.equal((await notices.preferencesIn("c", people)).size, 0);
    await notices.setPreference("ann", wish("c", "all"), 10);
    await notices.setPreference("ann", wish("", "nothing"), 10);
    await notices.setPreference("bob", wish("", "mentions", noon), 10);
    await notices.setPreference("cho", wish("d", "all"), 10);
    await notices.setPreference("eve", wish("c", "all"), 10);
    assert.deepEqual(
      await notices.preferencesIn("c", people),
      new Map([
        ["ann", { own: wish("c", "all"), general: wish("", "nothing") }],
        ["bob", { general: wish("", "mentions", noon) }],
      ]),
    );
    await notices.setPreference("ann", wish("c", "default"), 10);
    await notices.setPreference("bob", wish("", "default"), 10);
    assert.deepEqual(await notices.preferencesIn("c", people), new Map([["ann", { general: wish("", "nothing") }]]));
  });

  test("also where hundreds set one, those who are named are found, and all who want everything", async ({
    notices,
  }) => {
    const people = seqsFrom(1, 450).map((n) => `p${String(n).padStart(3, "0")}`);
    const level = (i: number) => (i % 3 === 0 ? "all" : "nothing");
    await Promise.all(people.map((userId, i) => notices.setPreference(userId, wish("c", level(i)), 10)));
    const found = await notices.preferencesIn("c", ["p001", "p002", "p999"]);
    assert.deepEqual(
      [...found].map(([userId, { own }]) => [userId, own?.level]),
      [
        ["p001", "all"],
        ["p002", "nothing"],
      ],
    );
    const all: string[] = [];
    for (let after: string | undefined = ""; after !== undefined; ) {
      const page: { items: readonly string[]; next: string | undefined } = await notices.wantAll("c", {
        after,
        size: 40,
      });
      all.push(...page.items);
      after = page.next;
    }
    assert.deepEqual(
      all,
      people.filter((_, i) => i % 3 === 0),
    );
  });

  test("a secret is made once, however many ask for it at once, and stays over a restart", async (store) => {
    let made = 0;
    const make = () => `secret ${made++}`;
    const given = await Promise.all(seqsFrom(1, 20).map(() => store.notices.secret("push", make)));
    const other = await store.notices.secret("other", make);
    await store.reopen();
    assert.deepEqual(new Set([...given, await store.notices.secret("push", make)]).size, 1);
    assert.equal(await store.notices.secret("other", make), other);
    assert.notEqual(other, given[0]);
    await oneSecretOfTwo(store);
  });
}

async function oneSecretOfTwo({ notices }: Harness): Promise<void> {
  const [one, other] = await Promise.all([notices.secret("pair", () => "one"), notices.secret("pair", () => "other")]);
  assert.equal(one, other);
}

function webPush(endpoint: string, p256dh = "key"): DeviceWay {
  return { kind: "web-push", endpoint, p256dh, auth: "auth" };
}

function wish(channelId: string, level: PreferenceRow["level"], mutedUntilMs = 0): PreferenceRow {
  return { channelId, level, mutedUntilMs };
}

function session(sessionId: string, refreshExpiresAtMs: number): SessionRow {
  const tokens = { accessHash: `a-${sessionId}`, refreshHash: `r-${sessionId}` };
  return { sessionId, userId: "ann", ...tokens, accessExpiresAtMs: noon, refreshExpiresAtMs, createdAtMs: noon };
}

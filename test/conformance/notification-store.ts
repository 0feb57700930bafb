// Suite: what other services asked to tell people is kept once, in order, until it is old.
import assert from "node:assert/strict";
import type { KeptNotification, NotificationRequest, NotificationStore } from "../../src/core/ports.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type SuiteOptions, tests } from "./harness.ts";

const noon = Date.UTC(2026, 0, 1, 12);

/** Tests of a NotificationStore. */
export function notificationStoreSuite(options: SuiteOptions): void {
  const test = tests(options);

  test("a request is there for each of its people, as it was asked, also after a restart", async (store) => {
    const offline = request("r1", { userIds: ["ann", "bob"], message: "안녕\n\u0000 👋", roomId: "room 7" });
    const sent = request("r2", { userIds: ["cleo"], source: "send-notification", message: "" });
    await store.notifications.keep(offline);
    await store.notifications.keep(sent);
    const expected = [...itemsOf(offline), ...itemsOf(sent)];
    assert.deepEqual(await all(store.notifications), expected);
    await store.reopen();
    assert.deepEqual(await all(store.notifications), expected);
    const { userIds: _, ...said } = offline;
    assert.deepEqual(await store.notifications.request("r1"), said);
    assert.equal(await store.notifications.request("r3"), undefined);
  });

  test("a request that is kept again is one, and the first message stays", async (store) => {
    const first = request("r", { userIds: ["ann", "bob"] });
    await Promise.all(seqsFrom(1, 20).map(() => store.notifications.keep(first)));
    await store.reopen();
    await store.notifications.keep({ ...first, userIds: ["bob", "cleo"], message: "another" });
    assert.deepEqual(await all(store.notifications), itemsOf({ ...first, userIds: ["ann", "bob", "cleo"] }));
  });

  test("a person who is named twice is told once, and a request for nobody is nothing", async ({ notifications }) => {
    await notifications.keep(request("r1", { userIds: ["ann", "bob", "ann", "Ann"] }));
    await notifications.keep(request("r2", { userIds: [] }));
    assert.deepEqual(
      (await all(notifications)).map(({ userId }) => userId),
      ["ann", "bob", "Ann"],
    );
  });

  test("names of people and rooms are kept as they were given", async ({ notifications }) => {
    const userIds = ["user@example.com", "한글 이름", "a\u0000b", "a", " a ", "e\u0301", "é", "'; --", "x".repeat(256)];
    const odd = request("r", { userIds, roomId: "방 #1" });
    await notifications.keep(odd);
    assert.deepEqual(await all(notifications), itemsOf(odd));
  });

  test("pages join to the whole, in the order of arrival, whatever is kept meanwhile", async ({ notifications }) => {
    for (const n of seqsFrom(1, 10)) await notifications.keep(request(`r${n}`, { userIds: ["ann", "bob", "cleo"] }));
    const found: string[] = [];
    let after: string | undefined;
    do {
      const page: Awaited<ReturnType<NotificationStore["kept"]>> = await notifications.kept({ after, size: 7 });
      assert.ok(page.items.length <= 7);
      found.push(...page.items.map(({ requestId, userId }) => `${requestId} ${userId}`));
      after = page.next;
      if (found.length === 7) await notifications.keep(request("late", { userIds: ["dan"] }));
    } while (after !== undefined);
    const early = seqsFrom(1, 10).flatMap((n) => ["ann", "bob", "cleo"].map((userId) => `r${n} ${userId}`));
    assert.deepEqual(found, [...early, "late dan"]);
  });

  test("a request for very many people is kept whole, and others are kept meanwhile", async ({ notifications }) => {
    const many = request("many", { userIds: seqsFrom(1, 20_000).map((n) => `user ${n}`) });
    const keeping = notifications.keep(many);
    await notifications.keep(request("small", { userIds: ["ann"] }));
    await keeping;
    const items = await all(notifications, 10_000);
    assert.equal(items.length, 20_001);
    assert.deepEqual(
      items.filter(({ requestId }) => requestId === "many"),
      itemsOf(many),
    );
    assert.ok(items.findIndex(({ requestId }) => requestId === "small") < 10_000, "it waited for all of the many");
  });

  test("a page of long messages is shorter than asked, and nothing is left out", async ({ notifications }) => {
    const message = "x".repeat(1_000_000);
    for (const n of seqsFrom(1, 5)) await notifications.keep(request(`r${n}`, { message }));
    const page = await notifications.kept({ size: 100 });
    assert.ok(page.items.length < 5);
    assert.equal((await all(notifications)).length, 5);
  });

  test("what is older than a time is forgotten, and what is not stays, wherever the clock is", async (store) => {
    for (const n of seqsFrom(1, 5)) await store.notifications.keep(request(`r${n}`, { atMs: noon + n }));
    await store.notifications.keep(request("old after new", { atMs: noon }));
    store.clock.jump(-3_600_000);
    await store.notifications.forgetBefore(noon + 3);
    await store.reopen();
    const left = (await all(store.notifications)).map(({ requestId }) => requestId);
    assert.deepEqual(left, ["r3", "r4", "r5"]);
  });

  test("a reader keeps its place when everything was forgotten meanwhile, also over a restart", async (store) => {
    await store.notifications.keep(request("old", { userIds: ["ann", "bob", "cleo"] }));
    const { next } = await store.notifications.kept({ size: 2 });
    await store.notifications.forgetBefore(noon + 1);
    await store.reopen();
    await store.notifications.keep(request("new", { atMs: noon + 1 }));
    const { items } = await store.notifications.kept({ after: next, size: 10 });
    assert.deepEqual(
      items.map(({ requestId }) => requestId),
      ["new"],
    );
  });

  test("very many are forgotten in one go, also those of one request", async ({ notifications }) => {
    await notifications.keep(request("many", { userIds: seqsFrom(1, 5_000).map((n) => `user ${n}`) }));
    await Promise.all(seqsFrom(1, 3_000).map((n) => notifications.keep(request(`r${n}`))));
    await notifications.forgetBefore(noon + 1);
    assert.deepEqual(await all(notifications), []);
    // A forgotten id is free again.
    await notifications.keep(request("r1", { message: "another", atMs: noon + 1 }));
    assert.deepEqual(
      (await all(notifications)).map(({ message }) => message),
      ["another"],
    );
  });

  test("while the store is broken nothing is kept or read, and it works again after", async (store) => {
    await store.notifications.keep(request("before"));
    const mend = store.breakStore();
    await assert.rejects(store.notifications.keep(request("lost")), { code: "UNAVAILABLE" });
    await assert.rejects(store.notifications.kept({ size: 10 }), { code: "UNAVAILABLE" });
    await assert.rejects(store.notifications.forgetBefore(noon), { code: "UNAVAILABLE" });
    await mend();
    await store.notifications.keep(request("after"));
    assert.deepEqual(
      (await all(store.notifications)).map(({ requestId }) => requestId),
      ["before", "after"],
    );
  });

  test("more than the store can hold in memory is refused, and what was taken is kept", async (store) => {
    const mend = store.pauseStore();
    const message = "x".repeat(1_000_000);
    const answers = Promise.allSettled(
      seqsFrom(1, 30).map((n) => store.notifications.keep(request(`r${n}`, { message }))),
    );
    setImmediate(() => void mend());
    const kept = (await answers).map(({ status }) => status === "fulfilled");
    assert.ok(kept[0] && !kept[29], "the first is taken, the last refused");
    assert.equal((await all(store.notifications)).length, kept.filter(Boolean).length);
    await store.notifications.keep(request("later"));
  });
}

function request(requestId: string, more: Partial<NotificationRequest> = {}): NotificationRequest {
  return { requestId, userIds: ["ann"], message: "hi", roomId: "", source: "offline-users", atMs: noon, ...more };
}

function itemsOf({ userIds, ...request }: NotificationRequest): KeptNotification[] {
  return userIds.map((userId) => ({ ...request, userId }));
}

async function all(notifications: NotificationStore, size = 100): Promise<KeptNotification[]> {
  const items: KeptNotification[] = [];
  let after: string | undefined;
  do {
    const page: Awaited<ReturnType<NotificationStore["kept"]>> = await notifications.kept({ after, size });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

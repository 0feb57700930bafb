// Suite: people and their sessions, each name and token with one holder.
import assert from "node:assert/strict";
import type { NextTokens, SessionRow, UserRow } from "../../src/core/ports.ts";
import { seqsFrom } from "../support/following-client.ts";
import { type SuiteOptions, tests } from "./harness.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const noon = Date.UTC(2026, 0, 1);

/** Tests of a SessionStore. */
export function sessionStoreSuite(options: SuiteOptions): void {
  const test = tests(options);

  test("of 100 who want the same name, guest token or host identity one gets it", async ({ sessions }) => {
    const wishes: ((n: number) => UserRow)[] = [
      (n) => person(`name${n}`, { nameKey: "ann" }),
      (n) => person(`guest${n}`, { guestHash: "hash" }),
      (n) => person(`hosted${n}`, { hostedId: "iss sub" }),
    ];
    for (const wish of wishes) {
      const won = await Promise.all(seqsFrom(1, 100).map((n) => sessions.createUser(wish(n))));
      assert.equal(won.filter(Boolean).length, 1);
      const winner = wish(won.indexOf(true) + 1);
      assert.deepEqual(await sessions.user(winner.userId), winner);
      assert.equal(await sessions.user(wish(won.indexOf(false) + 1).userId), undefined);
    }
    assert.equal((await sessions.userNamed("ann"))?.nameKey, "ann");
    assert.equal((await sessions.userGuest("hash"))?.guestHash, "hash");
    assert.equal((await sessions.userHosted("iss sub"))?.hostedId, "iss sub");
  });

  test("a person is what was stored, also after a restart; who is not there is undefined", async (store) => {
    const ann = person("ann", { kind: "account", passwordHash: "$argon2", profile: new Uint8Array([1, 2]) });
    await store.sessions.createUser(ann);
    await store.reopen();
    assert.deepEqual(await store.sessions.user("ann"), ann);
    assert.deepEqual(await store.sessions.userNamed("ann"), ann);
    assert.equal(await store.sessions.user("bob"), undefined);
    assert.equal(await store.sessions.userNamed("bob"), undefined);
    assert.equal(await store.sessions.userGuest("none"), undefined);
    assert.equal(await store.sessions.userHosted("none"), undefined);
  });

  test("all people come in the order of their ids, each once over all pages, and by how their names begin", async ({
    sessions,
  }) => {
    const keys = ["bob", "한별", "ann", "anna", "ann lee", "한솔", "aⁿ%", "zoe"];
    for (const key of keys) await sessions.createUser(person(key));
    const named = async (prefix: string, size = 3) => {
      const found: string[] = [];
      for (let after: string | undefined; ; ) {
        const { items, next } = await sessions.users({ after, size }, prefix);
        assert.ok(items.length <= size);
        found.push(...items.map(({ userId }) => userId));
        if (next === undefined) return found;
        after = next;
      }
    };
    assert.deepEqual(await named(""), keys.toSorted());
    assert.deepEqual(await named("ann"), ["ann", "ann lee", "anna"]);
    assert.deepEqual(await named("한", 1), ["한별", "한솔"]);
    assert.deepEqual(await named("a%"), []);
    assert.deepEqual(await sessions.users({ size: 1 }, "zoe"), { items: [person("zoe")], next: undefined });
  });

  test("a change touches what it names, and nothing if the new name is somebody else's", async ({ sessions }) => {
    const ann = person("ann", { passwordHash: "old" });
    await sessions.createUser(ann);
    await sessions.createUser(person("bob"));
    assert.equal(await sessions.changeUser("ann", { profile: new Uint8Array([7]), suspended: true }), true);
    assert.deepEqual(await sessions.user("ann"), { ...ann, profile: new Uint8Array([7]), suspended: true });
    assert.equal(await sessions.changeUser("ann", { name: "Bob", nameKey: "bob", passwordHash: "new" }), false);
    assert.equal((await sessions.user("ann"))?.passwordHash, "old");
    assert.equal(await sessions.changeUser("ann", { name: "Anna", nameKey: "anna", suspended: false }), true);
    assert.equal((await sessions.userNamed("anna"))?.name, "Anna");
    assert.equal(await sessions.userNamed("ann"), undefined);
    assert.equal(await sessions.changeUser("nobody", { suspended: true }), false);
  });

  test("of 100 who rotate the same refresh token one gets the session, and the old tokens are worth nothing", async ({
    sessions,
  }) => {
    await sessions.createSession(session("s", "ann"));
    const rotated = await Promise.all(seqsFrom(1, 100).map((n) => sessions.rotate("refresh s", tokens(`new ${n}`))));
    const won = rotated.flatMap((row) => row ?? []);
    assert.equal(won.length, 1);
    assert.deepEqual(await sessions.sessionByAccess(won[0]?.accessHash as string), won[0]);
    assert.equal(await sessions.sessionByAccess("access s"), undefined);
    assert.equal(await sessions.rotate("refresh s", tokens("again")), undefined);
    assert.deepEqual(await sessions.sessionsOf("ann"), won);
  });

  test("a refresh token is good until it expires by the store's clock, wherever that clock is", async ({
    sessions,
    clock,
  }) => {
    await sessions.createSession(session("s", "ann"));
    clock.jump(-hourMs);
    assert.notEqual(await sessions.rotate("refresh s", tokens("t")), undefined);
    clock.jump(2 * hourMs + dayMs);
    assert.equal(await sessions.rotate("refresh t", tokens("u")), undefined);
  });

  test("a session that ended is gone at once, and ends once", async (store) => {
    await store.sessions.createSession(session("s", "ann"));
    assert.deepEqual(await store.sessions.sessionByAccess("access s"), session("s", "ann"));
    const ends = await Promise.all(seqsFrom(1, 10).map(() => store.sessions.endSession("s")));
    assert.equal(ends.filter(Boolean).length, 1);
    assert.equal(await store.sessions.sessionByAccess("access s"), undefined);
    assert.equal(await store.sessions.rotate("refresh s", tokens("t")), undefined);
    await store.reopen();
    assert.deepEqual(await store.sessions.sessionsOf("ann"), []);
  });

  test("all sessions of a person end but the one that is kept, and nobody else's", async ({ sessions }) => {
    for (const id of ["a", "b", "c"]) await sessions.createSession(session(id, "ann"));
    await sessions.createSession(session("d", "bob"));
    assert.deepEqual((await sessions.endSessions("ann", "b")).toSorted(), ["a", "c"]);
    assert.deepEqual(
      (await sessions.sessionsOf("ann")).map(({ sessionId }) => sessionId),
      ["b"],
    );
    assert.deepEqual(await sessions.endSessions("ann"), ["b"]);
    assert.deepEqual((await sessions.sessionsOf("bob")).length, 1);
  });

  test("a session that is stored again after an unknown answer is the same session, and hurts nobody", async ({
    sessions,
  }) => {
    const stored = seqsFrom(1, 5).map(() => sessions.createSession(session("s", "ann")));
    const other = sessions.createUser(person("bob"));
    await Promise.all(stored);
    assert.equal(await other, true);
    assert.deepEqual(await sessions.sessionsOf("ann"), [session("s", "ann")]);
  });

  test("a guest's name is free some time after the last session ended, and not before", async ({ sessions, clock }) => {
    for (const id of ["ann", "bob", "cleo", "dan"]) await sessions.createUser(person(id, { guestHash: `hash ${id}` }));
    await sessions.createUser(person("account", { kind: "account" }));
    for (const id of ["ann", "bob"]) await sessions.createSession(session(id, id));
    await sessions.createSession({ ...session("cleo", "cleo"), refreshExpiresAtMs: noon + 100 * dayMs });
    clock.advance(30 * dayMs);
    await sessions.endSession("bob");
    // Ann's session expired long ago, Bob's ended now, Cleo's goes on, Dan never had one.
    assert.equal(await sessions.releaseGuestNames(clock.now() - 20 * dayMs), 2);
    const held = await Promise.all(["ann", "bob", "cleo", "dan", "account"].map((key) => sessions.userNamed(key)));
    assert.deepEqual(
      held.map((user) => user?.userId),
      [undefined, "bob", "cleo", undefined, "account"],
    );
    assert.equal(await sessions.userGuest("hash ann"), undefined);
    assert.equal((await sessions.user("ann"))?.name, "Ann");
    assert.equal(await sessions.createUser(person("newcomer", { nameKey: "ann", kind: "account" })), true);
    clock.advance(21 * dayMs);
    assert.equal(await sessions.releaseGuestNames(clock.now() - 20 * dayMs), 1);
    assert.equal(await sessions.userNamed("bob"), undefined);
    assert.equal(await sessions.releaseGuestNames(clock.now() - 20 * dayMs), 0);
  });
}

function person(id: string, more: Partial<UserRow> = {}): UserRow {
  return {
    userId: id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    nameKey: id,
    kind: "guest",
    passwordHash: undefined,
    guestHash: undefined,
    hostedId: undefined,
    profile: new Uint8Array(),
    suspended: false,
    createdAtMs: noon,
    ...more,
  };
}

function tokens(name: string): NextTokens {
  return {
    accessHash: `access ${name}`,
    accessExpiresAtMs: noon + hourMs,
    refreshHash: `refresh ${name}`,
    refreshExpiresAtMs: noon + dayMs,
  };
}

function session(sessionId: string, userId: string): SessionRow {
  return { sessionId, userId, createdAtMs: noon, ...tokens(sessionId) };
}

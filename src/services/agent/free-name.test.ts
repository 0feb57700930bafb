import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { MemorySessions } from "../../../test/support/memory-sessions.ts";
import { requireName } from "../../core/text.ts";
import { createUnderFreeName, isNameFor, namesFor } from "./free-name.ts";
import { newUser } from "./new-user.ts";

test("the wished name comes first, then the numbers from two on, then random ones", () => {
  const names = [...namesFor("ann", () => 0.5)];
  assert.deepEqual(names.slice(0, 3), ["ann", "ann-2", "ann-3"]);
  assert.match(names.at(-1) as string, /^ann-\d{9}$/);
});

test("a numbered name stays within 32 characters and is a name itself", () => {
  for (const wish of ["x".repeat(32), `${"한".repeat(30)} 글`, "𝒜".repeat(32)]) {
    for (const name of namesFor(wish)) {
      assert.ok(Array.from(name).length <= 32, name);
      assert.equal(requireName(name), name);
    }
  }
});

test("a name that was given for a wish is known as such", () => {
  assert.equal(isNameFor("ann", "ann"), true);
  assert.equal(isNameFor("ann", "ann-17"), true);
  assert.equal(isNameFor("x".repeat(32), `${"x".repeat(30)}-2`), true);
  assert.equal(isNameFor("ann", "bob"), false);
  assert.equal(isNameFor("ann", "anne-2"), false);
});

test("two calls for the same person at once get one person", async () => {
  const clock = new FakeClock();
  const store = new MemorySessions(clock);
  const newcomer = {
    wish: "ann",
    under: (name: string) => newUser({ name, kind: "hosted", hostedId: "shop|1", createdAtMs: clock.now() }),
    meanwhile: () => store.userHosted("shop|1"),
  };
  const [one, other] = await Promise.all([createUnderFreeName(store, newcomer), createUnderFreeName(store, newcomer)]);
  assert.equal(one.userId, other.userId);
  assert.equal(one.name, "ann");
});

test("two hundred people who all wish for one name all get one of their own", async () => {
  const clock = new FakeClock();
  const store = new MemorySessions(clock);
  const names = new Set<string>();
  for (let i = 0; i < 200; i++) {
    const under = (name: string) => newUser({ name, kind: "guest", createdAtMs: clock.now() });
    names.add((await createUnderFreeName(store, { wish: "guest", under, meanwhile: async () => undefined })).name);
  }
  assert.equal(names.size, 200);
});

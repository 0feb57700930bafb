import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { MemorySessions } from "../../../test/support/memory-sessions.ts";
import { errors } from "../../core/errors.ts";
import { UpdateProfileRequestSchema } from "../../gen/madang/agent/v1/agent_pb.ts";
import { newUser } from "./new-user.ts";
import { changedProfile } from "./profiles.ts";
import { PublicProfiles } from "./public-profiles.ts";

async function peopleNamed(...names: string[]) {
  const sessions = new MemorySessions(new FakeClock());
  for (const name of names) {
    const user = newUser({ userId: `id of ${name}`, name, kind: "account", createdAtMs: 0 });
    const shown = create(UpdateProfileRequestSchema, { public: !name.startsWith("hidden"), city: "Seoul" });
    await sessions.createUser({ ...user, profile: changedProfile(user.profile, shown) });
  }
  return { sessions, profiles: new PublicProfiles({ sessions }) };
}

test("a public profile is found by exactly its name", async () => {
  const { profiles } = await peopleNamed("Ann", "민지");
  const ann = await profiles.publicNamed("Ann");
  assert.deepEqual([ann?.name, ann?.city, ann?.userId], ["Ann", "Seoul", "id of Ann"]);
  assert.equal((await profiles.publicNamed("민지"))?.name, "민지");
  for (const other of ["ann", "ANN", " Ann", "Ann ", "Anna", ""]) {
    assert.equal(await profiles.publicNamed(other), undefined, `"${other}"`);
  }
});

test("a profile that is not public is not found", async () => {
  const { profiles } = await peopleNamed("hidden Ann");
  assert.equal(await profiles.publicNamed("hidden Ann"), undefined);
});

test("a text that is too long for a name is not looked up", async () => {
  const { profiles, sessions } = await peopleNamed("Ann");
  assert.equal(await profiles.publicNamed("A".repeat(4_000_000)), undefined);
  assert.equal(sessions.calls["userNamed"], undefined);
});

test("the longest name in characters of two units is found", async () => {
  const longest = "𝒜".repeat(32);
  const { profiles } = await peopleNamed(longest);
  assert.equal((await profiles.publicNamed(longest))?.name, longest);
});

test("a store that cannot be read is no missing person", async () => {
  const { profiles, sessions } = await peopleNamed("Ann");
  sessions.before = async () => {
    throw errors.storeFailed();
  };
  await assert.rejects(profiles.publicNamed("Ann"), { code: "UNAVAILABLE" });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { create } from "@bufbuild/protobuf";
import type { ChatError } from "../../core/chat-error.ts";
import { UpdateProfileRequestSchema, UserKind } from "../../gen/madang/agent/v1/agent_pb.ts";
import { newUser } from "./new-user.ts";
import { changedProfile, ownProfile, seenProfile } from "./profiles.ts";

const ann = newUser({ userId: "u1", name: "ann", kind: "account", createdAtMs: 0 });

function change(...changes: MessageInitShape<typeof UpdateProfileRequestSchema>[]) {
  let profile = ann.profile;
  for (const init of changes) profile = changedProfile(profile, create(UpdateProfileRequestSchema, init));
  return { ...ann, profile };
}

test("a new person shows who they are and nothing else", () => {
  const { userId, name, kind, public: isPublic, about } = ownProfile(ann);
  assert.deepEqual(
    { userId, name, kind, isPublic, about },
    { userId: "u1", name: "ann", kind: UserKind.ACCOUNT, isPublic: false, about: "" },
  );
});

test("fields that are not set stay, and those that are set to nothing are emptied", () => {
  const user = change({ about: "I like 김치", age: 30, city: "Seoul" }, { age: 0, gender: "woman" });
  const { about, age, city, gender } = ownProfile(user);
  assert.deepEqual({ about, age, city, gender }, { about: "I like 김치", age: 0, city: "Seoul", gender: "woman" });
});

test("hobbies are replaced only when the request says so", () => {
  const user = change({ hobbies: ["chess"], replaceHobbies: true }, { hobbies: ["go"] });
  assert.deepEqual(ownProfile(user).hobbies, ["chess"]);
  assert.deepEqual(
    ownProfile(change({ hobbies: ["chess"], replaceHobbies: true }, { replaceHobbies: true })).hobbies,
    [],
  );
});

test("others see the rest only while the profile is public", () => {
  const hidden = change({ about: "secret", street: "Main 1", hobbies: ["chess"], replaceHobbies: true });
  const { $typeName: _, ...seen } = seenProfile(hidden);
  assert.deepEqual(seen, {
    userId: "u1",
    name: "ann",
    kind: UserKind.ACCOUNT,
    public: false,
    about: "",
    age: 0,
    gender: "",
    hobbies: [],
    street: "",
    city: "",
  });
  assert.equal(seenProfile(change({ about: "hello", public: true })).about, "hello");
  assert.equal(seenProfile(change({ about: "hello", public: true }, { public: false })).about, "");
});

const refused: [what: string, request: MessageInitShape<typeof UpdateProfileRequestSchema>][] = [
  ["an age below zero", { age: -1 }],
  ["an age over 150", { age: 151 }],
  ["an about of over 250 characters", { about: "x".repeat(251) }],
  ["a gender of over 32 characters", { gender: "x".repeat(33) }],
  ["a street of over 128 characters", { street: "x".repeat(129) }],
  ["a city with control characters", { city: "Se\u0007oul" }],
  ["a hobby of over 64 characters", { replaceHobbies: true, hobbies: ["x".repeat(65)] }],
  ["an empty hobby", { replaceHobbies: true, hobbies: [" "] }],
  ["over twenty hobbies", { replaceHobbies: true, hobbies: Array.from({ length: 21 }, () => "chess") }],
];
for (const [what, request] of refused) {
  test(`${what} is refused, and is no failure of ours for the log`, () => {
    assert.throws(
      () => change(request),
      (failure: ChatError) => failure.reason === "PROFILE_INVALID" && failure.cause === undefined,
    );
  });
}

test("the longest of everything is accepted", () => {
  const hobbies = Array.from({ length: 20 }, () => "한".repeat(64));
  const user = change({ about: "한".repeat(250), age: 150, gender: "한".repeat(32), replaceHobbies: true, hobbies });
  assert.equal(ownProfile(user).hobbies.length, 20);
});

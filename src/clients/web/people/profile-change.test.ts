import assert from "node:assert/strict";
import { test } from "node:test";
import { changeOf, fieldsOf, isAge } from "./profile-change.ts";

const profile = {
  id: "u1",
  name: "ann",
  kind: "account",
  public: true,
  about: "",
  age: 0,
  gender: "",
  hobbies: ["go", "바둑"],
  street: "kept by the server",
  city: "Seoul",
} as const;

test("a profile goes through the form unchanged, and what the form does not show stays", () => {
  const { about, age, gender, hobbies, city, public: isPublic } = profile;
  assert.deepEqual(changeOf(fieldsOf(profile)), { about, age, gender, hobbies, city, public: isPublic });
});

test("hobbies stand between commas of any keyboard, each once", () => {
  const fields = { ...fieldsOf(profile), hobbies: " go, ,바둑，go、tea " };
  assert.deepEqual(changeOf(fields).hobbies, ["go", "바둑", "tea"]);
});

test("an age is nothing or a number up to 150", () => {
  assert.deepEqual(["", "0", "150", "151", "-1", "4.5", "old"].map(isAge), [
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

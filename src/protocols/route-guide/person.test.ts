import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { Person_Gender as Gender, type Person, PersonSchema } from "../../gen/compat/route_guide/route_guide_pb.ts";
import { ProfileSchema } from "../../gen/madang/agent/v1/agent_pb.ts";
import { notFound, residents, toPerson } from "./person.ts";

const hex = (person: Person | undefined) => person && Buffer.from(toBinary(PersonSchema, person)).toString("hex");

test("Alice, Bob and nobody are the bytes that older clients know", () => {
  assert.equal(
    hex(residents.get("Alice")),
    "0a05416c696365101e1802220772656164696e6722087377696d6d696e672a170a0b313233204d61696e20537412084e657720596f726b",
  );
  assert.equal(
    hex(residents.get("Bob")),
    "0a03426f6210191801220667616d696e6722076379636c696e672a190a0a34353620456c6d205374120b4c6f7320416e67656c6573",
  );
  assert.equal(hex(notFound), "0a094e6f7420466f756e64");
});

test("a profile becomes a person, without what this protocol does not know", () => {
  const profile = { name: "민지", age: 27, gender: "여성", hobbies: ["go"], about: "hi", city: "Seoul" };
  const { $typeName: _, address, ...person } = toPerson(create(ProfileSchema, profile));
  assert.deepEqual(person, { name: "민지", age: 27, gender: Gender.FEMALE, hobbies: ["go"] });
  assert.deepEqual([address?.street, address?.city], ["", "Seoul"]);
});

test("a profile without street and city has no address", () => {
  assert.equal(toPerson(create(ProfileSchema, { name: "ann" })).address, undefined);
});

test("a gender is known by its usual words, whatever the case, and is else unknown", () => {
  const genderOf = (gender: string) => toPerson(create(ProfileSchema, { gender })).gender;
  for (const word of ["male", "Man", " MALE ", "남", "남자", "남성"]) assert.equal(genderOf(word), Gender.MALE, word);
  for (const word of ["female", "Woman", "여", "여자", "여성"]) assert.equal(genderOf(word), Gender.FEMALE, word);
  for (const word of ["", "nonbinary", "여남", "m"]) assert.equal(genderOf(word), Gender.UNKNOWN, word);
});

// People as this directory shows them: the two who are always there, and whoever has a public profile.
import { create } from "@bufbuild/protobuf";
import { Person_Gender as Gender, type Person, PersonSchema } from "../../gen/compat/route_guide/route_guide_pb.ts";
import type { Profile } from "../../gen/madang/agent/v1/agent_pb.ts";

const alice = create(PersonSchema, {
  name: "Alice",
  age: 30,
  gender: Gender.FEMALE,
  hobbies: ["reading", "swimming"],
  address: { street: "123 Main St", city: "New York" },
});
const bob = create(PersonSchema, {
  name: "Bob",
  age: 25,
  gender: Gender.MALE,
  hobbies: ["gaming", "cycling"],
  address: { street: "456 Elm St", city: "Los Angeles" },
});

/** Who is in every directory, by name: clients were written against these two. */
export const residents: ReadonlyMap<string, Person> = new Map([alice, bob].map((person) => [person.name, person]));

/** How this protocol says that there is nobody of a name: with a person. */
export const notFound: Person = create(PersonSchema, { name: "Not Found" });

const maleWords = new Set(["male", "man", "남", "남자", "남성"]);
const femaleWords = new Set(["female", "woman", "여", "여자", "여성"]);

/** The person of a profile; a gender that this protocol has no word for is UNKNOWN. */
export function toPerson({ name, age, gender, hobbies, street, city }: Profile): Person {
  const address = street === "" && city === "" ? undefined : { street, city };
  return create(PersonSchema, { name, age, gender: toGender(gender), hobbies, ...(address && { address }) });
}

function toGender(words: string): Gender {
  const word = words.trim().toLowerCase();
  if (maleWords.has(word)) return Gender.MALE;
  return femaleWords.has(word) ? Gender.FEMALE : Gender.UNKNOWN;
}

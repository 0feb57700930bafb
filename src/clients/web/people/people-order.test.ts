import assert from "node:assert/strict";
import { test } from "node:test";
import { peopleInOrder } from "./people-order.ts";

const person = (name: string) => ({ id: name, name });
const presence = (name: string, online: boolean, here = false) => ({ ...person(name), online, here });
const names = (people: readonly { readonly name: string }[]) => people.map(({ name }) => name).join(" ");

test("who has the channel open stands first, and who is not online below, once", () => {
  const people = [presence("cat", true), presence("bob", true, true), presence("ann", false)];
  const { online, offline, moreOffline } = peopleInOrder(people, ["ann", "bob", "dan"].map(person));
  assert.deepEqual([names(online), names(offline), moreOffline], ["bob cat", "ann dan", 0]);
});

test("a large channel names a hundred who are not online, and counts the others", () => {
  const members = Array.from({ length: 130 }, (_, i) => person(`m${i}`));
  const { offline, moreOffline } = peopleInOrder([], members);
  assert.deepEqual([offline.length, moreOffline], [100, 30]);
});

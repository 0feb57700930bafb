// Older clients of the directory of people, over real sockets.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { status as codes } from "@grpc/grpc-js";
import { errors } from "../../src/core/errors.ts";
import { RouteGuide } from "../../src/gen/compat/route_guide/route_guide_pb.ts";
import { ProfileSchema } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { createRouteGuideDoor } from "../../src/protocols/route-guide/route-guide-door.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { serveDoor } from "../support/serve-door.ts";

const alice =
  "0a05416c696365101e1802220772656164696e6722087377696d6d696e672a170a0b313233204d61696e20537412084e657720596f726b";
const bob =
  "0a03426f6210191801220667616d696e6722076379636c696e672a190a0a34353620456c6d205374120b4c6f7320416e67656c6573";
const notFound = "0a094e6f7420466f756e64";
const minji = create(ProfileSchema, { name: "민지", age: 27, gender: "여", hobbies: ["바둑"], city: "서울" });

let isStoreBroken = false;
let lookUps = 0;
async function publicNamed(name: string) {
  lookUps++;
  if (isStoreBroken) throw errors.storeFailed();
  return name === minji.name ? minji : undefined;
}
const { getPerson, getPeople } = RouteGuide.method;
const served = await serveDoor(createRouteGuideDoor({ profiles: { publicNamed } }));
const client = new OlderClient(served.address);
after(async () => {
  client.close();
  await served.close();
});

const hexOf = (bytes: Buffer) => bytes.toString("hex");
const personOf = async (name: string) => hexOf(await client.call(getPerson, { name }));

test("GetPerson answers Alice and Bob byte for byte, and a person named Not Found for everybody else", async () => {
  assert.equal(await personOf("Alice"), alice);
  assert.equal(await personOf("Bob"), bob);
  for (const name of ["Carol", "", "alice", "ALICE", "Alice "]) assert.equal(await personOf(name), notFound, name);
});

test("a person with a public profile is found as well", async () => {
  assert.equal(await personOf("민지"), "0a06ebafbceca780101b18022206ebb094eb91912a081206ec849cec9ab8");
});

test("GetPeople answers each name at once, before the client has said its last one", async () => {
  const people = client.open(getPeople);
  people.send({ name: "Alice" });
  await people.hears(1);
  people.send({ name: "Carol" });
  people.send({ name: "" });
  people.send({ name: "민지" });
  people.send({ name: "Bob" });
  people.send({ name: "Alice" });
  await people.hears(4);
  assert.equal(people.status, undefined);
  people.halfClose();
  assert.equal((await people.ended()).code, codes.OK);
  const [first, second, ...others] = people.answers.map(hexOf);
  assert.deepEqual([first, ...others], [alice, bob, alice]);
  assert.match(second as string, /^0a06ebafbceca780/);
});

test("GetPeople answers everything also when names and end come together, and nothing to nobody", async () => {
  const people = client.open(getPeople);
  for (let i = 0; i < 50; i++) people.send({ name: i % 2 === 0 ? "Bob" : "민지" });
  people.halfClose();
  assert.equal((await people.ended()).code, codes.OK);
  assert.deepEqual(
    people.answers.map((answer) => answer.includes("Bob")),
    Array.from({ length: 50 }, (_, i) => i % 2 === 0),
  );
  const empty = client.open(getPeople);
  empty.halfClose();
  assert.equal((await empty.ended()).code, codes.OK);
  assert.equal(empty.answers.length, 0);
});

test("a thousand open GetPeople block nobody, and each still answers", async () => {
  const streams = Array.from({ length: 1_000 }, () => client.open(getPeople));
  for (const stream of streams) stream.send({ name: "Alice" });
  await eventually(
    () => streams.every(({ answers }) => answers.length === 1),
    20_000,
    () => "not all have answered",
  );
  const startedMs = performance.now();
  assert.equal(await personOf("Bob"), bob);
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < 1_000, `${tookMs} ms`);
  for (const stream of streams) stream.halfClose();
  for (const stream of streams) assert.equal((await stream.ended()).code, codes.OK);
});

test("a client that does not read its answers is not read from either, and misses none of them", async () => {
  const names = 20_000;
  const people = client.open(getPeople);
  people.stall();
  lookUps = 0;
  for (let i = 0; i < names; i++) people.send({ name: "민지" });
  people.halfClose();
  await settled(() => lookUps);
  assert.ok(lookUps < names / 2, `${lookUps} names were read`);
  assert.equal(await personOf("Alice"), alice);
  people.read();
  assert.equal((await people.ended()).code, codes.OK);
  assert.equal(people.answers.length, names);
});

test("a store that cannot be read is UNAVAILABLE, and Alice and Bob are there all the same", async () => {
  isStoreBroken = true;
  try {
    await assert.rejects(client.call(getPerson, { name: "민지" }), { code: codes.UNAVAILABLE });
    assert.equal(await personOf("Alice"), alice);
    const people = client.open(getPeople);
    people.send({ name: "Bob" });
    people.send({ name: "민지" });
    assert.equal((await people.ended()).code, codes.UNAVAILABLE);
    assert.deepEqual(people.answers.map(hexOf), [bob]);
  } finally {
    isStoreBroken = false;
  }
});

test("people of today are found once they make their profile public, and over a restart", async () => {
  const madang = await MadangProcess.start();
  const older = new OlderClient(madang.address);
  try {
    const dora = await Person.enter(madang.address, "Dora");
    const asked = async (name: string) => hexOf(await older.call(getPerson, { name }));
    assert.equal(await asked("Dora"), notFound);
    await dora.client.updateProfile({ public: true, age: 40, gender: "woman" });
    const shown = "0a04446f726110281802";
    assert.equal(await asked("Dora"), shown);
    assert.equal(await asked("dora"), notFound);
    await dora.leave();
    await madang.kill();
    await madang.start();
    assert.equal(await asked("Dora"), shown);
    assert.equal(await asked("Alice"), alice);
  } finally {
    older.close();
    await madang.remove();
  }
});

test("when the server goes, open streams end with UNAVAILABLE", async () => {
  const going = await serveDoor(createRouteGuideDoor({ profiles: { publicNamed } }));
  const other = new OlderClient(going.address);
  const people = other.open(getPeople);
  people.send({ name: "Alice" });
  await people.hears(1);
  await going.close();
  assert.equal((await people.ended()).code, codes.UNAVAILABLE);
  other.close();
});

/** Resolves once a count no longer grows. */
async function settled(count: () => number): Promise<void> {
  for (let before = -1; count() !== before; ) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary } from "@bufbuild/protobuf";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { errors } from "../../core/errors.ts";
import { NameSchema, type Person, PersonSchema } from "../../gen/compat/route_guide/route_guide_pb.ts";
import { type FindPerson, PeopleStream } from "./people-stream.ts";

const name = (text: string) => create(NameSchema, { name: text });
const person = (text: string, hobby = "") => create(PersonSchema, { name: text, hobbies: [hobby] });

function open(find: FindPerson) {
  const sink = new HandTakenSink();
  let goneCount = 0;
  const stream = new PeopleStream(find, sink, () => goneCount++);
  const names = () => sink.taken.map((bytes) => fromBinary(PersonSchema, bytes).name);
  return { sink, stream, names, goneCount: () => goneCount };
}

test("each name is answered before the next one, repeats too, and who is unknown is left out", async () => {
  const { sink, stream, names } = open(async (text) => (text === "nobody" ? undefined : person(text)));
  for (const each of ["ann", "nobody", "ann", "bob"]) {
    await stream.receive(name(each));
    assert.equal(sink.take(), each === "nobody" ? 0 : 1);
  }
  assert.equal(sink.ended, undefined);
  stream.finish();
  assert.equal(sink.ended, "well");
  assert.deepEqual(names(), ["ann", "ann", "bob"]);
});

test("a stream without a name ends well", () => {
  const { sink, stream } = open(async () => undefined);
  stream.finish();
  assert.equal(sink.ended, "well");
});

test("when the names end while the last one is looked up, it is answered before the end", async () => {
  const { promise, resolve } = Promise.withResolvers<Person>();
  const { sink, stream, names } = open(() => promise);
  const received = stream.receive(name("ann"));
  stream.finish();
  assert.equal(sink.ended, undefined);
  resolve(person("ann"));
  await received;
  sink.take();
  assert.deepEqual(names(), ["ann"]);
  assert.equal(sink.ended, "well");
});

test("no more names are asked for than a client takes answers, and again once it takes them", async () => {
  const { sink, stream } = open(async (text) => person(text, "x".repeat(2_000)));
  let received = 0;
  const asking = (async () => {
    for (; received < 100; received++) await stream.receive(name("ann"));
  })();
  await turn();
  assert.equal(received, 7);
  assert.equal(sink.waiting.length, 8);
  for (let left = 100; left > 0; left -= sink.take()) await turn();
  await asking;
  assert.equal(received, 100);
});

test("a client that goes while we wait for it is let go", async () => {
  const { stream, goneCount } = open(async (text) => person(text, "x".repeat(100_000)));
  const received = stream.receive(name("ann"));
  await turn();
  stream.gone();
  await received;
  assert.equal(goneCount(), 1);
});

test("a store that fails, fails the stream", async () => {
  const { stream } = open(async () => {
    throw errors.storeFailed();
  });
  await assert.rejects(async () => stream.receive(name("ann")), { code: "UNAVAILABLE" });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

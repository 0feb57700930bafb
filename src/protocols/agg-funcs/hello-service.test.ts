import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary } from "@bufbuild/protobuf";
import { ChatError } from "../../core/errors.ts";
import type { StreamSink } from "../../core/service.ts";
import { HelloRequestSchema, HelloResponseSchema } from "../../gen/compat/agg_funcs/hello_pb.ts";
import { HelloService } from "./hello-service.ts";

const named = (greeting: string) => create(HelloRequestSchema, { greeting });
const refusal = (reason: string) => (error: unknown) => error instanceof ChatError && error.reason === reason;

/** A client that takes what was written only when told to. */
class HeldSink implements StreamSink {
  readonly replies: string[] = [];
  ended: string | undefined;
  readonly #waiting: (() => void)[] = [];

  write(frame: Uint8Array, done: () => void): void {
    this.replies.push(fromBinary(HelloResponseSchema, frame).reply);
    this.#waiting.push(done);
  }

  writeFramed(): void {
    assert.fail("not used here");
  }

  end(reason?: ChatError): void {
    this.ended = reason?.reason ?? "well";
  }

  /** Takes so many of what was written. */
  take(count = 1): void {
    for (const done of this.#waiting.splice(0, count)) done();
  }
}

/** An open BidiHello. */
function open(service = new HelloService()) {
  const sink = new HeldSink();
  return { sink, stream: service.bidiHello()(sink) };
}

test("one greeting gets one answer", async () => {
  assert.deepEqual(await new HelloService().sayHello(named("ann")), { reply: "Hello, ann" });
});

test("lots of replies are three, numbered, each after the one before was taken", () => {
  const sink = new HeldSink();
  new HelloService().lotsOfReplies(named("ann"))(sink);
  assert.deepEqual(sink.replies, ["Hello, ann (1)"]);
  sink.take();
  sink.take();
  assert.deepEqual(sink.replies, ["Hello, ann (1)", "Hello, ann (2)", "Hello, ann (3)"]);
  assert.equal(sink.ended, undefined);
  sink.take();
  assert.equal(sink.ended, "well");
});

test("lots of greetings are answered at once, in their order", async () => {
  const collecting = new HelloService().lotsOfGreetings();
  for (const name of ["ann", "bob", "carl"]) collecting.receive(named(name));
  assert.deepEqual(await collecting.finish(), { reply: "Hello, ann, bob, carl" });
  assert.deepEqual(await new HelloService().lotsOfGreetings().finish(), { reply: "Hello, nobody" });
});

test("one reply greets no more than fit into 4 MiB", async () => {
  const mib = "é".repeat(512 * 1024);
  const collecting = new HelloService().lotsOfGreetings();
  for (let i = 0; i < 3; i++) collecting.receive(named(mib));
  assert.throws(() => collecting.receive(named(mib)), refusal("DOOR_FULL"));
  const { reply } = await collecting.finish();
  assert.equal(reply, `Hello, ${[mib, mib, mib].join(", ")}`);
});

test("one reply greets no more than 100,000", () => {
  const collecting = new HelloService().lotsOfGreetings();
  for (let i = 0; i < 100_000; i++) collecting.receive(named(""));
  assert.throws(() => collecting.receive(named("")), refusal("DOOR_FULL"));
});

test("each greeting of a stream is answered as it comes, before the client has finished", () => {
  const { sink, stream } = open();
  void stream.receive?.(named("ann"));
  assert.deepEqual(sink.replies, ["Hello, ann"]);
  void stream.receive?.(named("bob"));
  assert.deepEqual(sink.replies, ["Hello, ann", "Hello, bob"]);
  assert.equal(sink.ended, undefined);
  stream.finish?.();
  assert.equal(sink.ended, "well");
});

test("a client that does not read its answers is not read either, until it has taken half of them", async () => {
  const { sink, stream } = open();
  let wait = stream.receive?.(named("ann"));
  while (!wait && sink.replies.length < 10_000) wait = stream.receive?.(named("ann"));
  const held = sink.replies.length;
  assert.ok(wait, `${held} answers are held`);
  let isReadOn = false;
  void wait.then(() => (isReadOn = true));
  sink.take(Math.floor(held / 2) - 1);
  await Promise.resolve();
  assert.equal(isReadOn, false);
  sink.take(3);
  await Promise.resolve();
  assert.equal(isReadOn, true);
  assert.equal(stream.receive?.(named("next")), undefined);
});

test("closing ends the streams that are open, and only those", () => {
  const service = new HelloService();
  const [stays, left] = [open(service), open(service)];
  left.stream.gone();
  service.close();
  assert.equal(stays.sink.ended, "DRAINING");
  assert.equal(left.sink.ended, undefined);
});

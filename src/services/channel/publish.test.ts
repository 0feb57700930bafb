// One Publish stream by hand: what was taken is answered, also when the client is quick to finish or slow to read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary } from "@bufbuild/protobuf";
import { type ChatError, errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { Lane } from "../../core/ports.ts";
import {
  PublishRequestSchema,
  PublishResponseSchema,
  type SendMessageRequest,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { Publisher } from "./publish.ts";

const draft = {} as Draft;

/** A lane that stores everything in the next turn. */
function lane(appends: number[]): Lane {
  let seq = 0;
  return {
    append(drafts) {
      appends.push(drafts.length);
      const appended = drafts.map(() => ({ seq: ++seq, atMs: 0, appended: true }));
      return new Promise((resolve) => setImmediate(() => resolve({ appended, failure: undefined })));
    },
    close: () => undefined,
  };
}

function open(toDraft: (send: SendMessageRequest) => Draft | Promise<Draft>) {
  const said: { acked: number[]; ended: ChatError | "well" | undefined; take: (() => void)[] } = {
    acked: [],
    ended: undefined,
    take: [],
  };
  const appends: number[] = [];
  const publisher = new Publisher(
    {
      write(frame, done) {
        said.acked.push(...fromBinary(PublishResponseSchema, frame).seqs.map(Number));
        said.take.push(done);
      },
      end(reason) {
        said.ended = reason ?? "well";
      },
    },
    { lane: lane(appends), toDraft },
  );
  return { publisher, said, appends };
}

const frameOf = (...texts: string[]) => create(PublishRequestSchema, { sends: texts.map((text) => ({ text })) });
// A timer that is late comes before what waits for the next turn.
const settled = () => new Promise((resolve) => setTimeout(() => setImmediate(resolve), 20));

test("a client that finishes while a name is looked up gets its acknowledgement before the end", async () => {
  const found = Promise.withResolvers<Draft>();
  const { publisher, said } = open(() => found.promise);
  void publisher.receive(frameOf("@ann"));
  publisher.finish();
  assert.equal(said.ended, undefined);
  found.resolve(draft);
  await settled();
  assert.deepEqual([said.acked, said.ended], [[1], "well"]);
});

test("frames that are read in one turn are appended together, also when the client has gone by then", async () => {
  const { publisher, said, appends } = open(() => draft);
  for (const texts of [["a"], ["b", "c"], ["d"]]) void publisher.receive(frameOf(...texts));
  await settled();
  assert.deepEqual([said.acked, appends], [[1, 2, 3, 4], [4]]);
  void publisher.receive(frameOf("e"));
  publisher.gone();
  assert.deepEqual(appends, [4, 1]);
});

test("what is still being looked up when the session ends is not stored", async () => {
  const found = Promise.withResolvers<Draft>();
  const { publisher, said } = open(() => found.promise);
  void publisher.receive(frameOf("@ann"));
  publisher.end(errors.sessionEnded());
  found.resolve(draft);
  await settled();
  assert.deepEqual(said.acked, []);
  assert.ok(said.ended !== "well" && said.ended?.reason === "SESSION_ENDED");
});

test("who does not take what is acknowledged is not read, and is when they do", async () => {
  const { publisher, said } = open(() => draft);
  let waiting: void | Promise<void> = undefined;
  for (let frames = 0; frames < 500 && !waiting; frames++) {
    waiting = publisher.receive(frameOf(...Array.from({ length: 1_000 }, () => "x")));
    if (!waiting) await settled();
    else if (said.take.length > 0 && said.acked.length < 20_000) {
      await waiting;
      waiting = undefined;
    }
  }
  assert.ok(waiting, "it was read for ever");
  for (const take of said.take.splice(0)) take();
  await waiting;
});

test("a refusal names its send, and what came before is acknowledged", async () => {
  const { publisher, said } = open(({ text }) => {
    if (text === "") throw errors.textEmpty();
    return draft;
  });
  void publisher.receive(frameOf("a", "b", "", "c"));
  await settled();
  assert.deepEqual(said.acked, [1, 2]);
  assert.ok(said.ended !== "well" && said.ended?.reason === "TEXT_EMPTY" && said.ended.metadata["send"] === "2");
});

test("a failure that is no refusal is left to whoever serves the stream", () => {
  const { publisher } = open(() => {
    throw new TypeError("a bug");
  });
  assert.throws(() => publisher.receive(frameOf("a")), TypeError);
});

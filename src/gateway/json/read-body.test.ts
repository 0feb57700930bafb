import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { BodyRoom, smallBodyBytes } from "./body-room.ts";
import { BodyBroken, BodyTooLarge, NoRoom, readBody } from "./read-body.ts";

function reading({ maxBytes = 1_000_000, room = new BodyRoom(1_000_000) } = {}) {
  const clock = new FakeClock();
  const body = new PassThrough({ highWaterMark: 10_000_000 });
  const read = readBody(body as unknown as IncomingMessage, { maxBytes, withinMs: 100, room, clock });
  return { clock, body, read };
}

test("a body is what its pieces are together", async () => {
  const { body, read } = reading();
  body.write("하나 ");
  body.end("둘");
  assert.equal((await read).toString(), "하나 둘");
});

test("a body that is larger than is allowed is refused as soon as that is known", async () => {
  const { body, read } = reading({ maxBytes: 3 });
  body.write("four");
  await assert.rejects(read, BodyTooLarge);
});

test("a body that does not come in time is given up, and so is one that breaks off", async () => {
  const late = reading();
  late.body.write("half");
  late.clock.advance(100);
  await assert.rejects(late.read, BodyBroken);
  const cut = reading();
  cut.body.destroy();
  await assert.rejects(cut.read, BodyBroken);
});

test("large bodies share a room, small ones always have their own", async () => {
  const room = new BodyRoom(1_000);
  const large = reading({ room });
  large.body.write(Buffer.alloc(smallBodyBytes + 900));
  await new Promise(setImmediate);
  const next = reading({ room });
  next.body.write(Buffer.alloc(smallBodyBytes + 200));
  await assert.rejects(next.read, NoRoom);
  const small = reading({ room });
  small.body.end(Buffer.alloc(smallBodyBytes));
  assert.equal((await small.read).length, smallBodyBytes);
  large.body.end();
  assert.equal((await large.read).length, smallBodyBytes + 900);
  const after = reading({ room });
  after.body.end(Buffer.alloc(smallBodyBytes + 1_000));
  assert.equal((await after.read).length, smallBodyBytes + 1_000);
});

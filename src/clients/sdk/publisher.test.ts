import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import { clientErrors } from "./client-errors.ts";
import { createClient } from "./create-client.ts";

function publisherOn(chat: FakeChat) {
  const clock = new FakeClock();
  const transport = chat.transport();
  const options = { transport, guest: { name: "ann" }, clock, random: () => 0, subscribe: false };
  const client = createClient(options);
  const acknowledged: [number, number][] = [];
  const onAcknowledged = (send: number, seq: number) => void acknowledged.push([send, seq]);
  return { client, clock, acknowledged, onAcknowledged };
}

function texts(count: number, from = 0) {
  return Array.from({ length: count }, (_, i) => ({ channelId: "lobby", text: `m${from + i}` }));
}

function said(chat: FakeChat): string[] {
  return chat.messages("lobby").map(({ text }) => text);
}

async function passing(clock: FakeClock): Promise<void> {
  for (let i = 0; i < 10; i++) {
    await settled();
    clock.advance(100);
  }
}

test("many messages are stored in order and acknowledged by their number", async () => {
  const chat = new FakeChat();
  const { client, acknowledged, onAcknowledged } = publisherOn(chat);
  assert.equal(await client.publish(texts(250), { sendsInFrame: 16, onAcknowledged }), 250);
  assert.deepEqual(
    said(chat),
    texts(250).map(({ text }) => text),
  );
  assert.deepEqual(acknowledged[0], [0, 2]);
  assert.deepEqual(acknowledged.at(-1), [249, 251]);
  await client.close();
});

test("messages of an async source leave as they come", async () => {
  const chat = new FakeChat();
  const { client } = publisherOn(chat);
  const next: (() => void)[] = [];
  async function* source() {
    for (const message of texts(2)) {
      yield message;
      await new Promise<void>((resolve) => next.push(resolve));
    }
  }
  const published = client.publish(source());
  await settled();
  assert.deepEqual(said(chat), ["m0"]);
  next[0]?.();
  await settled();
  assert.deepEqual(said(chat), ["m0", "m1"]);
  next[1]?.();
  assert.equal(await published, 2);
  await client.close();
});

test("a cut stream is opened again and goes on behind the last acknowledgement, and nothing is stored twice", async () => {
  const chat = new FakeChat();
  const { client, clock, acknowledged, onAcknowledged } = publisherOn(chat);
  const next: (() => void)[] = [];
  async function* source() {
    yield* texts(5);
    await new Promise<void>((resolve) => next.push(resolve));
    yield* texts(5, 5);
  }
  const published = client.publish(source(), { onAcknowledged });
  await settled();
  chat.cut(clientErrors.connection("cut"));
  next[0]?.();
  await passing(clock);
  assert.equal(await published, 10);
  assert.deepEqual(
    said(chat),
    texts(10).map(({ text }) => text),
  );
  assert.deepEqual(
    acknowledged.map(([send]) => send),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  );
  await client.close();
});

test("who sends too fast waits and goes on", async () => {
  const chat = new FakeChat();
  const { client, clock } = publisherOn(chat);
  chat.fail("publish", { error: errors.sendRate(500) });
  const published = client.publish(texts(20), { sendsInFrame: 5 });
  await passing(clock);
  assert.equal(await published, 20);
  assert.equal(said(chat).length, 20);
  await client.close();
});

test("the first refusal ends it, with the number of the refused message; those before it are acknowledged", async () => {
  const chat = new FakeChat();
  const { client, clock, acknowledged, onAcknowledged } = publisherOn(chat);
  const messages = [...texts(7), { channelId: "lobby", text: "" }, ...texts(3, 8)];
  const published = assert.rejects(client.publish(messages, { sendsInFrame: 4, onAcknowledged }), (error: unknown) => {
    const { reason, metadata } = error as ReturnType<typeof errors.textEmpty>;
    assert.deepEqual([reason, metadata.send], ["TEXT_EMPTY", "7"]);
    return true;
  });
  await passing(clock);
  await published;
  assert.deepEqual(
    acknowledged.map(([send]) => send),
    [0, 1, 2, 3, 4, 5, 6],
  );
  assert.equal(said(chat).length, 7);
  await client.close();
});

test("publishing that is given up rejects with the reason of its signal", async () => {
  const chat = new FakeChat();
  const { client } = publisherOn(chat);
  const stop = new AbortController();
  async function* source() {
    yield* texts(1);
    await new Promise(() => undefined);
  }
  const published = client.publish(source(), { signal: stop.signal });
  await settled();
  stop.abort(new Error("enough"));
  await assert.rejects(published, { message: "enough" });
  await client.close();
});

test("a source that fails ends it with its own error", async () => {
  const chat = new FakeChat();
  const { client } = publisherOn(chat);
  function* source() {
    yield* texts(3);
    throw new Error("no more paper");
  }
  await assert.rejects(client.publish(source()), { message: "no more paper" });
  await client.close();
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError, type Transport } from "../sdk/index.ts";
import { firstThatAnswers } from "./open-transport.ts";

const nobody = () => Promise.reject(new ChatError("UNAVAILABLE", "CONNECTION", "nobody"));
const way = (unary: () => Promise<unknown>): Transport =>
  ({ unary, serverStream: () => undefined, close: () => undefined }) as unknown as Transport;

// What is asked does not matter here.
const ask = (transport: Transport) =>
  (transport.unary as unknown as (...anything: object[]) => Promise<unknown>)({}, {}, {});

test("where nobody is at one address the other is asked, and the one that answers is kept", async () => {
  let isDown = false;
  const second = way(() => (isDown ? nobody() : Promise.resolve("second")));
  let askedFirst = 0;
  const first = way(() => {
    askedFirst++;
    return nobody();
  });
  const either = firstThatAnswers([first, second]);
  assert.equal(await ask(either), "second");
  isDown = true;
  await assert.rejects(ask(either));
  assert.equal(askedFirst, 1);
});

test("as long as nobody is anywhere, both are asked again", async () => {
  let isUp = false;
  const first = way(() => (isUp ? Promise.resolve("first") : nobody()));
  const either = firstThatAnswers([first, way(nobody)]);
  await assert.rejects(ask(either));
  isUp = true;
  assert.equal(await ask(either), "first");
});

test("a refusal is an answer", async () => {
  let asked = 0;
  const refusing = way(() => {
    asked++;
    return Promise.reject(new ChatError("UNAUTHENTICATED", "WRONG_PASSWORD", "no"));
  });
  const either = firstThatAnswers([refusing, way(() => Promise.resolve("other"))]);
  await assert.rejects(ask(either));
  await assert.rejects(ask(either));
  assert.equal(asked, 2);
});

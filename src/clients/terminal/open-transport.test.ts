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

test("after a failed connection the other address is tried, and the one that answers is kept", async () => {
  let isDown = false;
  const second = way(() => (isDown ? nobody() : Promise.resolve("second")));
  const either = firstThatAnswers([way(nobody), second]);
  await assert.rejects(ask(either));
  assert.equal(await ask(either), "second");
  isDown = true;
  await assert.rejects(ask(either));
  isDown = false;
  assert.equal(await ask(either), "second");
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

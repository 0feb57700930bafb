import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { Topics } from "../../core/topics.ts";
import { SubscribeResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { TypingBoard } from "./typing.ts";

const person = (name: string) => ({ sessionId: name, userId: name, name });

function open() {
  const clock = new FakeClock();
  const topics = new Topics<ChatSignals>();
  const told: string[][] = [];
  topics.on("channel", "a", ({ part }) => {
    const [signal] = fromBinary(SubscribeResponseSchema, part).signals;
    if (signal?.kind.case === "typing") told.push(signal.kind.value.people.map(({ name }) => name));
  });
  return { clock, topics, board: new TypingBoard(clock, topics), told };
}

test("the first one is told at once, those of the same second together when it is over", () => {
  const { clock, board, told } = open();
  for (const name of ["ann", "bob", "carl"]) board.typed("a", person(name));
  clock.advance(1_000);
  assert.deepEqual(told, [["ann"], ["bob", "carl"]]);
});

test("who has said it meanwhile is not named any more", () => {
  const { clock, board, told } = open();
  for (const name of ["ann", "bob", "carl"]) board.typed("a", person(name));
  board.said("a", person("bob"));
  board.said("elsewhere", person("carl"));
  clock.advance(1_000);
  assert.deepEqual(told, [["ann"], ["carl"]]);
});

test("where more than a thousand listen nobody is told", () => {
  const { topics, board, told } = open();
  const off = Array.from({ length: 1_000 }, () => topics.on("channel", "a", () => undefined));
  board.typed("a", person("ann"));
  assert.deepEqual(told, []);
  off[0]?.();
  board.typed("a", person("ann"));
  assert.deepEqual(told, [["ann"]]);
});

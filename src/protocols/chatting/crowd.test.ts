import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type ChattingHouse, callAt, openChattingHouse } from "../../../test/support/chatting-house.ts";
import { ChatError } from "../../core/errors.ts";
import { CommandRequest_Status as Command, UserRequestSchema } from "../../gen/compat/chatting/chatting_pb.ts";

const indexes = [1, 2, 3, 4, 5, 6, 7];
const user = (index: number) => create(UserRequestSchema, { index });

/** Numbers below a limit that look like chance and are the same in every run. */
function createChance(): (limit: number) => number {
  let state = 7919;
  return (limit) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >> 8) % limit;
  };
}

/** Somebody does something, possibly nonsense. */
function actOf(house: ChattingHouse, chance: (limit: number) => number): Promise<unknown> {
  const index = indexes[chance(indexes.length)] ?? 1;
  const port = 50054 + chance(5);
  const acts = [
    () => house.command(index, Command.MAKE_CHANNEL),
    () => house.command(index, Command.JOIN_CHANNEL, port),
    () => house.command(index, Command.JOIN_CHANNEL, port),
    () => house.command(index, Command.LEAVE_CHANNEL),
    () => house.command(index, Command.LIST_USERS, port),
    () => house.hear(index, port),
    () => house.statuses(index, port).then((statuses) => statuses.cancel()),
    () => house.say(index, "in a channel", port),
    () => house.say(index, "in the lobby"),
    () => house.hear(index),
    () => house.beats(index).then((heart) => heart.cancel()),
    () => house.lobby.tryUserRemove(user(index), callAt(0)),
    () => house.channel.tryUserRemove(user(index), callAt(port)),
  ];
  return (acts[chance(acts.length)] ?? acts[0])?.() ?? Promise.resolve();
}

test("whatever people do at the same time, refusals are ours, and when all have left no port and no member is left", async (t) => {
  const house = await openChattingHouse();
  t.after(() => house.close());
  const chance = createChance();
  for (let i = 0; i < 4; i++) await house.login();
  for (let round = 0; round < 60; round++) {
    const acts = Array.from({ length: 8 }, () => actOf(house, chance));
    for (const act of await Promise.allSettled(acts))
      if (act.status === "rejected") assert.ok(act.reason instanceof ChatError, String(act.reason));
  }
  for (const index of indexes) await house.lobby.tryUserRemove(user(index), callAt(0));
  for (const port of house.listening)
    for (const index of indexes) await house.channel.tryUserRemove(user(index), callAt(port)).catch(() => undefined);
  // Nobody waits for some of it.
  for (let i = 0; i < 5; i++) await house.seconds(0);
  assert.deepEqual([...house.listening], []);
  assert.deepEqual(house.unexpected, []);
  const { items } = await house.backend.channels.directory("nobody", { size: 200 });
  const rooms = items.map(({ channel }) => channel).filter(({ name }) => name.startsWith("room-"));
  assert.ok(rooms.length > 10);
  assert.deepEqual(
    rooms.filter(({ members }) => members > 0),
    [],
  );
});

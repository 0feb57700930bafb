// Who is left out of what another service is handed, and why.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HandedOverChat } from "../../../../test/support/handed-over-chat.ts";
import { StepKindSchema } from "../../../gen/madang/notification/v1/notification_pb.ts";

const hourMs = 3_600_000;

test("who has read it meanwhile, muted the channel, left or come back is left out, and explain knows", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  for (const userId of ["dae", "eun", "fay"]) house.chat.say(house.ann("tea").invited(userId));
  const seq = house.say("tea", "hello");
  await house.pass(3_000, 500);
  house.chat.read("bob", "tea", seq);
  const mutedUntilMs = house.chat.clock.now() + hourMs;
  await house.chat.notices.setPreference("cho", { channelId: "tea", level: "default", mutedUntilMs }, 9);
  house.chat.say(house.ann("tea").removed("dae"));
  house.chat.online.add("eun");
  const handOver = house.handOver();
  await house.pass(100);
  assert.deepEqual(
    house.calls.map(({ userIds }) => userIds),
    [["fay"]],
  );
  assert.deepEqual(house.details(), ["OK; read bob; unwanted cho dae eun"]);
  const lastSteps = async (userId: string) =>
    (await notifications.explainFor(userId, "tea", seq))
      .slice(2)
      .map(({ kind = 0 }) => StepKindSchema.value[kind]?.localName);
  assert.deepEqual(await lastSteps("bob"), ["WITHDRAWN_READ", "ACKNOWLEDGED"]);
  assert.deepEqual(await lastSteps("cho"), ["WITHDRAWN_UNWANTED"]);
  assert.deepEqual(await lastSteps("fay"), ["HANDED_OVER"]);
  await handOver.close();
  await notifications.close();
});

test("who is kept out is never handed over", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.suspended.add("bob");
  const handOver = house.handOver();
  house.say("tea", "hello");
  await house.pass(100);
  assert.deepEqual([house.calls.map(({ userIds }) => userIds), house.details()], [[["cho"]], ["OK; unwanted bob"]]);
  await handOver.close();
  await notifications.close();
});

test("a call of which everybody knows already is not made", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  const seq = house.say("tea", "hello");
  await house.pass(3_000, 500);
  for (const userId of ["bob", "cho"]) house.chat.read(userId, "tea", seq);
  const handOver = house.handOver();
  await house.pass(100);
  assert.deepEqual([house.calls, house.details()], [[], ["nobody; read bob cho"]]);
  await handOver.close();
  await notifications.close();
});

test("who came back and is mentioned may read it first", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.chat.say(house.ann("tea").posted("@bob", { mentions: ["bob"] }));
  await house.pass(3_000, 500);
  house.chat.online.add("bob");
  const handOver = house.handOver();
  await house.pass(16_000, 500);
  assert.equal(house.calls.length, 0);
  await house.pass(2_000, 500);
  assert.deepEqual(
    house.calls.map(({ userIds }) => userIds),
    [["bob", "cho"]],
  );
  await handOver.close();
  await notifications.close();
});

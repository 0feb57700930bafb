// Somebody is removed while they send: what was accepted stands before the removal, what came later is refused and nowhere.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ChatError, type ChatEvent, connect } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";

const madang = await MadangProcess.start("--send-rate", "0");
after(() => madang.remove());

test("nothing of hers stands after her removal, and what was refused is nowhere", async () => {
  const owner = await connect({ address: madang.address, guest: { name: "owner" } });
  const ann = await connect({ address: madang.address, guest: { name: "ann" } });
  const log: ChatEvent[] = [];
  const room = await owner.createChannel({ name: "room" });
  owner.listen((event) => log.push(event));
  await ann.joinChannel(room.channelId);

  const outcomes = new Map<string, string>();
  const sending = Array.from({ length: 300 }, async (_, i) => {
    const text = `line ${i}`;
    await ann.send(room.channelId, text).then(
      () => outcomes.set(text, "accepted"),
      (failure: unknown) => outcomes.set(text, failure instanceof ChatError ? failure.reason : String(failure)),
    );
  });
  await eventually(
    () => outcomes.size > 30,
    10_000,
    () => `${outcomes.size} settled`,
  );
  await owner.kick(room.channelId, ann.me?.id ?? "");
  await Promise.all(sending);

  await eventually(
    () => log.some(({ type }) => type === "removed"),
    5_000,
    () => "no removal was heard",
  );
  await owner.send(room.channelId, "the end");
  await eventually(
    () => log.some((event) => event.type === "message" && event.text === "the end"),
    5_000,
    () => "no end",
  );

  const accepted = [...outcomes].filter(([, outcome]) => outcome === "accepted").map(([text]) => text);
  const refused = [...outcomes].filter(([, outcome]) => outcome !== "accepted");
  assert.ok(accepted.length >= 30 && refused.length > 0, `${accepted.length} accepted, ${refused.length} refused`);
  assert.deepEqual([...new Set(refused.map(([, reason]) => reason))], ["NOT_A_MEMBER"]);
  const hers = log.filter((event) => event.type === "message" && event.from.name === "ann");
  assert.deepEqual(
    hers.map((event) => (event.type === "message" ? event.text : "")),
    accepted,
  );
  const removedAt = log.findIndex(({ type }) => type === "removed");
  assert.ok(log.slice(removedAt).every((event) => event.type !== "message" || event.from.name !== "ann"));
  await Promise.all([owner.close(), ann.close()]);
});

test("the removed one is told, and hears nothing more of the channel", async () => {
  const owner = await connect({ address: madang.address, guest: { name: "owner" } });
  const bob = await connect({ address: madang.address, guest: { name: "bob" } });
  const room = await owner.createChannel({ name: "another" });
  await bob.joinChannel(room.channelId);
  const heard: ChatEvent[] = [];
  bob.listen((event) => heard.push(event));
  await owner.ban(room.channelId, bob.me?.id ?? "");
  await owner.send(room.channelId, "secret");
  await eventually(
    () => heard.some(({ type }) => type === "channelLeft"),
    5_000,
    () => JSON.stringify(heard),
  );
  await owner.send("lobby", "for all");
  await eventually(
    () => heard.some((event) => event.type === "message" && event.text === "for all"),
    5_000,
    () => "nothing",
  );
  assert.ok(!heard.some((event) => event.type === "message" && event.text === "secret"));
  await assert.rejects(bob.joinChannel(room.channelId), { reason: "BANNED" });
  await Promise.all([owner.close(), bob.close()]);
});

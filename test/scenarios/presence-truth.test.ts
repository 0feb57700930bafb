// What docs/presence.md says of the first seconds, by real processes, over both wires.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { SavedSession, TokenStore } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person, type PersonOptions } from "../support/person.ts";
import { PresenceWitness, startPresent } from "../support/presence-witness.ts";
import type { RunningCommand } from "../support/running-command.ts";

/** What may be seen: changes are told once a second. */
const toldMs = 1_500;

const madang = await MadangProcess.start();
const ann = await PresenceWitness.enter(madang.address, "ann");
const room = ann.channelId;
const { channelId: other } = await ann.person.client.createChannel({ name: "other" });
const people: Person[] = [];
const startBoth = () =>
  Promise.all([
    startPresent(madang.address, "grpc", { channelId: room }),
    startPresent(madang.web, "web", { channelId: room }),
  ]);
const [grpc, web] = await startBoth();
const programs: RunningCommand[] = [grpc, web];
after(async () => {
  for (const { child } of programs) child.kill("SIGKILL");
  await Promise.all([ann.leave(), ...people.map((person) => person.leave())]);
  await madang.remove();
});

/** A client of somebody, who has a channel open. */
async function enter(name: string, open: string, options: PersonOptions = {}, address = madang.address) {
  const person = await Person.enter(address, name, options);
  people.push(person);
  for (const channelId of [room, other]) await person.client.joinChannel(channelId);
  await person.client.setOpenChannels([open]);
  return person;
}

/** As tabs of one browser keep their session. */
function sharedTokens(): TokenStore {
  let saved: SavedSession | undefined;
  return {
    load: () => Promise.resolve(saved),
    save: (session) => {
      saved = session;
      return Promise.resolve();
    },
  };
}

describe("somebody else sees", { concurrency: true }, () => {
  for (const [name, address] of [
    ["tom", madang.address],
    ["tess", madang.web],
  ] as const) {
    test(`${name}'s two clients in one session by what each has open, and one that stays when the other is closed`, async () => {
      const tokens = sharedTokens();
      const first = await enter(name, room, { tokens }, address);
      await ann.sees(name, "here");
      ann.forget(name);
      const second = await enter(name, other, { tokens }, address);
      assert.equal(second.id, first.id);
      await sleep(toldMs);
      await second.leave();
      await sleep(toldMs);
      assert.deepEqual(ann.history(name), ["here"]);
      await first.leave();
      await ann.sees(name, "offline");
    });
  }

  test("a program that is killed and started again as one that was not away", async () => {
    await Promise.all([ann.sees("grpc", "here"), ann.sees("web", "here")]);
    ann.forget("grpc", "web");
    for (const { child } of [grpc, web]) child.kill("SIGKILL");
    programs.push(...(await startBoth()));
    await sleep(toldMs);
    assert.deepEqual([ann.history("grpc"), ann.history("web")], [["here"], ["here"]]);
  });

  test("who signs out where they still are, and who signs out everywhere not at all", async () => {
    const tokens = sharedTokens();
    const [phone, laptop, desk] = await Promise.all([
      enter("una", room),
      enter("una", other),
      enter("una", other, { tokens }),
    ]);
    await ann.sees("una", "here");
    ann.forget("una");
    await phone.client.signOut();
    await ann.sees("una", "online");
    // It has the session, and nothing to open another one with.
    const tablet = await enter("una", room, { tokens, guest: undefined });
    await desk.leave();
    await ann.sees("una", "here");
    await laptop.client.signOut({ everywhere: true });
    await ann.sees("una", "offline");
    await tablet.until(() => tablet.client.state === "disconnected", "the end of its session");
    assert.deepEqual(ann.history("una"), ["here", "online", "here", "offline"]);
  });

  test("who joins the channel among its members at once", async () => {
    const newcomer = await Person.enter(madang.address, "newcomer");
    people.push(newcomer);
    await newcomer.client.joinChannel(room);
    await ann.sees("newcomer", "online");
  });
});

test("nobody was away who comes back with a server that was killed", async () => {
  await Promise.all([ann.sees("grpc", "here"), ann.sees("web", "here")]);
  const { items } = await ann.person.client.members(room);
  const ids = items.filter(({ name }) => /^(grpc|web)$/.test(name)).map(({ id }) => id);
  ann.forget("grpc", "web");
  await madang.kill();
  await madang.start();
  await ann.person.until(() => ann.person.client.state === "connected", "the server");
  await sleep(2 * toldMs);
  assert.deepEqual([ann.history("grpc"), ann.history("web")], [["here"], ["here"]]);
  const now = await ann.person.client.presence(ids);
  assert.deepEqual(
    now.map(({ online }) => online),
    [true, true],
  );
});

// A send can be repeated for ever: one message comes of it, whatever died in between.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ChannelService } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { LobbyService } from "../../src/gen/madang/lobby/v1/lobby_pb.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RunningCommand } from "../support/running-command.ts";
import { WireSession } from "../support/wire-session.ts";

const program = new URL("../support/outbox-program.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-retry-"));
const madang = await MadangProcess.start();
const ann = await WireSession.guest(madang.address, "ann");
const running: RunningCommand[] = [];
after(async () => {
  for (const { child } of running) child.kill("SIGKILL");
  ann.close();
  await madang.remove();
  rmSync(folder, { recursive: true, force: true });
});

const { method } = ChannelService;

/** Ann's connection may have died with the server: what is unavailable is tried again. */
async function again<Answer>(ask: () => Promise<Answer>, tries = 100): Promise<Answer> {
  try {
    return await ask();
  } catch (failure) {
    if (tries === 0 || (failure as { code?: string }).code !== "UNAVAILABLE") throw failure;
    await new Promise((resolve) => setTimeout(resolve, 50));
    return again(ask, tries - 1);
  }
}

async function history(): Promise<{ seq: number; text: string }[]> {
  const { messages } = await again(() => ann.call(method.listMessages, { channelId: "lobby", pageSize: 200 }));
  return messages.map(({ seq, text }) => ({ seq: Number(seq), text }));
}

test("a repeat after kill -9 gets the first answer, and another text under its id is refused", async () => {
  const first = await ann.send("lobby", "one", "said once");
  await madang.kill();
  await madang.start();
  assert.equal(await again(() => ann.send("lobby", "one", "said once")), first);
  await expectRefusal(ann.send("lobby", "one", "said otherwise"), "ALREADY_EXISTS ID_REUSED");
  assert.deepEqual(await history(), [{ seq: first, text: "said once" }]);
});

test("a send whose answer was lost to kill -9 is there once after it is repeated", async () => {
  for (let round = 0; round < 3; round++) {
    const send = () => ann.send("lobby", `lost-${round}`, `answer lost ${round}`);
    const unanswered = send().catch(() => 0);
    await new Promise((resolve) => setTimeout(resolve, round));
    await madang.kill();
    await madang.start();
    const before = await unanswered;
    const seq = await again(send);
    if (before > 0) assert.equal(seq, before, "what was acknowledged has kept its place");
    const found = (await history()).filter(({ text }) => text === `answer lost ${round}`);
    assert.deepEqual(found, [{ seq, text: `answer lost ${round}` }]);
  }
});

test("of many repeats at once one is stored, and all get its answer", async () => {
  const seqs = await Promise.all(Array.from({ length: 50 }, () => ann.send("lobby", "many", "said by many")));
  assert.equal(new Set(seqs).size, 1);
  const { seqs: published, failure } = await ann.publish([
    Array.from({ length: 20 }, () => ({ channelId: "lobby", clientMessageId: "many", text: "said by many" })),
  ]);
  assert.equal(failure, undefined);
  assert.deepEqual(new Set([...seqs, ...published]).size, 1);
  assert.equal((await history()).filter(({ text }) => text === "said by many").length, 1);
});

test("of two texts under one id at once one is stored and the other refused", async () => {
  const texts = ["this", "that", "this", "that"];
  const outcomes = await Promise.allSettled(texts.map((text) => ann.send("lobby", "two", text)));
  const stored = (await history()).map(({ text }) => text).filter((text) => texts.includes(text));
  assert.equal(stored.length, 1);
  outcomes.forEach(({ status }, i) => {
    assert.equal(status, texts[i] === stored[0] ? "fulfilled" : "rejected");
  });
});

test("a repeat is answered though its message was deleted, and though its sender has left", async () => {
  const owner = await WireSession.guest(madang.address, "owner");
  const { channel } = await owner.call(LobbyService.method.createChannel, { name: "room" });
  const room = channel?.channelId ?? "";
  await ann.call(LobbyService.method.joinChannel, { channelId: room });
  const seq = await ann.send(room, "deleted", "to be deleted");
  await ann.call(method.deleteMessage, { channelId: room, seq: BigInt(seq), clientMessageId: "the-deletion" });
  assert.equal(await ann.send(room, "deleted", "to be deleted"), seq);
  await ann.call(LobbyService.method.leaveChannel, { channelId: room });
  assert.equal(await ann.send(room, "deleted", "to be deleted"), seq);
  await expectRefusal(ann.send(room, "deleted", "something else"), "ALREADY_EXISTS ID_REUSED");
  await expectRefusal(ann.send(room, "new", "something new"), "PERMISSION_DENIED NOT_A_MEMBER");
  owner.close();
});

function send(outbox: string, name: string, lines: readonly string[] = []): RunningCommand {
  const args = [program, madang.address, join(folder, outbox), name, ...lines];
  const command = new RunningCommand(process.execPath, args, { cwd: folder, env: process.env });
  running.push(command);
  return command;
}

const queuedIn = ({ stdout }: RunningCommand) => [...stdout.matchAll(/^queued (.*)\n/gm)].map(([, text = ""]) => text);

test("what was queued without a server is sent once by the next start of a killed program", async () => {
  await madang.kill();
  const lines = ["first", "second", "셋째"];
  const killed = send("offline", "bob", lines);
  await killed.prints("queued 셋째\n");
  killed.child.kill("SIGKILL");
  await killed.ended;
  await madang.start();
  const next = send("offline", "bob");
  assert.equal(await next.ended, 0, next.screen());
  const said = (await history()).map(({ text }) => text);
  assert.deepEqual(
    said.filter((text) => lines.includes(text)),
    lines,
  );
});

test("a program killed while it sends has sent each line once when it has run to its end", async () => {
  const witness = await Person.enter(madang.address, "witness");
  const queued: string[] = [];
  for (const round of [1, 2, 3]) {
    const lines = Array.from({ length: 100 }, (_, i) => `round ${round} line ${i}`);
    const killed = send("killed", "carl", lines);
    await killed.prints(`queued round ${round} line ${round * 20}\n`);
    killed.child.kill("SIGKILL");
    await killed.ended;
    queued.push(...queuedIn(killed));
  }
  const last = send("killed", "carl", ["the end"]);
  assert.equal(await last.ended, 0, last.screen());
  await witness.hears("lobby", "the end");
  const said = witness.texts("lobby");
  assert.equal(new Set(said).size, said.length, "nothing was said twice");
  assert.ok(queued.length >= 60);
  assert.deepEqual(
    queued.filter((text) => !said.includes(text)),
    [],
  );
  assert.deepEqual(
    said.filter((text) => queued.includes(text)),
    queued,
    "in the order in which they were queued",
  );
  await witness.leave();
});

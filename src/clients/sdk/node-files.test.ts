import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileOutbox, fileTokens } from "./node-files.ts";
import type { QueuedMessage } from "./outgoing-message.ts";

function pathIn(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "madang-files-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "kept", "file");
}

function message(clientMessageId: string, more: Partial<QueuedMessage> = {}): QueuedMessage {
  return { channelId: "lobby", clientMessageId, text: "hi", replyTo: undefined, custom: undefined, by: "u1", ...more };
}

test("messages that were added and not removed are there after a restart, in their order", async (t) => {
  const path = pathIn(t);
  const outbox = fileOutbox(path);
  const custom = { type: "game.move/v1", data: new Uint8Array([0, 255, 7]) };
  const kept = [message("a", { text: 'ㅋㅋ\n"quoted"', replyTo: 5 }), message("c", { custom, by: undefined })];
  await Promise.all([
    outbox.add(kept[0] as QueuedMessage),
    outbox.add(message("b")),
    outbox.add(kept[1] as QueuedMessage),
  ]);
  await outbox.remove(message("b"));
  await outbox.close();
  const again = fileOutbox(path);
  const loaded = await again.load();
  assert.deepEqual(
    loaded.map((one) => ({ ...one, custom: one.custom && { ...one.custom, data: new Uint8Array(one.custom.data) } })),
    kept,
  );
  await again.close();
});

test("an addition is on disk when it resolves, although the file was never closed", async (t) => {
  const path = pathIn(t);
  const killed = fileOutbox(path);
  await killed.add(message("a"));
  assert.match(readFileSync(path, "utf8"), /"clientMessageId":"a".*\n$/);
  await killed.close();
});

test("a line that a crash cut counts as not written, and what is added later is whole", async (t) => {
  const path = pathIn(t);
  const first = fileOutbox(path);
  await first.add(message("a"));
  await first.close();
  appendFileSync(path, '{"add":{"channelId":"lobby","clientMes');
  const second = fileOutbox(path);
  await second.add(message("b"));
  await second.close();
  const third = fileOutbox(path);
  assert.deepEqual(
    (await third.load()).map(({ clientMessageId }) => clientMessageId),
    ["a", "b"],
  );
  await third.close();
});

test("a damaged file is said to be one, and left as it is", async (t) => {
  const path = pathIn(t);
  const outbox = fileOutbox(path);
  await outbox.add(message("a"));
  await outbox.close();
  appendFileSync(path, "no line of ours\n");
  await assert.rejects(fileOutbox(path).load(), /is damaged, or no outbox/);
  assert.match(readFileSync(path, "utf8"), /"clientMessageId":"a".*\nno line of ours\n$/);
});

test("what is done with does not make the file grow for ever", async (t) => {
  const path = pathIn(t);
  const outbox = fileOutbox(path);
  for (let i = 0; i < 60; i++) {
    const batch = Array.from({ length: 50 }, (_, j) => message(`${i}-${j}`));
    await Promise.all(batch.map((one) => outbox.add(one)));
    await Promise.all(batch.map((one) => outbox.remove(one)));
  }
  await outbox.close();
  assert.ok(statSync(path).size < 500_000, `${statSync(path).size} bytes`);
  assert.deepEqual(await fileOutbox(path).load(), []);
});

test("files with secrets and texts are readable by their owner only", {
  skip: process.platform === "win32",
}, async (t) => {
  const path = pathIn(t);
  const outbox = fileOutbox(path);
  await outbox.add(message("a"));
  await outbox.close();
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("a session is kept, replaced and forgotten", async (t) => {
  const path = pathIn(t);
  const session = { accessToken: "a", refreshToken: "r", me: { id: "u1", name: "ann", kind: "guest" } } as const;
  assert.equal(await fileTokens(path).load(), undefined);
  await fileTokens(path).save(session);
  assert.deepEqual(await fileTokens(path).load(), session);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  await fileTokens(path).save(undefined);
  assert.equal(await fileTokens(path).load(), undefined);
  assert.equal(readFileSync(path, "utf8"), "");
});

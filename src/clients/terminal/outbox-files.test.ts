import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openOutbox, openOutboxFile } from "./outbox-files.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-outbox-"));
after(() => rmSync(folder, { recursive: true }));

const message = (clientMessageId: string) => ({
  channelId: "lobby",
  clientMessageId,
  text: "hi",
  replyTo: undefined,
  custom: undefined,
  by: undefined,
});

test("two terminals of one person keep their messages apart, and the next finds those of both", async () => {
  const path = join(folder, "ann.jsonl");
  const [one, other] = [await openOutbox(path), await openOutbox(path)];
  assert.equal(one?.path, path);
  assert.equal(other?.path, join(folder, "ann+2.jsonl"));
  await one?.store.add(message("1"));
  await other?.store.add(message("2"));
  await one?.store.close();
  await other?.store.close();

  const next = await openOutbox(path);
  const left = (await next?.store.load()) ?? [];
  assert.deepEqual(
    left.map(({ clientMessageId }) => clientMessageId),
    ["1", "2"],
  );
  for (const each of left) await next?.store.remove(each);
  await next?.store.close();
  assert.deepEqual([existsSync(path), existsSync(other?.path ?? "")], [false, false]);
});

test("a file that was named and is in use is not shared", async () => {
  const path = join(folder, "named.jsonl");
  const first = await openOutboxFile(path);
  assert.equal(await openOutboxFile(path), undefined);
  await first?.store.close();
  const second = await openOutboxFile(path);
  assert.equal(second?.path, path);
  await second?.store.close();
});

test("the claim of a process that is gone counts for nothing", async () => {
  const path = join(folder, "gone.jsonl");
  // No machine gives its processes such numbers.
  writeFileSync(`${path}.99999999-1.claim`, "");
  const outbox = await openOutboxFile(path);
  assert.equal(outbox?.path, path);
  await outbox?.store.close();
});

// A notifier that is killed at any moment forgets nobody and tells nobody twice, over the store that people have.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Backend } from "../../src/backends/embedded/open.ts";
import { kinds } from "../../src/core/event.ts";
import { channelIds, memberIds, openNotified } from "../support/notifier-program.ts";

const program = fileURLToPath(new URL("../support/notifier-program.ts", import.meta.url));
const settleMs = 10_000;
const data = mkdtempSync(join(tmpdir(), "madang-notifier-"));
let talking: ChildProcess | undefined;
after(() => {
  talking?.kill("SIGKILL");
  rmSync(data, { recursive: true, force: true });
});

test("a notifier that is killed again and again tells everybody once of everything", async () => {
  for (const lifeMs of [30, 150, 400]) await talkAndDie(lifeMs);
  const { backend, notifications } = openNotified(data);
  notifications.start();
  try {
    const said = await allSaid(backend);
    assert.ok(said.length >= 3 * channelIds.length, `${said.length} messages`);
    for (const userId of memberIds) {
      await until(async () => (await inboxOf(backend, userId)).length >= said.length);
      assert.deepEqual(await inboxOf(backend, userId), said);
    }
    assert.deepEqual(await inboxOf(backend, "ann"), []);
  } finally {
    await notifications.close();
    await backend.close();
  }
});

/** Lets people talk in another process for a while, from when the first words are stored, and kills it. */
async function talkAndDie(lifeMs: number): Promise<void> {
  talking = spawn(process.execPath, [program, data], { stdio: ["ignore", "pipe", "inherit"] });
  await once(talking.stdout ?? assert.fail("no output"), "data", { signal: AbortSignal.timeout(settleMs) });
  await new Promise((resolve) => setTimeout(resolve, lifeMs));
  const ended = once(talking, "exit");
  talking.kill("SIGKILL");
  await ended;
}

async function allSaid(backend: Backend): Promise<string[]> {
  const said: string[] = [];
  for (const channelId of channelIds) {
    for (let after = 0, more = true; more; ) {
      const page = await backend.log.read(channelId, { after, maxEvents: 1_000, maxBytes: 1_000_000 });
      said.push(
        ...page.events.filter(({ kind }) => kind === kinds.messagePosted).map(({ seq }) => `${channelId} ${seq}`),
      );
      more = page.events.length > 0;
      after = page.through;
    }
  }
  return said.sort();
}

async function inboxOf({ notices }: Backend, userId: string): Promise<string[]> {
  const items: string[] = [];
  let after: string | undefined;
  do {
    const page = await notices.inbox(userId, { after, size: 100, openOnly: false, reasons: [] });
    items.push(...page.items.map(({ sourceId, seq }) => `${sourceId} ${seq}`));
    after = page.next;
  } while (after !== undefined);
  return items.sort();
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + settleMs;
  while (Date.now() < endMs && !(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

// A copy of the store: whole, of one moment, made while the store goes on, and another store once it is used.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Drafts } from "../../../test/support/drafts.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Hub } from "../../core/hub.ts";
import type { BackupProgress } from "../../core/ports.ts";
import { type Backend, openEmbedded } from "./open.ts";

const root = mkdtempSync(join(tmpdir(), "madang-backup-"));
after(() => rmSync(root, { recursive: true, force: true }));
const clock = new FakeClock();
const never = new AbortController().signal;
const long = "x".repeat(4_000);

function open(data: string): Backend {
  return openEmbedded({ data, clock, hub: new Hub({ clock, schedule: setImmediate }) });
}

/** A store with so many messages in the channel "c". */
async function storeOf(name: string, messages: number): Promise<Backend> {
  const backend = open(join(root, name));
  const drafts = new Drafts("c", "ann");
  await backend.log.append(drafts.created());
  const lane = backend.log.lane();
  await lane.append(Array.from({ length: messages }, () => drafts.posted(long)));
  return backend;
}

async function headOf({ log }: Backend): Promise<number> {
  return (await log.heads(["c"]))[0]?.seq ?? 0;
}

/** A fresh folder that holds a copy as its database. */
async function restored(name: string, copy: (path: string) => Promise<unknown>): Promise<Backend> {
  const data = join(root, name);
  mkdirSync(data);
  await copy(join(data, "madang.db"));
  return open(data);
}

test("a copy is the store of one moment after it was asked for, and sends go on while it is made", async () => {
  const backend = await storeOf("busy", 2_000);
  const before = await headOf(backend);
  const told: BackupProgress[] = [];
  let sent = 0;
  const copied = await restored("busy-copy", async (path) => {
    const over = new AbortController();
    const done = backend.backUp(path, (progress) => told.push(progress), never).finally(() => over.abort());
    const drafts = new Drafts("c", "bob");
    await backend.log.append(drafts.joined());
    for (; !over.signal.aborted; sent++) await backend.log.append(drafts.posted("meanwhile"));
    assert.equal(await done, statSync(path).size);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });
  assert.ok(sent > 5, `only ${sent} were sent meanwhile`);
  const head = await headOf(copied);
  assert.ok(before <= head && head < (await headOf(backend)), `${before} … ${head}`);
  const { events } = await copied.log.read("c", { after: 0, maxEvents: 10_000, maxBytes: 100_000_000 });
  assert.equal(events.length, head);
  assert.ok(told.length > 0 && told.every(({ donePages, totalPages }) => donePages <= totalPages));
  await Promise.all([backend.close(), copied.close()]);
});

test("a copy that is used has an epoch that nobody saw, each time it is used, and keeps it", async () => {
  const backend = await storeOf("epochs", 3);
  const seen = [backend.log.epoch];
  for (const name of ["first", "second"]) {
    clock.advance(1_000);
    const copied = await restored(name, (path) => backend.backUp(path, () => undefined, never));
    seen.push(copied.log.epoch);
    await copied.close();
    const again = open(join(root, name));
    assert.equal(again.log.epoch, copied.log.epoch);
    await again.close();
  }
  assert.deepEqual(
    seen,
    [...new Set(seen)].toSorted((a, b) => a - b),
  );
  assert.equal(backend.log.epoch, seen[0]);
  await backend.close();
});

test("a file that is there, a folder that is not, and half a path are refused, and nothing is left", async () => {
  const backend = await storeOf("refused", 1);
  const folder = join(root, "targets");
  mkdirSync(folder);
  writeFileSync(join(folder, "there"), "mine");
  const back = (path: string) => backend.backUp(path, () => undefined, never);
  await assert.rejects(back(join(folder, "there")), { reason: "FILE_EXISTS" });
  await assert.rejects(back(join(folder, "nowhere", "copy")), { reason: "ARGUMENT_INVALID", message: /no folder/ });
  await assert.rejects(back("copy.db"), { reason: "ARGUMENT_INVALID", message: /whole path/ });
  await assert.rejects(back(join(folder, "there", "copy")), { reason: "ARGUMENT_INVALID" });
  assert.deepEqual(readdirSync(folder), ["there"]);
  await backend.close();
});

test("a copy that is given up leaves nothing, and one copy is made at a time", async () => {
  const backend = await storeOf("given-up", 2_000);
  const path = join(root, "given-up.db");
  const stop = new AbortController();
  const first = backend.backUp(path, () => stop.abort(new Error("enough")), stop.signal);
  await assert.rejects(
    backend.backUp(path, () => undefined, never),
    { reason: "ARGUMENT_INVALID", message: /being made/ },
  );
  await assert.rejects(first, /enough/);
  assert.deepEqual(
    readdirSync(root).filter((name) => name.includes("given-up.db")),
    [],
  );
  let closed: Promise<void> | undefined;
  const closing = backend.backUp(path, () => void (closed ??= backend.close()), never);
  await assert.rejects(closing, { reason: "DRAINING" });
  await closed;
  assert.equal(existsSync(path), false);
});

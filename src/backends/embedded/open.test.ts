// Opening a data folder: what cannot be used is refused in a sentence, and nothing in it is harmed.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { Drafts } from "../../../test/support/drafts.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Hub } from "../../core/hub.ts";
import { DataFolderError, openEmbedded } from "./open.ts";
import { schemaVersion } from "./schema.ts";

const root = mkdtempSync(join(tmpdir(), "madang-open-"));
after(() => rmSync(root, { recursive: true, force: true }));

function open(data: string) {
  const clock = new FakeClock();
  return openEmbedded({ data, clock, hub: new Hub({ clock, schedule: setImmediate }) });
}

test("a missing folder is made, for its owner only", async () => {
  const data = join(root, "deep", "inside");
  await open(data).close();
  assert.equal(statSync(data).mode & 0o777, 0o700);
});

test("a folder in use is refused with a sentence, and free again once it is closed", async () => {
  const data = join(root, "used");
  const backend = open(data);
  assert.throws(() => open(data), sentence(/is in use by another Madang/));
  await backend.close();
  await open(data).close();
});

test("a place that is no folder is refused with a sentence", () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  assert.throws(() => open(file), sentence(/cannot be written/));
});

test("a folder that cannot be made is refused with a sentence", { skip: lacksSys() }, () => {
  assert.throws(() => open("/sys/madang/data"), sentence(/cannot be written/));
});

test("a database of a newer release is refused and left as it is", async () => {
  const data = join(root, "newer");
  await open(data).close();
  const path = join(data, "madang.db");
  withDatabase(path, (db) => db.exec(`PRAGMA user_version = ${schemaVersion + 1}`));
  const before = readFileSync(path);
  assert.throws(() => open(data), sentence(/was written by a newer Madang/));
  assert.deepEqual(readFileSync(path), before);
  withDatabase(path, (db) => db.exec(`PRAGMA user_version = ${schemaVersion}`));
  await open(data).close();
});

test("a file that is no database is refused with a sentence and left as it is", () => {
  const data = mkdtempSync(join(root, "garbage-"));
  const path = join(data, "madang.db");
  writeFileSync(path, "this was never a database ".repeat(100));
  const before = readFileSync(path);
  assert.throws(() => open(data), sentence(/cannot be opened/));
  assert.deepEqual(readFileSync(path), before);
});

test("the epoch is given once, and stays over restarts", async () => {
  const data = join(root, "epoch");
  const clock = new FakeClock();
  const hub = () => new Hub({ clock, schedule: setImmediate });
  const first = openEmbedded({ data, clock, hub: hub() });
  const { epoch } = first.log;
  await first.close();
  clock.jump(1_000 * 3_600_000);
  const second = openEmbedded({ data, clock, hub: hub() });
  assert.deepEqual([epoch > 0, second.log.epoch], [true, epoch]);
  await second.close();
});

test("every ask for rows is counted", async () => {
  const backend = open(join(root, "counted"));
  const before = backend.reads();
  await backend.log.heads(["a", "b"]);
  assert.equal(backend.reads() - before, 2);
  await backend.log.read("a", { after: 0, through: 1, maxEvents: 1, maxBytes: 1 });
  assert.equal(backend.reads() - before, 3, "the head alone: there is nothing to read");
  await backend.close();
});

test("reads after closing are UNAVAILABLE, never empty", async () => {
  const backend = open(join(root, "closed"));
  await backend.log.append(new Drafts("c", "ann").created());
  await backend.close();
  await assert.rejects(backend.log.heads(["c"]), { code: "UNAVAILABLE" });
  await assert.rejects(backend.channels.channel("c"), { code: "UNAVAILABLE" });
  await assert.rejects(backend.log.append(new Drafts("c", "ann").posted("late")), { code: "UNAVAILABLE" });
});

test("a store whose pages are damaged is UNAVAILABLE where they are read", async () => {
  const data = join(root, "damaged");
  const backend = open(data);
  await backend.log.append(new Drafts("c", "ann").created());
  await Promise.all(
    Array.from({ length: 500 }, () => backend.log.append(new Drafts("c", "ann").posted("x".repeat(500)))),
  );
  await backend.close();
  damage(join(data, "madang.db"));
  const again = open(data);
  await assert.rejects(again.log.read("c", { after: 0, maxEvents: 1_000, maxBytes: 1e9 }), { reason: "STORE_FAILED" });
  await again.close();
});

/** Overwrites the first page of the events. */
function damage(path: string): void {
  const { page, size } = withDatabase(path, (db) => {
    const sql = "SELECT rootpage AS page, page_size AS size FROM sqlite_schema, pragma_page_size WHERE name = 'events'";
    return db.prepare(sql).get() as { page: number; size: number };
  });
  const bytes = readFileSync(path);
  writeFileSync(path, bytes.fill(0xff, (page - 1) * size, page * size));
}

function withDatabase<T>(path: string, act: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(path);
  try {
    return act(db);
  } finally {
    db.close();
  }
}

function sentence(pattern: RegExp): (failure: unknown) => boolean {
  return (failure) =>
    failure instanceof DataFolderError && pattern.test(failure.message) && failure.message.endsWith(".");
}

// Not even root writes there; elsewhere root writes everywhere.
function lacksSys(): string | false {
  return existsSync("/sys/kernel") ? false : "there is no /sys here";
}

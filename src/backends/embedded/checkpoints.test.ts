import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { eventually } from "../../../test/support/running-command.ts";
import { Checkpoints } from "./checkpoints.ts";

const waitMs = 10_000;

/** A database whose own connection makes no checkpoints. */
function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "madang-checkpoints-"));
  const path = join(folder, "c.db");
  const db = new DatabaseSync(path);
  db.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE rows (text TEXT)");
  const checkpoints = new Checkpoints(path);
  t.after(async () => {
    await checkpoints.close();
    db.close();
    rmSync(folder, { recursive: true });
  });
  const insert = db.prepare("INSERT INTO rows VALUES (?)");
  const commit = (times: number) => {
    for (let i = 0; i < times; i++) {
      insert.run("x".repeat(4_000));
      checkpoints.committed();
    }
  };
  return { checkpoints, commit, size: () => statSync(path).size };
}

test("many commits are brought into the database beside those who write, again and again", async (t) => {
  const { commit, size } = open(t);
  for (let round = 1; round <= 3; round++) {
    commit(120);
    await eventually(
      () => {
        commit(1);
        return size() > round * 400_000;
      },
      waitMs,
      () => `${size()} bytes after round ${round}`,
    );
  }
});

test("few commits start nothing, and closing is fine before and after, also twice", async (t) => {
  const { checkpoints, commit, size } = open(t);
  commit(99);
  const before = size();
  await checkpoints.close();
  await checkpoints.close();
  commit(200);
  assert.equal(size(), before);
});

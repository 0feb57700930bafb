// Somebody's places outlive their process, but for channels that they were leaving.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { KeptCursors } from "./kept-cursors.ts";

test("places are kept every so often, and that of a channel that is being left is not", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const folder = mkdtempSync(join(tmpdir(), "madang-cursors-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const cursors = { epoch: 3, seqs: { lobby: 7, hall: 9 } };
  const kept = new KeptCursors(join(folder, "ann"), () => cursors);
  assert.equal(kept.load(), undefined);
  kept.begin();
  t.mock.timers.tick(400);
  assert.deepEqual(kept.load(), cursors);
  kept.leaveOut("hall");
  assert.deepEqual(kept.load(), { epoch: 3, seqs: { lobby: 7 } }, "at once: the next thing may be a kill");
  kept.takeIn("hall");
  t.mock.timers.tick(400);
  assert.deepEqual(kept.load(), cursors);
  kept.end();
});

// What is written down outlives the process that wrote it, as far as it came.
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RecordFile, readRecords } from "./record-file.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-record-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function whatOf(path: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { who, what } of readRecords([path])) found.push(`${who} ${what}`);
  return found;
}

test("what one sends is in the file before anything can come of it, the rest with the end of the turn", async () => {
  const path = join(folder, "at-once");
  const file = new RecordFile(path);
  file.note("ann", { what: "reset" });
  assert.equal(readFileSync(path, "utf8"), "");
  file.note("ann", { what: "ask", channelId: "lobby", id: "p1.1", lane: "ann" });
  assert.deepEqual(await whatOf(path), ["ann reset", "ann ask"]);
  file.note("ann", { what: "reset" });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(await whatOf(path), ["ann reset", "ann ask", "ann reset"]);
  file.close();
});

test("a line that a kill cut off is left out, and the next life goes on after it", async () => {
  const path = join(folder, "cut");
  new RecordFile(path).note("ann", { what: "ask", channelId: "lobby", id: "p1.1", lane: "ann" });
  appendFileSync(path, '{"who":"ann","what":"event","standing":{"seq":1}');
  const file = new RecordFile(path);
  file.note("ann", { what: "died" });
  file.close();
  assert.deepEqual(await whatOf(path), ["ann ask", "ann died"]);
});

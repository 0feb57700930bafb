// The demo ends by itself with a good verdict and leaves no folder, and its verdict would notice a broken promise.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { DemoRecord } from "../../tools/demo/record.ts";
import { verdictOf } from "../../tools/demo/verdict.ts";
import { RunningCommand } from "../support/running-command.ts";

const root = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-demo-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("everybody hears everybody through a kill -9, and the verdict is good", { timeout: 90_000 }, async (t) => {
  const place = { cwd: root, env: { ...process.env, TMPDIR: folder } };
  const demo = new RunningCommand(process.execPath, [join(root, "tools/demo/demo.ts")], place);
  t.after(() => demo.child.kill("SIGKILL"));
  assert.equal(await demo.ended, 0, demo.screen());
  const { stdout } = demo;
  for (const door of ["agg-funcs", "route-guide", "notification", "chat-server", "chatting", "madang"])
    assert.match(stdout, new RegExp(`^${door} +\\S`, "m"));
  const [, acknowledged, underWay] = /kill -9: (\d+) lines acknowledged, (\d+) under way/.exec(stdout) ?? [];
  assert.ok(Number(acknowledged) >= 250 && Number(underWay) >= 100, stdout);
  assert.match(stdout, /^verdict +lost +0$/m);
  assert.match(stdout, /^verdict +shown twice +0$/m);
  assert.match(stdout, /^verdict +one order +yes/m);
  assert.match(stdout, /^verdict +The promise was kept\.$/m);
  assert.deepEqual(readdirSync(folder), []);
});

/** Three lines are said and acknowledged; a window, with echo, and a console, without, saw what is given. */
function verdictAfter(stored: readonly string[], seen: { window?: string[]; console?: (string | undefined)[] }) {
  const record = new DemoRecord();
  record.enter("window", "chat-server", { hasEcho: true });
  record.enter("console", "chatting", { hasEcho: false });
  for (const text of ["a", "b", "c"]) {
    record.said(text === "b" ? "console" : "window", "lobby", text);
    record.settled(text, "acknowledged");
  }
  for (const text of seen.window ?? ["a", "b", "c"]) record.saw("window", "lobby", text);
  for (const text of seen.console ?? ["a", "c"]) {
    if (text === undefined) record.left("console", "lobby");
    else record.saw("console", "lobby", text);
  }
  return verdictOf(record, new Map([["lobby", stored]]));
}

function found({ lines }: { readonly lines: readonly string[] }): string[] {
  return lines.flatMap((line) => /^([a-z-]+), \d+ times:/.exec(line)?.[1] ?? []).sort();
}

test("a good run is found good, with own lines and the time away not owed to who has no echo and no history", () => {
  const stored = ["a", "b", "c"];
  assert.equal(verdictAfter(stored, {}).isGood, true);
  assert.equal(verdictAfter(stored, { console: ["a", undefined] }).isGood, true);
  assert.equal(verdictAfter(stored, { console: [undefined, "c"] }).isGood, true);
});

test("each kind of broken promise is found, although no door tells ids", () => {
  const stored = ["a", "b", "c"];
  assert.deepEqual(found(verdictAfter(stored, { window: ["a", "b"] })), ["lost"]);
  assert.deepEqual(found(verdictAfter(stored, { console: ["a"] })), ["lost"]);
  assert.deepEqual(found(verdictAfter(stored, { window: ["a", "b", "b", "c"] })), ["disordered", "doubled"]);
  assert.ok(found(verdictAfter(stored, { window: ["b", "a", "c"] })).includes("disordered"));
  assert.ok(found(verdictAfter(["a", "b", "c", "b"], { window: ["a", "b", "c", "b"] })).includes("doubled"));
  assert.ok(found(verdictAfter(["a", "b"], { window: ["a", "b"], console: ["a"] })).includes("lost"));
  assert.ok(found(verdictAfter(stored, { window: ["a", "b", "never said", "c"] })).length > 0);
});

// The writer when it ends: what waits is answered, what comes later is refused, and closing comes to an end.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import { Drafts } from "../../../test/support/drafts.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { LoggedEvent } from "../../core/event.ts";
import { configure, migrate } from "./schema.ts";
import { Writer } from "./writer.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-writer-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const ann = new Drafts("c", "ann");

test("what was taken is committed when the writer closes, and what comes later is refused", async () => {
  const { writer, committed } = openWriter("taken.db");
  const created = writer.append([ann.created()]);
  const taken = Array.from({ length: 100 }, () => writer.append([ann.posted("taken")]));
  const closed = writer.close();
  const late = await writer.append([ann.posted("late")]);
  assert.equal(late.failure?.reason, "DRAINING");
  await assert.rejects(writer.act("endSession", "s"), { reason: "DRAINING" });
  const answers = await Promise.all([created, ...taken]);
  assert.ok(answers.every(({ failure }) => failure === undefined));
  await closed;
  assert.equal(committed.length, 101);
});

test("a writer under constant load closes all the same", { timeout: 10_000 }, async () => {
  const { writer } = openWriter("load.db");
  await writer.append([ann.created()]);
  const load = sendUntilRefused(writer);
  await writer.close();
  assert.equal(await load, "DRAINING");
});

test("a lane that is closed in the turn in which the writer closes ends quietly with it", async () => {
  const deaths: Error[] = [];
  const path = join(folder, "lane.db");
  const { writer } = openWriter("lane.db");
  await writer.close();
  const again = new Writer({
    path,
    clock: new FakeClock(),
    schedule: setImmediate,
    onCommitted: () => undefined,
    onDied: (death) => deaths.push(death),
  });
  again.closeLane(again.openLane());
  await again.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(deaths, []);
});

test("when the thread dies everything that waits is answered, and the writer can be closed", {
  timeout: 10_000,
}, async () => {
  const died = Promise.withResolvers<Error>();
  const path = join(folder, "no such folder", "x.db");
  const writer = new Writer({
    ...{ path, clock: new FakeClock(), schedule: setImmediate },
    onCommitted: () => undefined,
    onDied: died.resolve,
  });
  const waiting = Array.from({ length: 20_000 }, () => writer.append([ann.posted("lost")]));
  const act = assert.rejects(writer.act("endSession", "s"), { reason: "STORE_FAILED" });
  const answers = await Promise.all(waiting);
  assert.ok(answers.every(({ failure }) => failure?.reason === "STORE_FAILED"));
  await act;
  assert.match((await died.promise).message, /unable to open/);
  // Long after: the thread's end was told already.
  await new Promise((resolve) => setTimeout(resolve, 50));
  await writer.close();
});

test("closing twice is fine", { timeout: 10_000 }, async () => {
  const { writer } = openWriter("twice.db");
  await Promise.all([writer.close(), writer.close()]);
});

test("events are told in the order of their channel before their appends resolve", async () => {
  const { writer, committed } = openWriter("told.db");
  await writer.append([ann.created()]);
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      const { appended } = await writer.append([ann.posted("told")]);
      const seq = appended[0]?.seq ?? 0;
      assert.ok(committed.some((event) => event.seq === seq));
    }),
  );
  assert.deepEqual(
    committed.map(({ seq }) => seq),
    Array.from({ length: 51 }, (_, i) => i + 1),
  );
  await writer.close();
});

test("acts that wait for a paused store are bounded", async () => {
  const { writer, path } = openWriter("bounded.db");
  const db = new DatabaseSync(path);
  db.exec("BEGIN IMMEDIATE");
  const reads = Array.from({ length: 100_010 }, () =>
    writer.act("endSession", "s").then(
      () => "done",
      (failure: { reason: string }) => failure.reason,
    ),
  );
  db.exec("ROLLBACK");
  db.close();
  const refused = (await Promise.all(reads)).filter((reason) => reason === "BACKLOG");
  assert.ok(refused.length > 0 && refused.length < 100);
  await writer.close();
});

test("a commit that is to come later takes all that is asked meanwhile, and much that waits is not kept waiting", {
  timeout: 10_000,
}, async () => {
  const commits: (() => void)[] = [];
  const { writer, committed } = openWriter("later.db", (commit) => void commits.push(commit));
  const few = [writer.append([ann.created()]), writer.append([ann.posted("soon")])];
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([commits.length, committed.length], [1, 0]);
  commits[0]?.();
  await Promise.all(few);
  await Promise.all(Array.from({ length: 40 }, () => writer.append([ann.posted("many")])));
  assert.equal(committed.length, 42);
  commits.splice(0).forEach((commit) => commit());
  await writer.close();
});

async function sendUntilRefused(writer: Writer): Promise<string> {
  const { failure } = await writer.append([ann.posted("more")]);
  return failure?.reason ?? sendUntilRefused(writer);
}

function openWriter(name: string, schedule: (commit: () => void) => void = setImmediate) {
  const path = join(folder, name);
  const db = new DatabaseSync(path);
  configure(db);
  migrate(db, 1);
  db.close();
  const committed: LoggedEvent[] = [];
  const onCommitted = (event: LoggedEvent) => void committed.push(event);
  const onDied = (failure: Error) => assert.fail(failure);
  return { writer: new Writer({ path, clock: new FakeClock(), schedule, onCommitted, onDied }), committed, path };
}

// The thread that writes: each batch is one transaction and one fsync.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { ChatError, errors } from "../../core/errors.ts";
import { type ActContext, acts } from "./acts.ts";
import { Appender, type Placed } from "./append.ts";
import { type Batch, type BatchAnswer, draftAt, joinBytes, type Refusal } from "./batch.ts";
import { RowStatements } from "./row-statements.ts";
import { configure } from "./schema.ts";

const db = new DatabaseSync((workerData as { path: string }).path);
configure(db);
const statements = new RowStatements(db);
const appender = new Appender(statements);
const brokenLanes = new Set<number>();

parentPort?.on("message", (batch: Batch | "close") => {
  if (batch === "close") return close();
  const answer = commit(batch);
  parentPort?.postMessage(answer, [answer.events.buffer, answer.places.buffer as ArrayBuffer]);
});

function close(): void {
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  parentPort?.close();
}

function commit(batch: Batch): BatchAnswer {
  try {
    db.exec("BEGIN IMMEDIATE");
    const answer = run(batch);
    appender.flush();
    db.exec("COMMIT");
    return answer;
  } catch (failure) {
    undo(batch);
    return failed(failure);
  } finally {
    for (const lane of batch.closedLanes) brokenLanes.delete(lane);
  }
}

function undo({ groups }: Batch): void {
  // What was given in memory is taken back: the database is the only truth.
  appender.forget();
  // The next batch may be here already, and succeed: what follows in a lane must not stand where this was to stand.
  for (const { lane } of groups) if (lane !== 0) brokenLanes.add(lane);
  if (db.isTransaction) db.exec("ROLLBACK");
}

function failed(failure: unknown): BatchAnswer {
  const message = failure instanceof Error ? failure.message : String(failure);
  const empty = new Uint8Array();
  return {
    failure: message,
    places: new Float64Array(),
    events: empty,
    eventEnds: new Uint32Array(),
    refusals: [],
    acts: [],
  };
}

function run(batch: Batch): BatchAnswer {
  const count = batch.drafts.kinds.length;
  const places = new Float64Array(count * 3);
  const eventEnds = new Uint32Array(count);
  const refusals: { index: number; refusal: Refusal }[] = [];
  const pieces: Uint8Array[] = [];
  let end = 0;
  let index = 0;
  for (const { lane, count: size } of batch.groups) {
    for (const last = index + size; index < last; index++) {
      const placed = place(batch, index, lane);
      if ("refusal" in placed) refusals.push({ index, refusal: placed.refusal });
      else {
        places.set([placed.seq, placed.atMs, placed.messages], index * 3);
        if (placed.bytes) pieces.push(placed.bytes);
        end += placed.bytes?.length ?? 0;
      }
      eventEnds[index] = end;
    }
  }
  const context: ActContext = { statements, appender, nowMs: batch.nowMs };
  const done = batch.acts.map(({ name, args }) => act(context, name, args));
  return { failure: undefined, places, events: joinBytes(pieces, end), eventEnds, refusals, acts: done };
}

function place(batch: Batch, index: number, lane: number): Placed | { refusal: Refusal } {
  if (lane !== 0 && brokenLanes.has(lane)) return { refusal: toRefusal(errors.laneBroken()) };
  try {
    return appender.append(draftAt(batch.drafts, index), batch.nowMs);
  } catch (failure) {
    if (!(failure instanceof ChatError)) throw failure;
    if (lane !== 0) brokenLanes.add(lane);
    return { refusal: toRefusal(failure) };
  }
}

function act(context: ActContext, name: string, args: readonly unknown[]): { result?: unknown; refusal?: Refusal } {
  const perform = acts[name as keyof typeof acts] as (context: ActContext, ...args: unknown[]) => unknown;
  try {
    return { result: perform(context, ...args) };
  } catch (failure) {
    if (!(failure instanceof ChatError)) throw failure;
    return { refusal: toRefusal(failure) };
  }
}

function toRefusal({ code, reason, message, retryAfterMs }: ChatError): Refusal {
  return { code, reason, message, retryAfterMs };
}

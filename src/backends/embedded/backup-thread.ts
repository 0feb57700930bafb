// The thread that copies the database: no faster than sends can bear, and checked before it says that it is done.
import { fdatasyncSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { BackupAnswer, BackupTask } from "./backup.ts";
import { markCopy } from "./backup-copy.ts";

const pagesAtOnce = 64;
/** What the disk has not taken yet, in pages: all of it at the end would hold up everybody's commits for seconds. */
const pagesPerSync = 2_048;
const shortestPauseMs = 1;
const progressMs = 100;

const { from, to, toFile, stop } = workerData as BackupTask;
const never = new Int32Array(new SharedArrayBuffer(4));

const tell = (answer: BackupAnswer) => parentPort?.postMessage(answer);

async function copy(): Promise<void> {
  const source = new DatabaseSync(from, { readOnly: true });
  try {
    // As long as this transaction is open the copy sees the store as it stands now, whatever is written meanwhile.
    source.exec("BEGIN");
    source.prepare("SELECT count(*) FROM meta").get();
    const totalPages = await backup(source, to, { rate: pagesAtOnce, progress: pace() });
    tell({ progress: { donePages: totalPages, totalPages } });
  } finally {
    source.close();
  }
}

/** Rests after every step for as long as it took, so that half of the disk's time is left to others. */
function pace(): (progress: { totalPages: number; remainingPages: number }) => void {
  let steppedAtMs = performance.now();
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let syncedPages = 0;
  return ({ totalPages, remainingPages }) => {
    if (Atomics.load(stop, 0) === 1) throw new Error("stopped");
    const donePages = totalPages - remainingPages;
    if (donePages - syncedPages >= pagesPerSync) {
      fdatasyncSync(toFile);
      syncedPages = donePages;
    }
    const nowMs = performance.now();
    if (nowMs - toldAtMs >= progressMs) {
      toldAtMs = nowMs;
      tell({ progress: { donePages, totalPages } });
    }
    Atomics.wait(never, 0, 0, Math.max(shortestPauseMs, nowMs - steppedAtMs));
    steppedAtMs = performance.now();
  };
}

function check(): void {
  const db = new DatabaseSync(to);
  try {
    // One file, with nothing beside it.
    db.exec("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL");
    markCopy(db);
    const verdicts = db.prepare("PRAGMA quick_check(1)").all();
    const [verdict] = verdicts.map((row) => String(Object.values(row)[0]));
    if (verdict !== "ok") throw new Error(`the copy is damaged: ${verdict}`);
  } finally {
    db.close();
  }
}

try {
  await copy();
  check();
  tell({ done: true });
} catch (failure) {
  tell({ failure: failure instanceof Error ? failure.message : String(failure) });
}

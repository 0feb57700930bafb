// The thread that makes checkpoints beside the writer, whom it never makes wait.
import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

const db = new DatabaseSync((workerData as { path: string }).path);
// As the writer syncs: what is in the database must not come before what is in the log.
db.exec("PRAGMA synchronous = FULL");
const checkpoint = db.prepare("PRAGMA wal_checkpoint(PASSIVE)");

parentPort?.on("message", (order: "checkpoint" | "close") => {
  if (order === "close") {
    db.close();
    return parentPort?.close();
  }
  // What cannot be done now is done with the next: the writer may be at it.
  checkpoint.get();
  parentPort?.postMessage("done");
});

// Loaded into a server to plant a leak: it holds on to a little memory and a descriptor, again and again; no command reaches it.
import { openSync } from "node:fs";
import { devNull } from "node:os";
import { isMainThread } from "node:worker_threads";

const everyMs = 100;
const kept: unknown[] = [];

if (isMainThread) {
  let turns = 0;
  setInterval(() => {
    kept.push(Array.from({ length: 2_000 }, (_, i) => ({ turn: turns, i })));
    if (turns++ % 3 === 0) kept.push(openSync(devNull, "r"));
  }, everyMs).unref();
}

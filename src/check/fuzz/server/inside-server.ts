// Loaded into the fuzzed server before its own code: says, when its parent asks, what is left in memory after a collection.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  process.on("message", (asked: { measure?: boolean }) => {
    if (!asked.measure) return;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    process.send?.({ bytes: heapUsed + external, resources: process.getActiveResourcesInfo().length });
  });
  process.channel?.unref();
}

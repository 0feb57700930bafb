// Loaded into a checked server before its own code: says, when its parent asks, what it holds after a full collection.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

/** What a server holds that nobody can see from outside. */
export interface InsideLook {
  readonly heapBytes: number;
  /** Buffers and what else libraries hold beside the heap. */
  readonly externalBytes: number;
  /** Of each kind how many keep the process alive: timers, sockets, files. */
  readonly resources: Readonly<Record<string, number>>;
}

if (isMainThread) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  process.on("message", (asked: { look?: boolean }) => {
    if (asked.look) process.send?.({ look: look(collect) });
  });
  process.channel?.unref();
}

function look(collect: () => void): InsideLook {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  const resources: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
  return { heapBytes: heapUsed, externalBytes: external, resources };
}

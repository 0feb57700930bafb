// The process that holds a crowd: it opens what it is told to, cuts it, brings it back, and answers what all of it has heard.
import { setTimeout as sleep } from "node:timers/promises";
import { atOnce } from "../load/at-once.ts";
import { CentrifugoFollower } from "./centrifugo-follower.ts";
import type { CrowdHeard, CrowdOrder, Way } from "./crowd.ts";
import type { Ear } from "./ear.ts";
import { json } from "./json-dialect.ts";
import { protobuf } from "./protobuf-dialect.ts";
import { ResumingFollower } from "./resuming-follower.ts";
import { ResumingSocketFollower } from "./resuming-socket-follower.ts";

const opensAtOnce = 32;
const lookMs = 2;

const toEar: Record<Way, (token: string) => Ear> = {
  "madang-grpc": (token) => new ResumingFollower(token),
  "madang-socket": (token) => new ResumingSocketFollower(token),
  "centrifugo-protobuf": (token) => new CentrifugoFollower(protobuf, token),
  "centrifugo-json": (token) => new CentrifugoFollower(json, token),
};

let ears: Ear[] = [];

process.on("message", (order: CrowdOrder) => {
  void obey(order)
    .catch((failure: unknown) => ({ refused: String(failure) }))
    .then((answer) => process.send?.(answer));
});
process.once("disconnect", () => process.exit());

async function obey(order: CrowdOrder): Promise<CrowdHeard> {
  const startMs = performance.now();
  if (order.order === "cut") for (const ear of ears) ear.close();
  else if (order.order === "hear") return hearing(order.received, startMs, order.withinMs);
  else if (order.order === "return") {
    await Promise.all(ears.map((ear) => ear.open(order.address)));
    return hearing(order.received, startMs, order.withinMs);
  } else {
    ears = order.tokens.map(toEar[order.way]);
    await atOnce(ears.length, opensAtOnce, (index) => (ears[index] as Ear).open(order.address));
  }
  return hearing(0, startMs, 0);
}

/** Looks until all have received so much or know that they cannot, one fails, or time is over. */
async function hearing(received: number, startMs: number, withinMs: number): Promise<CrowdHeard> {
  const giveUpAtMs = performance.now() + withinMs;
  while (performance.now() < giveUpAtMs) {
    if (ears.some((ear) => ear.failure) || ears.every((ear) => ear.hasLost || ear.received >= received)) break;
    await sleep(lookMs);
  }
  return {
    complete: ears.filter((ear) => ear.received === received && !ear.failure).length,
    told: ears.filter((ear) => ear.hasLost).length,
    fewest: Math.min(...ears.map((ear) => ear.received)),
    most: Math.max(...ears.map((ear) => ear.received)),
    tookMs: performance.now() - startMs,
    failure: ears.find((ear) => ear.failure)?.failure?.message,
  };
}

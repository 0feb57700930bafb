// Scenario: Madang beside Centrifugo, an engine for real-time messages in Go: fan-out, what is idle, and coming back.
import type { Scenario } from "../scenario.ts";
import { lackingCentrifugo, centrifugo as peer } from "./centrifugo-binary.ts";
import { fanOutBeside } from "./fan-out-beside.ts";
import { idleBeside } from "./idle-beside.ts";
import { recoveryBeside } from "./recovery-beside.ts";
import { stage } from "./stage.ts";

const full = {
  fanOut: { listeners: 1_000, rounds: 3, seconds: 10, warmUpSeconds: 3 },
  idle: { people: 2_000, settleMs: 15_000 },
  recovery: { people: 500, rounds: 3 },
};
const quick = {
  fanOut: { listeners: 200, rounds: 1, seconds: 3, warmUpSeconds: 1 },
  idle: { people: 200, settleMs: 2_000 },
  recovery: { people: 100, rounds: 1 },
};

/** Both servers, in one run. */
export const centrifugo: Scenario = {
  name: "centrifugo",
  method:
    `Madang beside Centrifugo ${peer.version}, run as docs/peers.md says: memory engine, history of 300 messages, recovery on, so what ` +
    "it acknowledged is in its memory, where Madang's is on the disk. 1,000 people on 1,000 connections in one channel; messages " +
    "of 200 bytes at 1,000 and at 100 a second, Madang's from one Publish stream, Centrifugo's from its gRPC API, one Batch call " +
    "after the other with all that came due, or every 50 ms; if it fell behind by 1,000 messages, no more were published. Every " +
    "connection must have received everything; ten listeners time it from the moment at which it was due. Memory is VmRSS with " +
    "2,000 idle subscribers less that before the first signed in. Coming back: 500 are cut, 50 or 400 messages are published, and " +
    "all connect at once and name their place; for the last row the server is killed with SIGKILL before they do.",
  longestMs: 15 * 60_000,
  lacking: lackingCentrifugo,
  async run(run) {
    const { fanOut, idle, recovery } = run.quick ? quick : full;
    return [
      ...(await stage(run, (part) => fanOutBeside(part, { ...fanOut, perSecond: 1_000 }))),
      ...(await stage(run, (part) => fanOutBeside(part, { ...fanOut, perSecond: 100 }))),
      ...(await idleBeside(run, idle)),
      ...(await recoveryBeside(run, recovery)),
    ];
  },
};

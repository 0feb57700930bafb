// Scenario: Madang beside Centrifugo, the best open engine for real-time messages: fan-out, what is idle, and coming back.
import type { Scenario } from "../scenario.ts";
import { lackingCentrifugo, centrifugo as peer } from "./centrifugo-binary.ts";
import { fanOutBeside } from "./fan-out-beside.ts";

const full = { listeners: 1_000, rounds: 3, seconds: 10, warmUpSeconds: 3 };
const quick = { listeners: 200, rounds: 1, seconds: 3, warmUpSeconds: 1 };

/** Both servers, in one run. */
export const centrifugo: Scenario = {
  name: "centrifugo",
  method: `Madang beside Centrifugo ${peer.version}.`,
  longestMs: 15 * 60_000,
  lacking: lackingCentrifugo,
  async run(run) {
    const size = run.quick ? quick : full;
    return [
      ...(await fanOutBeside(run, { ...size, perSecond: 1_000 })),
      ...(await fanOutBeside(run, { ...size, perSecond: 100 })),
    ];
  },
};

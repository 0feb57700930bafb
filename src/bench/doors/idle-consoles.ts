// Scenario: a thousand people at consoles of the older four-service chat, and nobody says anything.
import { setTimeout as sleep } from "node:timers/promises";
import { Audience } from "../load/audience.ts";
import type { Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";

const full = { consoles: 1_000, startSettleMs: 500, settleMs: 3_000, watchMs: 15_000 };
const quick = { consoles: 200, startSettleMs: 500, settleMs: 1_000, watchMs: 5_000 };

/** What people cost who only are there. */
export const idleConsoles: Scenario = {
  name: "idle-consoles",
  method:
    "1,000 people at consoles of the older four-service chat, each on a connection of their own: logged in, a heartbeat every " +
    "5 s, and the lobby's two streams. Processor time over 15 s, and resident memory (VmRSS) before the first came and at the " +
    "end, by 1,000.",
  longestMs: 90_000,
  async run(run) {
    const { consoles, startSettleMs, settleMs, watchMs } = run.quick ? quick : full;
    const server = await startMadangServer(run);
    await sleep(startSettleMs);
    const beforeKiB = server.rssKiB();
    const startMs = performance.now();
    const audience = await Audience.open(server.address, { consoles });
    run.after(async () => audience.close());
    run.say(`${consoles} people came in ${Math.round(performance.now() - startMs)} ms`);
    await sleep(settleMs);
    const cpuBeforeMs = server.cpuMs();
    await sleep(watchMs);
    const share = ((server.cpuMs() - cpuBeforeMs) * 100) / watchMs;
    const eachKiB = (server.rssKiB() - beforeKiB) / consoles;
    await audience.hears(0, 0);
    const what = `${consoles} idle people`;
    return [
      {
        what: `server CPU with ${what}, of a core`,
        unit: "%",
        value: share,
        target: { atMost: 2 },
        original: "21.6 %",
      },
      { what: `server memory for each of ${what}`, unit: "KiB", value: eachKiB, original: "about 70 KiB" },
    ];
  },
};

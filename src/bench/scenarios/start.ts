// Scenario: from `npm start` to the line that says "ready".
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { atFreePort, makeFolder } from "../servers/madang-server.ts";
import { StartedServer } from "../servers/started-server.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const nodeEndsMs = 10_000;

/** How long it takes to start. */
export const start: Scenario = {
  name: "start",
  method:
    "`npm start` in this checkout with its packages installed, on an empty data folder, until the line `ready`; the same " +
    "without npm; and Node itself starting and ending with nothing to do.",
  longestMs: 2 * 60_000,
  async run(run) {
    const npm: number[] = [];
    const launcher: number[] = [];
    const node: number[] = [];
    for (let i = 0; i < (run.quick ? 2 : 5); i++) {
      npm.push(await timeServer(run, "npm", ["start", "--"]));
      launcher.push(await timeServer(run, "node", ["bin/madang.js", "serve"]));
      node.push(timeNode());
      run.say(`npm start ${Math.round(npm.at(-1) as number)} ms, node alone ${Math.round(node.at(-1) as number)} ms`);
    }
    return toFindings(npm, launcher, node);
  },
};

async function timeServer(run: Run, program: string, args: readonly string[]): Promise<number> {
  const data = join(makeFolder(run), "data");
  const startMs = performance.now();
  const server = await StartedServer.start({ program, args: [...args, ...atFreePort(data)], cwd: root });
  const tookMs = performance.now() - startMs;
  await server.stop();
  return tookMs;
}

function timeNode(): number {
  const startMs = performance.now();
  execFileSync(process.execPath, ["-e", "0"], { timeout: nodeEndsMs });
  return performance.now() - startMs;
}

function toFindings(npm: readonly number[], launcher: readonly number[], node: readonly number[]): Finding[] {
  return [
    { what: "`npm start` → ready", unit: "ms", ...findRepeated(npm), target: { atMost: 1_500 } },
    { what: "`node bin/madang.js serve` → ready", unit: "ms", ...findRepeated(launcher) },
    { what: "Node alone, start to end", unit: "ms", ...findRepeated(node) },
  ];
}

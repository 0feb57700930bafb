// The words that a finding prints run its case again, from the command line.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { RunningCommand } from "../support/running-command.ts";

const program = new URL("../../src/check/fuzz/fuzz-program.ts", import.meta.url).pathname;
const service = new URL("../../src/services/channel/channel-service.ts", import.meta.url).href;
// A server that cannot bear any reaction.
const planted = `data:text/javascript,${encodeURIComponent(
  `import { ChannelService } from ${JSON.stringify(service)}; ChannelService.prototype.react = () => null.odd;`,
)}`;
const only = "grpc madang.channel.v1.ChannelService/React";
const running: RunningCommand[] = [];
after(() => running.forEach(({ child }) => child.kill()));

async function run(...args: string[]): Promise<{ end: number | string; said: string }> {
  const command = new RunningCommand(process.execPath, [program, "--seed", "again", "--only", only, ...args], {
    cwd: process.cwd(),
    env: process.env,
  });
  running.push(command);
  const end = await command.ended;
  return { end, said: command.stdout };
}

test("one case of a server with a planted bug is found again by its number, and none without the bug", async () => {
  const broken = await run("--case", "3", "--preload", planted);
  assert.equal(broken.end, 1, broken.said);
  assert.match(
    broken.said,
    /INTERNAL[^]*--seed again --only "grpc madang\.channel\.v1\.ChannelService\/React" --case 3/,
  );
  const sound = await run("--case", "3");
  assert.equal(sound.end, 0, sound.said);
  assert.match(sound.said, /1 cases; 0 findings/);
});

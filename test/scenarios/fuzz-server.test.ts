// A short run of the fuzzer over every method of every door, and a planted bug that it must find.
import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFinding } from "../../src/check/fuzz/finding.ts";
import { fuzz } from "../../src/check/fuzz/fuzz.ts";
import { targets } from "../../src/check/fuzz/targets.ts";
import { Person } from "../support/person.ts";

test("no input of the short run harms the server, and people talk as before", async () => {
  const report = await fuzz({
    ...{ seed: "short", casesEach: 4, withinMs: 3_000 },
    afterwards: talk,
  });
  assert.deepEqual(report.findings.map(describeFinding), []);
  assert.ok(report.cases >= targets.length, `only ${report.cases} cases were run`);
  assert.ok((report.answers.get("grpc 0") ?? 0) > 20, "calls come through, and are not refused alone");
});

async function talk({ grpc, web }: { grpc: string; web: string }): Promise<void> {
  const ann = await Person.enter(grpc, "ordinary-ann");
  const bob = await Person.enter(web, "ordinary-bob").catch(async (failure: unknown) => {
    await ann.leave();
    throw failure;
  });
  try {
    await ann.client.send("lobby", "hello after all that");
    await bob.hears("lobby", "hello after all that");
  } finally {
    await Promise.all([ann.leave(), bob.leave()]);
  }
}

// A server as a careless change would make it: one letter among all reactions is more than it bargained for.
const service = new URL("../../src/services/channel/channel-service.ts", import.meta.url).href;
const planted = `data:text/javascript,${encodeURIComponent(`
  import { ChannelService } from ${JSON.stringify(service)};
  const { react } = ChannelService.prototype;
  ChannelService.prototype.react = async function (request, call) {
    if (request.emoji.includes("\\0")) request.emoji.nothing.atAll;
    return react.call(this, request, call);
  };
`)}`;

test("a method that throws for one odd input is found, with the shortest input", async () => {
  const only = "grpc madang.channel.v1.ChannelService/React";
  const report = await fuzz({ seed: "planted", casesEach: 400, withinMs: 6_000, only, preload: planted });
  const [finding] = report.findings;
  assert.ok(finding?.shortest, `nothing was found in ${report.cases} cases`);
  assert.match(finding.what, /INTERNAL[^]*TypeError/);
  const told = describeFinding(finding);
  assert.match(told, /emoji: "\\u0000"/);
  assert.match(told, /--seed planted --only "grpc madang\.channel\.v1\.ChannelService\/React" --case \d+/);
});

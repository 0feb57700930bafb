// Metadata of a gRPC call that the library stumbles over: it is refused in words, and nothing of it comes into the log.
import assert from "node:assert/strict";
import { connect, type IncomingHttpHeaders } from "node:http2";
import { after, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { callHeaders, failureOf, toFrame } from "../support/wire-call.ts";

const madang = await MadangProcess.start();
const session = connect(`http://${madang.address}`);
after(async () => {
  session.destroy();
  await madang.remove();
});

function ask(metadata: Record<string, string>): Promise<IncomingHttpHeaders> {
  const headers = callHeaders({ path: "/madang.agent.v1.AgentService/GetDirectory" });
  const stream = session.request({ ...headers, ...metadata });
  const seen: IncomingHttpHeaders = {};
  for (const event of ["response", "trailers"] as const)
    stream.on(event, (told: IncomingHttpHeaders) => Object.assign(seen, told));
  stream.resume().end(toFrame(new Uint8Array()));
  return new Promise((resolve, reject) => stream.once("close", () => resolve(seen)).once("error", reject));
}

for (const timeout of ["", "soon", "5", "S"]) {
  test(`a grpc-timeout of "${timeout}" is refused with INVALID_ARGUMENT`, async () => {
    const failure = failureOf(await ask({ "grpc-timeout": timeout }));
    assert.equal(failure?.reason, "ARGUMENT_INVALID");
    assert.match(failure?.message ?? "", /grpc-timeout/);
  });
}

test("metadata that is no ASCII harms nobody, and is not written to the log", async () => {
  assert.equal((await ask({ "user-agent": "\x80secret" }))["grpc-status"], "0");
  assert.doesNotMatch(madang.screen(), /secret|metadata/);
});

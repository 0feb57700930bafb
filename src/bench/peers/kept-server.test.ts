import assert from "node:assert/strict";
import { test } from "node:test";
import { freePorts, KeptServer } from "./kept-server.ts";

const script = (port: number) =>
  `require("node:http").createServer((_, answer) => answer.end()).listen(${port}, "127.0.0.1")`;

test("a server is ready when it answers, is measured, and is gone after it was killed or stopped", async () => {
  const [port = 0] = await freePorts(1);
  const healthUrl = `http://127.0.0.1:${port}/`;
  const command = { program: process.execPath, args: ["-e", script(port)], cwd: ".", healthUrl };
  for (const end of ["kill", "stop"] as const) {
    const server = await KeptServer.start(command);
    assert.ok(server.rssKiB() > 1_000);
    assert.ok(server.cpuMs() >= 0);
    await server[end]();
    await assert.rejects(fetch(healthUrl));
    // What is over may be ended again.
    await server.stop();
  }
});

test("a server that ends before it answers, or is not there at all, is a failure", async () => {
  const [port = 0] = await freePorts(1);
  const place = { cwd: ".", healthUrl: `http://127.0.0.1:${port}/` };
  const ends = { ...place, program: process.execPath, args: ["-e", ""] };
  await assert.rejects(KeptServer.start(ends), /ended before it was ready/);
  await assert.rejects(KeptServer.start({ ...place, program: "./no-such-program", args: [] }), /did not start/);
});

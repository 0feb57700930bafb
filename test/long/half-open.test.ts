// A connection that is dead and looks alive: a client notices by itself, comes back, and has missed nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

/** The server says something every 15 s; who hears nothing for 40 s has lost it. */
const noticedMs = 60_000;

test("a client on a wire that hangs says so, sends and hears again over a new one, and nothing is missing", async (t) => {
  const madang = await MadangProcess.start("--send-rate", "0");
  t.after(() => madang.remove());
  const proxy = await TcpProxy.start(madang.address);
  t.after(() => proxy.close());
  const [ann, bob] = [await Person.enter(madang.address, "ann"), await Person.enter(proxy.address, "bob")];
  t.after(() => Promise.all([ann.leave(), bob.leave()]));
  await ann.client.send("lobby", "before");
  await bob.hears("lobby", "before");

  proxy.stall();
  const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`);
  await ann.client.publish(lines.map((text) => ({ channelId: "lobby", text })));
  const said = bob.client.send("lobby", "said into the silence");
  await eventually(
    () => bob.client.state === "connecting",
    noticedMs,
    () => bob.client.state,
  );
  assert.deepEqual(bob.texts("lobby"), ["before"]);
  // The old wire stays dead: whatever comes now comes over another one.
  proxy.abandon();
  await eventually(
    () => bob.client.state === "connected",
    noticedMs,
    () => `${bob.client.state}: ${bob.client.reason?.message}`,
  );
  await said;
  await bob.hears("lobby", "said into the silence");
  assert.deepEqual(bob.texts("lobby"), ["before", ...lines, "said into the silence"]);
  assert.deepEqual(
    bob.seqs("lobby"),
    Array.from(bob.seqs("lobby"), (_, i) => (bob.seqs("lobby")[0] ?? 0) + i),
  );
});

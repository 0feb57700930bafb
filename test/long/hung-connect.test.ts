// A way to the server that takes connections and says nothing on them: a client notices, and tries another one.
import { test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

test("a client whose new connection hangs before its first frame comes back over another one", async (t) => {
  const madang = await MadangProcess.start();
  t.after(() => madang.remove());
  const proxy = await TcpProxy.start(madang.address);
  t.after(() => proxy.close());
  const bob = await Person.enter(proxy.address, "bob");
  t.after(() => bob.leave());
  // What connects from here on hangs for good, whatever becomes of the way.
  proxy.stall();
  proxy.cut();
  for (const links of [0, 1])
    await eventually(
      () => proxy.links === links,
      10_000,
      () => `there are ${proxy.links} connections, not ${links}`,
    );
  proxy.abandon();
  await bob.client.send("lobby", "over another one", { signal: AbortSignal.timeout(60_000) });
  await bob.hears("lobby", "over another one");
});

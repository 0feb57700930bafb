import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { readMetric } from "./read-metric.ts";
import { WebhookSink } from "./webhook-sink.ts";

test("what is posted is answered at once and told with the time at which it came", async (t) => {
  const taken: { body: string; atMs: number }[] = [];
  const sink = await WebhookSink.open((body, atMs) => taken.push({ body, atMs }));
  t.after(() => sink.close());
  const startMs = performance.now();
  const { status } = await fetch(`${sink.url}/any`, { method: "POST", body: "안녕" });
  assert.equal(status, 204);
  assert.deepEqual(
    taken.map(({ body }) => body),
    ["안녕"],
  );
  assert.ok(taken.every(({ atMs }) => atMs >= startMs && atMs <= performance.now()));
});

test("a metric is read by its whole name, and one that is not there is an error", async (t) => {
  const server = createServer((_request, response) => response.end("lag_ms_total 1\nlag_ms 12.5\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  assert.equal(await readMetric(address, "lag_ms"), 12.5);
  await assert.rejects(readMetric(address, "lag"), /no metric lag/);
});

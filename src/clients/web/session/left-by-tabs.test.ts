import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { QueuedMessage } from "../../sdk/browser.ts";
import { sendLeftByTabs } from "./left-by-tabs.ts";

const message = (clientMessageId: string) => ({ channelId: "lobby", clientMessageId, text: "left" }) as QueuedMessage;

function tab(t: TestContext, kept: readonly QueuedMessage[], pending: readonly QueuedMessage[]) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent: (string | undefined)[] = [];
  const client = {
    state: "connected" as "connected" | "connecting",
    pending: () => pending,
    async send(_: string, { clientMessageId }: { readonly clientMessageId?: string | undefined }) {
      sent.push(clientMessageId);
      return { seq: 1, at: 1 } as never;
    },
  };
  const stop = sendLeftByTabs(client, { load: async () => kept });
  const look = async (times: number) => {
    for (let i = 0; i < times; i++) {
      t.mock.timers.tick(5_000);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { client, sent, stop, look };
}

test("what nobody sends is sent by the tab that stays, once", async (t) => {
  const { sent, stop, look } = tab(t, [message("a"), message("b")], [message("b")]);
  await look(1);
  assert.deepEqual(sent, []);
  await look(5);
  assert.deepEqual(sent, ["a"]);
  stop();
});

test("without a connection nothing was left: whoever wrote it waits as well", async (t) => {
  const { client, sent, stop, look } = tab(t, [message("a")], []);
  await look(1);
  client.state = "connecting";
  await look(5);
  client.state = "connected";
  await look(1);
  assert.deepEqual(sent, []);
  await look(1);
  assert.deepEqual(sent, ["a"]);
  stop();
  await look(5);
  assert.deepEqual(sent, ["a"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError } from "../../sdk/index.ts";
import { SentLedger } from "./sent-ledger.ts";

const pending = (clientMessageId: string, channelId = "lobby") =>
  ({ type: "pending", channelId, clientMessageId, text: "hi", replyTo: undefined }) as const;
const acknowledged = (clientMessageId: string, seq: number) =>
  ({ type: "acknowledged", channelId: "lobby", clientMessageId, seq, at: 0 }) as const;
const failed = (clientMessageId: string, reason: string) =>
  ({ type: "failed", channelId: "lobby", clientMessageId, error: new ChatError("ABORTED", reason, "") }) as const;

test("a message waits until it is acknowledged or refused", () => {
  const ledger = new SentLedger();
  for (const id of ["1", "2"]) ledger.take(pending(id));
  assert.equal(ledger.waiting, 2);
  ledger.take(acknowledged("1", 7));
  ledger.take(failed("2", "TEXT_EMPTY"));
  assert.deepEqual([ledger.waiting, ledger.refused, ledger.acknowledged.get("lobby")], [0, 1, 7]);
});

test("what is only put off by closing still waits, and what is somebody else's is not ours to count", () => {
  const ledger = new SentLedger();
  for (const id of ["1", "2"]) ledger.take(pending(id));
  ledger.take(failed("1", "CLIENT_CLOSED"));
  ledger.take(failed("2", "OTHER_SENDER"));
  assert.deepEqual([ledger.waiting, ledger.refused], [1, 0]);
});

test("one can wait for one channel alone", async () => {
  const ledger = new SentLedger();
  ledger.take(pending("1"));
  ledger.take(pending("2", "dev"));
  const settled = ledger.settled("lobby");
  ledger.take(acknowledged("1", 1));
  await settled;
  assert.equal(ledger.waiting, 1);
});

test("input waits when too much is on its way", async () => {
  const ledger = new SentLedger();
  for (let i = 0; i < 5_000; i++) ledger.take(pending(String(i)));
  let hasRoom = false;
  const room = ledger.room().then(() => {
    hasRoom = true;
  });
  await Promise.resolve();
  assert.equal(hasRoom, false);
  ledger.take(acknowledged("0", 1));
  await room;
});

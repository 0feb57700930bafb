// What waits at a place follows from its facts, whoever wrote them and in whichever order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { latestSeqOf, type PlaceFacts, type PlaceKey, placeOf, stampAfterSeq, stampOfSeq } from "./notice-place.ts";

const key: PlaceKey = { userId: "ann", deviceId: "phone", sourceId: "c" };
const told: PlaceFacts = { told_seq: 5n, told_at_ms: 50n, told_reason: 0, told_due_ms: 500n };
const shown: PlaceFacts = { ...told, over_seq: 5n, shown_seq: 5n, shown_at_ms: 50n, shown_reason: 0 };

test("what was told waits until it is over, also the first of a request, whose seq is 0", () => {
  assert.deepEqual(placeOf(key, {}).entry, undefined);
  const entry = { ...key, seq: 5, atMs: 50, reason: "all", act: "tell", dueAtMs: 500, attempts: 0 };
  assert.deepEqual(placeOf(key, told).entry, entry);
  assert.equal(placeOf(key, { ...told, over_seq: 5n }).entry, undefined);
  assert.equal(placeOf(key, { ...told, told_seq: 0n }).entry?.seq, 0);
  assert.equal(placeOf(key, { ...told, told_seq: 0n, over_seq: 0n }).entry, undefined);
});

test("an earlier message that is urgent lends its reason, until it is over or was stepped back behind", () => {
  const urgent = { ...told, urgent_seq: 3n, urgent_reason: 3 };
  assert.equal(placeOf(key, urgent).entry?.reason, "mention");
  assert.equal(placeOf(key, { ...urgent, over_seq: 3n }).entry?.reason, "all");
  assert.equal(placeOf(key, { ...urgent, told_seq: 2n }).entry?.reason, "all");
});

test("what is shown is taken back when it is read or gone, once, and not while something newer waits", () => {
  const read = { ...shown, back_seq: 7n, back_at_ms: 700n };
  assert.deepEqual([placeOf(key, shown).entry, placeOf(key, shown).shown?.seq], [undefined, 5]);
  assert.deepEqual([placeOf(key, read).entry?.act, placeOf(key, read).entry?.dueAtMs], ["withdraw", 700]);
  assert.equal(placeOf(key, { ...read, told_seq: 8n }).entry?.act, "tell");
  assert.equal(placeOf(key, { ...read, hidden_seq: 5n }).entry, undefined);
  assert.equal(placeOf(key, { ...shown, gone_seq: 6n, gone_why: "deleted" }).entry, undefined);
  assert.equal(placeOf(key, { ...shown, gone_seq: 5n, gone_why: "deleted" }).why, "deleted");
});

test("a try in vain counts for what is newer too, and no longer when it is over", () => {
  const tried = { ...told, try_seq: 4n, attempts: 2, retry_at_ms: 900n };
  assert.deepEqual([placeOf(key, tried).entry?.attempts, placeOf(key, tried).entry?.dueAtMs], [2, 900]);
  assert.equal(placeOf(key, { ...tried, over_seq: 4n }).entry?.attempts, 0);
  const waits = { ...told, wait_seq: 5n, wait_until_ms: 800n };
  assert.equal(placeOf(key, waits).entry?.dueAtMs, 800);
  assert.equal(placeOf(key, { ...waits, told_seq: 6n }).entry?.dueAtMs, 500);
});

test("stamps follow the seqs, and what is forgotten up to a seq is below all that comes later", () => {
  assert.ok(stampOfSeq(0) > 0n);
  assert.ok(stampAfterSeq(5) > stampOfSeq(5) && stampAfterSeq(5) < stampOfSeq(6));
  assert.equal(latestSeqOf({}), -1);
  assert.equal(latestSeqOf({ ...shown, back_seq: 7n }), 7);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { StepKindSchema } from "../../../gen/madang/notification/v1/notification_pb.ts";
import { handOverStep, toDetail } from "./hand-over-detail.ts";

const nobodyElse = { read: [], unwanted: [] };

/** The step of somebody, once the call was over; `isOver` false: it waits. */
function stepOf(detail: string, userId = "ann", isOver = true) {
  const handOver = { target: "host:1", takenAtMs: isOver ? 7 : undefined, detail };
  const { kind = 0, detail: told, atMs } = handOverStep(handOver, userId, 3n);
  return [StepKindSchema.value[kind]?.localName, told, atMs];
}

test("what was taken says by whom, and by nobody else's fate", () => {
  assert.deepEqual(stepOf(toDetail("OK", nobodyElse)), ["HANDED_OVER", "host:1", 7n]);
  assert.deepEqual(stepOf(toDetail("ALREADY_EXISTS", nobodyElse)), ["HANDED_OVER", "host:1", 7n]);
});

test("who was left out is told why, whatever became of the others", () => {
  const detail = toDetail("OK", { read: ["ann", "bob"], unwanted: ["cho"] });
  assert.equal(detail, "OK; read ann bob; unwanted cho");
  for (const userId of ["ann", "bob"]) assert.deepEqual(stepOf(detail, userId), ["WITHDRAWN_READ", "", 7n]);
  assert.deepEqual(stepOf(detail, "cho"), ["WITHDRAWN_UNWANTED", "", 7n]);
  assert.deepEqual(stepOf(detail, "dae"), ["HANDED_OVER", "host:1", 7n]);
});

test("what nobody took says why", () => {
  assert.deepEqual(stepOf(toDetail("refused INVALID_ARGUMENT", nobodyElse)), ["REFUSED", "INVALID_ARGUMENT", 7n]);
  assert.deepEqual(stepOf("expired"), ["EXPIRED", "", 7n]);
  assert.deepEqual(stepOf("deleted"), ["WITHDRAWN_DELETED", "", 7n]);
});

test("what waits says for whom, or after which failure", () => {
  assert.deepEqual(stepOf("", "ann", false), ["QUEUED", "host:1", 3n]);
  assert.deepEqual(stepOf("UNAVAILABLE", "ann", false), ["QUEUED", "UNAVAILABLE", 3n]);
});

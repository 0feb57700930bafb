import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { errorFromStatus } from "./error-from-status.ts";

function detailsOf(domain: string) {
  const info = create(ErrorInfoSchema, { domain, reason: "SEND_RATE", metadata: { send: "7" } });
  const retry = create(RetryInfoSchema, { retryDelay: { seconds: 1n, nanos: 500_000_000 } });
  const details = [anyPack(ErrorInfoSchema, info), anyPack(RetryInfoSchema, retry)];
  return toBinary(StatusSchema, create(StatusSchema, { code: 8, message: "slowly", details }));
}

test("a status of Madang keeps its reason, facts and time to wait", () => {
  const error = errorFromStatus({ code: 8, message: "slowly", details: detailsOf("madang") });
  assert.equal(error.code, "RESOURCE_EXHAUSTED");
  assert.equal(error.reason, "SEND_RATE");
  assert.equal(error.message, "slowly");
  assert.equal(error.retryAfterMs, 1_500);
  assert.deepEqual(error.metadata, { send: "7" });
});

test("a reason of somebody else's is none of ours", () => {
  const error = errorFromStatus({ code: 3, message: "no", details: detailsOf("example.com") });
  assert.equal(error.reason, "INVALID_ARGUMENT");
});

test("a call that broke off on its way is a lost connection, whatever the wire calls it", () => {
  for (const code of [1, 2, 13, 14, 15, 99]) {
    const error = errorFromStatus({ code, message: "Received RST_STREAM", details: undefined });
    assert.deepEqual([error.code, error.reason], ["UNAVAILABLE", "CONNECTION"], String(code));
  }
});

test("a deadline that passed on this side has the same reason as on the server's", () => {
  assert.equal(errorFromStatus({ code: 4, message: "", details: undefined }).reason, "DEADLINE");
});

test("details that are no details leave the code to speak", () => {
  const error = errorFromStatus({ code: 5, message: "gone", details: new Uint8Array([255, 1, 2]) });
  assert.deepEqual([error.code, error.reason], ["NOT_FOUND", "NOT_FOUND"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { base64Encode } from "@bufbuild/protobuf/wire";
import { ErrorInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { AgentService } from "../../gen/madang/agent/v1/agent_pb.ts";
import { cookieSession } from "./cookie-session.ts";

const { refreshSession, signOut } = AgentService.method;
const options = { token: undefined, timeoutMs: 1_000 };
const info = toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { reason: "SESSION_ENDED", domain: "madang" }));
const ended = {
  code: "unauthenticated",
  message: "SESSION_ENDED: over",
  details: [{ type: "google.rpc.ErrorInfo", value: base64Encode(info) }],
};
const fresh = { session: { accessToken: "new", profile: { userId: "ann" } } };

/** A server that answers so, one after the other; what it was asked. */
function answering(t: { mock: typeof import("node:test").mock }, ...answers: [status: number, body: object][]) {
  const asked: RequestInit[] = [];
  t.mock.method(globalThis, "fetch", async (_url: string, init: RequestInit) => {
    const [status, body] = answers[asked.push(init) - 1] ?? assert.fail("it was asked too often");
    return Response.json(body, { status });
  });
  return asked;
}

test("a refresh with a cookie that another page has just used up is tried once more", async (t) => {
  const asked = answering(t, [401, ended], [200, fresh]);
  const { session } = await cookieSession("http://here", refreshSession, { refreshToken: "cookie" }, options);
  assert.deepEqual([session?.accessToken, session?.refreshToken], ["new", "cookie"]);
  assert.deepEqual(
    asked.map(({ body }) => body),
    ["{}", "{}"],
  );
});

test("a session that is over stays over", async (t) => {
  answering(t, [401, ended], [401, ended]);
  await assert.rejects(cookieSession("http://here", refreshSession, {}, options), { reason: "SESSION_ENDED" });
});

test("other calls are made once, and all outlive the page, so that no cookie is lost", async (t) => {
  const asked = answering(t, [401, ended]);
  await assert.rejects(cookieSession("http://here", signOut, {}, options), { reason: "SESSION_ENDED" });
  assert.deepEqual(
    asked.map(({ keepalive }) => keepalive),
    [true],
  );
});

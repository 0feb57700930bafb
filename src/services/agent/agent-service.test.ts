import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { openAgent } from "../../../test/support/agent.ts";
import type { Call } from "../../core/service.ts";
import {
  ChangePasswordRequestSchema,
  GetProfileRequestSchema,
  RefreshSessionRequestSchema,
  SignOutRequestSchema,
  UpdateProfileRequestSchema,
} from "../../gen/madang/agent/v1/agent_pb.ts";

const guestToken = "0123456789abcdef";

test("signing out ends this session, or all of them, and their tokens and streams at once", async () => {
  const { agent, topics, as, guest } = await openAgent();
  const sessions = [await guest("ann", guestToken), await guest("ann", guestToken), await guest("ann", guestToken)];
  const heard: string[] = [];
  for (const { sessionId } of sessions) topics.on("session", sessionId, ({ reason }) => heard.push(reason));
  const calls = await Promise.all(sessions.map(({ accessToken }) => as(accessToken)));
  const signOut = (call: Call | undefined, everywhere: boolean) =>
    agent.signOut(create(SignOutRequestSchema, { everywhere }), call as Call);
  assert.deepEqual(await signOut(calls[0], false), { sessionsEnded: 1 });
  assert.deepEqual(await signOut(calls[1], true), { sessionsEnded: 2 });
  assert.deepEqual(heard, ["signed out", "signed out everywhere", "signed out everywhere"]);
  for (const { accessToken, refreshToken } of sessions) {
    await assert.rejects(as(accessToken), { reason: "SESSION_ENDED" });
    const refresh = create(RefreshSessionRequestSchema, { refreshToken });
    await assert.rejects(agent.refreshSession(refresh, calls[0] as Call), { reason: "SESSION_ENDED" });
  }
});

test("a refresh keeps session and person and gives new tokens with their times", async () => {
  const { agent, clock, nobody, guest } = await openAgent({ limits: { accessTokenMs: 1_000, refreshTokenMs: 5_000 } });
  const ann = await guest("ann");
  const request = create(RefreshSessionRequestSchema, { refreshToken: ann.refreshToken });
  const { session: next } = await agent.refreshSession(request, nobody);
  assert.deepEqual([next.sessionId, next.profile.userId], [ann.sessionId, ann.userId]);
  assert.deepEqual(
    [next.accessExpiresAtMs, next.refreshExpiresAtMs],
    [clock.now() + 1_000, clock.now() + 5_000].map(BigInt),
  );
  assert.notEqual(next.accessToken, ann.accessToken);
});

test("profiles are found by id and by name, one's own whole, another's as far as it is public", async () => {
  const { agent, as, guest } = await openAgent();
  const ann = await guest("Ann");
  const bob = await guest("bob");
  const [asAnn, asBob] = [await as(ann.accessToken), await as(bob.accessToken)];
  const profile = async (who: MessageInitShape<typeof GetProfileRequestSchema>["who"], call: Call) =>
    (await agent.getProfile(create(GetProfileRequestSchema, { who: who as never }), call)).profile;
  await agent.updateProfile(create(UpdateProfileRequestSchema, { about: "hello" }), asAnn);
  assert.equal((await profile({ case: "userId", value: ann.userId }, asAnn)).about, "hello");
  assert.equal((await profile({ case: "name", value: "ANN" }, asBob)).userId, ann.userId);
  assert.equal((await profile({ case: "name", value: "ANN" }, asBob)).about, "");
  const updated = await agent.updateProfile(create(UpdateProfileRequestSchema, { public: true }), asAnn);
  assert.deepEqual([updated.profile.about, updated.profile.public, updated.profile.name], ["hello", true, "Ann"]);
  assert.equal((await profile({ case: "userId", value: ann.userId }, asBob)).about, "hello");
  await assert.rejects(profile({ case: "name", value: "carol" }, asBob), {
    code: "NOT_FOUND",
    reason: "USER_NOT_FOUND",
  });
  await assert.rejects(profile({ case: "userId", value: "../x" }, asBob), { reason: "USER_NOT_FOUND" });
  await assert.rejects(profile(undefined, asBob), { reason: "ARGUMENT_INVALID" });
});

test("calls that need a session are refused without one", async () => {
  const { agent, nobody } = await openAgent();
  const first = { code: "UNAUTHENTICATED", reason: "SIGN_IN_FIRST" };
  await assert.rejects(agent.signOut(create(SignOutRequestSchema), nobody), first);
  await assert.rejects(agent.changePassword(create(ChangePasswordRequestSchema), nobody), first);
  await assert.rejects(agent.getProfile(create(GetProfileRequestSchema), nobody), first);
  await assert.rejects(agent.updateProfile(create(UpdateProfileRequestSchema), nobody), first);
});

test("nothing goes on after close, and a second prepare changes nothing", async () => {
  const { agent, clock, store } = await openAgent();
  await agent.prepare();
  assert.equal(clock.timers, 1);
  agent.close();
  assert.equal(clock.timers, 0);
  assert.equal((await store.user("madang"))?.kind, "built-in");
});

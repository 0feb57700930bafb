import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { openAgent } from "../../../test/support/agent.ts";
import { ChangePasswordRequestSchema, UserKind } from "../../gen/madang/agent/v1/agent_pb.ts";

test("an account signs in with its password, whatever the case of its name", async () => {
  const { signUp, signIn } = await openAgent();
  const ann = await signUp("Ann");
  assert.equal(ann.kind, UserKind.ACCOUNT);
  assert.equal((await signIn("ann")).userId, ann.userId);
});

test("a password is the same one in every Unicode form", async () => {
  const { signUp, signIn } = await openAgent();
  await signUp("ann", "비밀번호는 길게".normalize("NFD"));
  for (const form of ["NFC", "NFD"]) assert.equal((await signIn("ann", "비밀번호는 길게".normalize(form))).name, "ann");
});

test("of a hundred guesses at once ten are tried", async () => {
  const { signUp, signIn, passwords } = await openAgent();
  await signUp("ann");
  const guesses = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => signIn("ann", `guess ${i}`)));
  assert.equal(guesses.filter(({ status }) => status === "fulfilled").length, 0);
  assert.equal(passwords.checks, 10);
});

test("a wrong password, an unknown name and a guest's name get the same answer for the same work", async () => {
  const { signUp, signIn, guest, passwords } = await openAgent();
  await signUp("ann");
  await guest("bob");
  const answers: unknown[] = [];
  for (const [name, password] of [
    ["ann", "wrong"],
    ["nobody", "wrong"],
    ["bob", "wrong"],
    ["ann", "x".repeat(5_000)],
    ["x".repeat(5_000), "wrong"],
    ["\u0000", ""],
  ] as const) {
    await assert.rejects(signIn(name, password), (error: Error & { code: string; reason: string }) => {
      answers.push([error.code, error.reason, error.message]);
      return true;
    });
  }
  assert.deepEqual(new Set(answers.map(String)).size, 1);
  assert.deepEqual(answers[0], ["UNAUTHENTICATED", "WRONG_PASSWORD", "Name and password do not match."]);
  assert.equal(passwords.checks, 6);
});

test("after ten wrong passwords not even the right one is tried, until a token is back", async () => {
  const { clock, signUp, signIn, passwords } = await openAgent();
  await signUp("ann");
  for (let i = 0; i < 10; i++) await assert.rejects(signIn("ann", "wrong"), { reason: "WRONG_PASSWORD" });
  await assert.rejects(signIn("ann"), { code: "RESOURCE_EXHAUSTED", reason: "SIGN_IN_RATE", retryAfterMs: 6_000 });
  assert.equal(passwords.checks, 10);
  clock.advance(6_000);
  assert.equal((await signIn("ann")).name, "ann");
});

test("a check whose client has gone is not made", async () => {
  const { nobody, signUp, signIn, passwords } = await openAgent();
  await signUp("ann");
  await assert.rejects(signIn("ann", "correct horse", { ...nobody, signal: AbortSignal.abort() }));
  assert.equal(passwords.checks, 0);
});

test("a name that is taken, or a password that is too short or long, makes no account", async () => {
  const { guest, signUp } = await openAgent();
  await guest("ann");
  await assert.rejects(signUp("ＡＮＮ"), { code: "ALREADY_EXISTS", reason: "NAME_TAKEN" });
  await assert.rejects(signUp("bob", "7 chars"), { reason: "PASSWORD_TOO_SHORT" });
  await assert.rejects(signUp("bob", "x".repeat(257)), { reason: "PASSWORD_TOO_LONG" });
  assert.equal((await signUp("bob", "x".repeat(256))).name, "bob");
});

test("asking for names by signing up is limited like guessing passwords", async () => {
  const { signUp } = await openAgent();
  for (let i = 0; i < 10; i++) await assert.rejects(signUp("madang"), { reason: "NAME_TAKEN" });
  await assert.rejects(signUp("bob"), { reason: "SIGN_IN_RATE" });
});

test("a new password ends all other sessions and lets the old one in no more", async () => {
  const { agent, topics, as, signUp, signIn } = await openAgent();
  const here = await signUp("ann");
  const there = await signIn("ann");
  const ended: string[] = [];
  for (const { sessionId } of [here, there]) topics.on("session", sessionId, () => ended.push(sessionId));
  const call = await as(here.accessToken);
  const change = (oldPassword: string, newPassword: string) =>
    agent.changePassword(create(ChangePasswordRequestSchema, { oldPassword, newPassword }), call);
  await assert.rejects(change("wrong", "battery staple"), { reason: "WRONG_PASSWORD" });
  await assert.rejects(change("correct horse", "short"), { reason: "PASSWORD_TOO_SHORT" });
  assert.deepEqual(ended, []);
  await change("correct horse", "battery staple");
  assert.deepEqual(ended, [there.sessionId]);
  await assert.rejects(signIn("ann"), { reason: "WRONG_PASSWORD" });
  assert.equal((await signIn("ann", "battery staple")).userId, here.userId);
});

test("who has no password cannot change it", async () => {
  const { agent, as, guest } = await openAgent();
  const call = await as((await guest("ann")).accessToken);
  const request = create(ChangePasswordRequestSchema, { oldPassword: "", newPassword: "battery staple" });
  await assert.rejects(agent.changePassword(request, call), { code: "FAILED_PRECONDITION", reason: "NO_PASSWORD" });
});

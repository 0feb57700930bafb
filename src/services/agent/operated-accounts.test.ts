// What an operator does with accounts, and that nobody slips through while it is done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openAgent } from "../../../test/support/agent.ts";

test("an account that the operator makes follows the rules of any other", async () => {
  const { agent, signIn } = await openAgent();
  const desk = agent.accountDesk;
  const { userId, kind } = await desk.create("  Ann  ", "correct horse");
  assert.deepEqual([(await signIn("ann")).userId, kind], [userId, "account"]);
  await assert.rejects(desk.create("ANN", "correct horse"), { reason: "NAME_TAKEN" });
  await assert.rejects(desk.create("!", "correct horse"), { reason: "NAME_INVALID" });
  await assert.rejects(desk.create("bob", "short"), { reason: "PASSWORD_TOO_SHORT" });
});

test("a new password ends all sessions, and the old one lets nobody in", async () => {
  const { agent, signUp, signIn, as } = await openAgent();
  const ann = await signUp("ann");
  assert.equal(await agent.accountDesk.setPassword(ann.userId, "another horse"), 1);
  await assert.rejects(as(ann.accessToken), { reason: "SESSION_ENDED" });
  await assert.rejects(signIn("ann"), { reason: "WRONG_PASSWORD" });
  assert.equal((await signIn("ann", "another horse")).userId, ann.userId);
});

test("who is suspended while they sign in stays out, and so does who comes with a password just replaced", async () => {
  const { agent, store, signUp, signIn } = await openAgent();
  const { userId } = await signUp("ann");
  const during = async (act: () => Promise<unknown>) => {
    store.before = async (method) => {
      if (method !== "createSession") return;
      store.before = undefined;
      await act();
    };
    const outcome = await signIn("ann").catch(({ reason }) => reason);
    return [outcome, (await store.sessionsOf(userId)).length];
  };
  assert.deepEqual(await during(() => agent.accountDesk.setSuspended(userId, true)), ["SUSPENDED", 0]);
  await agent.accountDesk.setSuspended(userId, false);
  const reset = () => agent.accountDesk.setPassword(userId, "another horse");
  assert.deepEqual(await during(reset), ["WRONG_PASSWORD", 0]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { openAgent } from "../../../test/support/agent.ts";
import { GetDirectoryRequestSchema, UserKind } from "../../gen/madang/agent/v1/agent_pb.ts";

const guestToken = "0123456789abcdef";

test("a guest gets the wished name, the next one its number", async () => {
  const { guest } = await openAgent();
  const ann = await guest("ann");
  assert.deepEqual([ann.name, ann.kind], ["ann", UserKind.GUEST]);
  assert.equal((await guest("Ann")).name, "Ann-2");
  assert.equal((await guest("ANN ")).name, "ANN-3");
});

test("the same name with the same token is the same person in a new session", async () => {
  const { guest } = await openAgent();
  const other = await guest("ann");
  const ann = await guest("ann", guestToken);
  const again = await guest("Ann", guestToken);
  assert.equal(ann.name, "ann-2");
  assert.deepEqual([again.userId, again.name], [ann.userId, "ann-2"]);
  assert.notEqual(again.sessionId, ann.sessionId);
  assert.notEqual(ann.userId, other.userId);
});

test("another token, or another name with the same token, is somebody else", async () => {
  const { guest } = await openAgent();
  const ann = await guest("ann", guestToken);
  assert.notEqual((await guest("ann", `${guestToken}0`)).userId, ann.userId);
  assert.notEqual((await guest("bob", guestToken)).userId, ann.userId);
});

test("a guest who comes twice at once is one person", async () => {
  const { guest } = await openAgent();
  const [one, other] = await Promise.all([guest("ann", guestToken), guest("ann", guestToken)]);
  assert.equal(one.userId, other.userId);
});

test("no guest gets the name of an account or of the house", async () => {
  const { guest, signUp } = await openAgent();
  await signUp("ann");
  assert.equal((await guest("ann")).name, "ann-2");
  assert.equal((await guest("Madang")).name, "Madang-2");
});

test("a guest's name or token that cannot be one is refused", async () => {
  const { guest } = await openAgent();
  await assert.rejects(guest(" \u3164 "), { reason: "NAME_INVALID" });
  await assert.rejects(guest("x".repeat(33)), { reason: "NAME_TOO_LONG" });
  for (const token of ["short", "x".repeat(129), "with spaces in it, long"]) {
    await assert.rejects(guest("ann", token), { reason: "GUEST_TOKEN_INVALID" });
  }
});

test("where guests are off they are told so, and the directory says it beforehand", async () => {
  const { agent, guest, nobody } = await openAgent({
    guests: (address) => address === "127.0.0.1",
    hostTokens: undefined,
  });
  await assert.rejects(guest("ann"), { code: "PERMISSION_DENIED", reason: "GUESTS_OFF" });
  const ask = create(GetDirectoryRequestSchema);
  assert.deepEqual(await agent.getDirectory(ask, nobody), {
    services: [{ service: "madang.agent.v1.AgentService", addresses: ["127.0.0.1:50051"] }],
    version: "1.2.3",
    guests: false,
    tokens: false,
  });
  assert.equal((await agent.getDirectory(ask, { ...nobody, address: "127.0.0.1" })).guests, true);
});

test("a guest's name is free 30 days after the last session, and the guest is somebody new then", async () => {
  const { agent, clock, guest } = await openAgent();
  const ann = await guest("ann", guestToken);
  await agent.sessions.end(ann.sessionId, "signed out");
  clock.advance(30 * 86_400_000);
  await settled();
  assert.equal((await guest("ann", guestToken)).userId, ann.userId);

  const bob = await guest("bob", guestToken);
  await agent.sessions.end(bob.sessionId, "signed out");
  clock.advance(30 * 86_400_000 + 3_600_000);
  await settled();
  const newcomer = await guest("bob", guestToken);
  assert.equal(newcomer.name, "bob");
  assert.notEqual(newcomer.userId, bob.userId);
});

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

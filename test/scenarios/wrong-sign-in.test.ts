// Who may not come in: wrong tokens, wrong passwords, names that belong to somebody, too many guesses.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, test } from "node:test";
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { connect, grpcTransport } from "../../src/clients/sdk/index.ts";
import { AgentService } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { ChannelService } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { wireCall } from "../support/wire-call.ts";
import { refusalOf, WireSession } from "../support/wire-session.ts";

const madang = await MadangProcess.start();
const transport = grpcTransport(madang.address);
const ann = await WireSession.guest(madang.address, "ann");
after(async () => {
  transport.close();
  ann.close();
  await madang.remove();
});

const { method } = AgentService;
const password = "correct horse 말";

function call<I extends DescMessage, O extends DescMessage>(
  rpc: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
): Promise<MessageShape<O>> {
  return transport.unary(rpc, request, { token: undefined, timeoutMs: 10_000 });
}

/** A call that needs a session, of each kind: one answer, a stream of answers, a stream both ways. */
const guarded = ["ListMessages", "Subscribe", "Publish"].map((rpc) => `/madang.channel.v1.ChannelService/${rpc}`);

async function refusedWith(token: string | undefined, expected: `${string} ${string}`): Promise<void> {
  for (const path of guarded) {
    const failure = await wireCall(madang.address, { path, token, message: new Uint8Array() });
    assert.ok(failure, `${path} was let in`);
    await expectRefusal(Promise.reject(failure), expected);
  }
}

test("without a token, and with one that cannot be one, nothing is told and nothing heard", async () => {
  for (const token of [undefined, "", "two words", "x".repeat(600)])
    await refusedWith(token, "UNAUTHENTICATED SIGN_IN_FIRST");
  for (const token of ["garbage", "x".repeat(43), "%00%ff"]) await refusedWith(token, "UNAUTHENTICATED SESSION_ENDED");
});

test("an access token that has expired says so, and the SDK refreshes it by itself", async () => {
  const wire = await WireSession.guest(madang.address, "expired");
  expire(wire.token);
  await refusedWith(wire.token, "UNAUTHENTICATED TOKEN_EXPIRED");
  const saved = {
    accessToken: wire.token,
    refreshToken: wire.session.refreshToken,
    me: { id: wire.userId, name: "expired", kind: "guest" as const },
  };
  const tokens = { load: async () => saved, save: async () => undefined };
  const again = await connect({ address: madang.address, tokens });
  assert.ok((await again.send("lobby", "back")).seq > 0);
  await again.close();
  wire.close();
});

/** As if an hour had passed: the session is not known to the process yet. */
function expire(token: string): void {
  const db = new DatabaseSync(join(madang.data, "madang.db"));
  const hash = createHash("sha256").update(token).digest("hex");
  db.exec("PRAGMA busy_timeout = 5000");
  const { changes } = db.prepare("UPDATE sessions SET access_expires_at_ms = 1 WHERE access_hash = ?").run(hash);
  db.close();
  assert.equal(changes, 1);
}

test("a session that was signed out is over for every kind of call", async () => {
  const wire = await WireSession.guest(madang.address, "revoked");
  await wire.call(ChannelService.method.listMessages, { channelId: "lobby" });
  await wire.call(method.signOut, {});
  await refusedWith(wire.token, "UNAUTHENTICATED SESSION_ENDED");
  const { refreshToken } = wire.session;
  await expectRefusal(call(method.refreshSession, { refreshToken }), "UNAUTHENTICATED SESSION_ENDED");
  wire.close();
});

test("a wrong password and an unknown name get one answer, in every detail", async () => {
  await call(method.signUp, { name: "dora", password });
  const wrong = await expectRefusal(
    call(method.signIn, { name: "dora", password: "wrong horse" }),
    "UNAUTHENTICATED WRONG_PASSWORD",
  );
  const asked = [
    { name: "nobody", password },
    { name: "ann", password },
    { name: "", password: "" },
    { name: "x".repeat(10_000), password: "x".repeat(100_000) },
    { name: "madang", password },
  ];
  for (const request of asked) {
    const { code, reason, message, metadata, retryAfterMs } = await refusalOf(call(method.signIn, request));
    assert.deepEqual(
      [code, reason, message, metadata, retryAfterMs],
      [wrong.code, wrong.reason, wrong.message, wrong.metadata, wrong.retryAfterMs],
      request.name.slice(0, 20),
    );
  }
});

test("the eleventh guess at one account is refused unread, and other people come in as before", async () => {
  await call(method.signUp, { name: "target", password });
  await call(method.signUp, { name: "other", password });
  for (let guess = 1; guess <= 10; guess++) {
    const wrong = call(method.signIn, { name: "target", password: `guess ${guess}` });
    await expectRefusal(wrong, "UNAUTHENTICATED WRONG_PASSWORD");
  }
  for (const tried of ["guess 11", password]) {
    const refused = call(method.signIn, { name: "TARGET", password: tried });
    const { retryAfterMs = 0 } = await expectRefusal(refused, "RESOURCE_EXHAUSTED SIGN_IN_RATE");
    assert.ok(retryAfterMs > 0 && retryAfterMs <= 6_000, `${retryAfterMs} ms`);
  }
  const { session } = await call(method.signIn, { name: "other", password });
  assert.equal(session?.profile?.name, "other");
});

const wrongSignUps: [what: string, request: { name: string; password: string }, reason: string][] = [
  ["no name", { name: "", password }, "NAME_INVALID"],
  ["a name of fillers", { name: "\u3164\u200b", password }, "NAME_INVALID"],
  ["a name with a bell", { name: "a\u0007", password }, "NAME_INVALID"],
  ["a name with a slash", { name: "a/b", password }, "NAME_INVALID"],
  ["a name of 33 letters", { name: "가".repeat(33), password }, "NAME_TOO_LONG"],
  ["a name of a megabyte", { name: "x".repeat(1_000_000), password }, "NAME_TOO_LONG"],
  ["a password of 7 letters", { name: "short", password: "1234567" }, "PASSWORD_TOO_SHORT"],
  ["a password of 257 letters", { name: "long", password: "x".repeat(257) }, "PASSWORD_TOO_LONG"],
];
for (const [what, request, reason] of wrongSignUps) {
  test(`nobody signs up with ${what}`, async () => {
    await expectRefusal(call(method.signUp, request), `INVALID_ARGUMENT ${reason}`);
  });
}

test("names that look alike are one name, for accounts and for guests", async () => {
  const name = "José 김";
  await call(method.signUp, { name, password });
  const alike = [
    name,
    name.normalize("NFD"),
    "jos\u200bé 김",
    "José\u3000김",
    "Ｊｏｓé 김",
    "JOSÉ 김",
    " José  김\u3164",
  ];
  for (const other of alike) {
    await expectRefusal(call(method.signUp, { name: other, password }), "ALREADY_EXISTS NAME_TAKEN");
    const { session } = await call(method.signInGuest, { name: other });
    assert.match(session?.profile?.name ?? "", /-\d+$/, `a guest got the name ${other}`);
    const { session: same } = await call(method.signIn, { name: other, password: password.normalize("NFD") });
    assert.equal(same?.profile?.name, name);
  }
});

test("a guest's token is 16 to 128 letters, and nobody comes back as a guest without it", async () => {
  for (const guestToken of ["short", "x".repeat(129), "sixteen letters!"])
    await expectRefusal(call(method.signInGuest, { name: "gus", guestToken }), "INVALID_ARGUMENT GUEST_TOKEN_INVALID");
  const first = await call(method.signInGuest, { name: "gus", guestToken: "the-token-of-gus" });
  const again = await call(method.signInGuest, { name: "gus", guestToken: "the-token-of-gus" });
  const other = await call(method.signInGuest, { name: "gus", guestToken: "another-token-of" });
  assert.equal(again.session?.profile?.userId, first.session?.profile?.userId);
  assert.deepEqual([first.session?.profile?.name, other.session?.profile?.name], ["gus", "gus-2"]);
});

test("a host's token is refused where no host program is known, and a guest has no password to change", async () => {
  await expectRefusal(call(method.signInWithToken, { token: "a.b.c" }), "FAILED_PRECONDITION TOKENS_OFF");
  const change = ann.call(method.changePassword, { oldPassword: "", newPassword: password });
  await expectRefusal(change, "FAILED_PRECONDITION NO_PASSWORD");
});

test("after all that those who were in talk on", async () => {
  assert.ok((await ann.send("lobby", "after-all", "after all")) > 0);
  assert.doesNotMatch(madang.screen(), /"level":50/, "nothing was unexpected");
});

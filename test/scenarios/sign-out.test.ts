// Sessions end when they are told to, at once and everywhere, and tokens are good for what they were made for.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type ChatError, connect, grpcTransport } from "../../src/clients/sdk/index.ts";
import { signUserToken } from "../../src/credentials/user-token.ts";
import { AgentService } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";
import { hears, WireSession } from "../support/wire-session.ts";

const secret = "a secret that only the host and its Madang know";
const folder = mkdtempSync(join(tmpdir(), "madang-sign-out-"));
const keyFile = join(folder, "key");
writeFileSync(keyFile, secret);
const madang = await MadangProcess.start("--auth-key", keyFile);
const transport = grpcTransport(madang.address);
after(async () => {
  transport.close();
  await madang.remove();
  rmSync(folder, { recursive: true, force: true });
});

const { method } = AgentService;
const over = "UNAUTHENTICATED SESSION_ENDED";
const once = { token: undefined, timeoutMs: 10_000 };

const passwordOf = (name: string) => ({ name, password: `password of ${name}` });

/** Makes the account and its first session. */
async function signUp(name: string): Promise<WireSession> {
  return new WireSession(transport, (await transport.unary(method.signUp, passwordOf(name), once)).session);
}

/** Another session. */
async function signIn(name: string): Promise<WireSession> {
  return new WireSession(transport, (await transport.unary(method.signIn, passwordOf(name), once)).session);
}

/** Whether the session may still do something. */
function isAlive(wire: WireSession): Promise<boolean> {
  const profile = wire.call(method.getProfile, { who: { case: "userId", value: wire.userId } });
  return profile.then(
    () => true,
    ({ reason }: ChatError) => reason !== "SESSION_ENDED" && Promise.reject(new Error(reason)),
  );
}

/** Streams of every kind, open. */
async function openAll(wire: WireSession) {
  const [subscribed, watch, { stream: publish, up }] = [
    wire.subscribe(),
    wire.watchPresence("lobby"),
    wire.openPublish(),
  ];
  up.send({ sends: [{ channelId: "lobby", clientMessageId: `of-${wire.session.sessionId}`, text: "hello" }] });
  const streams = [subscribed, watch, publish];
  await Promise.all(streams.map((stream) => stream.opened()));
  return { subscribed, streams };
}

/** Resolves to how long it took until all of these had ended with SESSION_ENDED. */
async function allEnd(streams: readonly { ended(): Promise<ChatError | undefined> }[]): Promise<number> {
  const startedMs = performance.now();
  for (const stream of streams) {
    const failure = await stream.ended();
    assert.deepEqual([failure?.code, failure?.reason], ["UNAUTHENTICATED", "SESSION_ENDED"]);
  }
  return performance.now() - startedMs;
}

test("a sign-out ends the session's streams at once, with cursors to go on from, and no other session's", async () => {
  const [ann, other] = [await signUp("ann"), await signIn("ann")];
  const [mine, others] = [await openAll(ann), await openAll(other)];
  const seq = await other.send("lobby", "before", "before");
  await hears(mine.subscribed, "before");
  assert.deepEqual(await ann.call(method.signOut, {}).then(({ sessionsEnded }) => sessionsEnded), 1);
  assert.ok((await allEnd(mine.streams)) < 1_000);
  const closing = mine.subscribed.frames.at(-1)?.closing;
  assert.equal(closing?.reason, "SESSION_ENDED");
  assert.deepEqual(
    closing.cursors.map(({ channelId, seq }) => [channelId, Number(seq)]),
    [["lobby", seq]],
  );
  assert.equal(await isAlive(ann), false);
  await other.send("lobby", "after", "after");
  await hears(others.subscribed, "after");
  assert.ok(others.streams.every(({ isOpen }) => isOpen));
  for (const stream of others.streams) stream.close();
});

test("a sign-out everywhere ends every session of the person, and nobody else's", async () => {
  const sessions = [await signUp("bob"), await signIn("bob"), await signIn("bob")];
  const stranger = await signUp("stranger");
  const opened = await Promise.all(sessions.map(openAll));
  const { sessionsEnded } = await (sessions[1] as WireSession).call(method.signOut, { everywhere: true });
  assert.equal(sessionsEnded, 3);
  assert.ok((await allEnd(opened.flatMap(({ streams }) => streams))) < 1_000);
  assert.deepEqual(await Promise.all(sessions.map(isAlive)), [false, false, false]);
  assert.equal(await isAlive(stranger), true);
  assert.equal(await isAlive(await signIn("bob")), true);
});

test("a new password ends the other sessions, and the old one lets nobody in", async () => {
  const [here, there] = [await signUp("carl"), await signIn("carl")];
  const opened = await openAll(there);
  const change = { oldPassword: "password of carl", newPassword: "another password" };
  const wrong = here.call(method.changePassword, { ...change, oldPassword: "a guess of mine" });
  await expectRefusal(wrong, "UNAUTHENTICATED WRONG_PASSWORD");
  await here.call(method.changePassword, change);
  assert.ok((await allEnd(opened.streams)) < 1_000);
  assert.deepEqual([await isAlive(here), await isAlive(there)], [true, false]);
  await expectRefusal(signIn("carl"), "UNAUTHENTICATED WRONG_PASSWORD");
  const { session } = await transport.unary(method.signIn, { name: "carl", password: change.newPassword }, once);
  assert.equal(session?.profile?.userId, here.userId);
});

test("a refresh token works once: of many at once one wins, and open streams go on", async () => {
  const dora = await signUp("dora");
  const { subscribed, streams } = await openAll(dora);
  const { refreshToken } = dora.session;
  const refresh = () => transport.unary(method.refreshSession, { refreshToken }, once);
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, refresh));
  const won = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.session] : []));
  assert.equal(won.length, 1);
  await expectRefusal(refresh(), over);
  const renewed = new WireSession(transport, won[0]);
  assert.equal(renewed.session.sessionId, dora.session.sessionId);
  assert.notEqual(renewed.token, dora.token);
  await renewed.send("lobby", "renewed", "with the new token");
  await hears(subscribed, "with the new token");
  assert.ok(streams.every(({ isOpen }) => isOpen));
  await renewed.call(method.signOut, {});
  await allEnd(streams);
  assert.deepEqual([await isAlive(renewed), await isAlive(dora)], [false, false]);
});

test("after kill -9 a session goes on, and one that was signed out stays so", async () => {
  const [stays, leaves] = [await signUp("eve"), await signIn("eve")];
  await leaves.call(method.signOut, {});
  await madang.kill();
  await madang.start();
  const client = await connect({ address: madang.address, guest: { name: "probe" } });
  await client.close();
  const again = grpcTransport(madang.address);
  assert.equal(await isAlive(new WireSession(again, stays.session)), true);
  assert.equal(await isAlive(new WireSession(again, leaves.session)), false);
  again.close();
});

test("the SDK signs a guest whose session was ended in again, and tells who has nothing to sign in with", async () => {
  const guest = { name: "gus", token: "the-token-of-gus" };
  const first = await connect({ address: madang.address, guest });
  let saved: object | undefined;
  const tokens = { load: async () => undefined, save: async (session: object | undefined) => void (saved = session) };
  const second = await connect({ address: madang.address, guest, tokens });
  const kept = { load: async () => saved as never, save: async () => undefined };
  const third = await connect({ address: madang.address, tokens: kept });
  const { id } = third.me ?? {};
  await first.signOut({ everywhere: true });
  await eventually(
    () => third.state === "disconnected",
    5_000,
    () => third.state,
  );
  assert.equal(third.reason?.reason, "SESSION_ENDED");
  assert.ok((await second.send("lobby", "in again")).seq > 0);
  assert.equal(second.me?.id, id, "the same person");
  await Promise.all([second.close(), third.close()]);
});

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
const inAnHour = Math.floor(Date.now() / 1000) + 3_600;
function jwt(header: object, claims: object, key: string = secret): string {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

const hs256 = { alg: "HS256", typ: "JWT" };
const claims = { sub: "42", name: "ann", exp: inAnHour };
const good = jwt(hs256, claims);
const [head = "", body = "", signature = ""] = good.split(".");
const wrongTokens: [what: string, token: string, why: RegExp][] = [
  ["that has expired", signUserToken(secret, { id: "42", ttlMs: -60_000 }), /it has expired/],
  ["of another secret", signUserToken(`${secret}!`, { id: "42" }), /its signature does not match/],
  ["with other claims than were signed", `${head}.${encode({ ...claims, sub: "1" })}.${signature}`, /signature/],
  ['with alg "none"', `${encode({ alg: "none" })}.${body}.`, /its alg does not go with the key/],
  ['with alg "none" and a signature', jwt({ alg: "none" }, claims), /its alg does not go with the key/],
  ["with another alg", jwt({ alg: "HS512" }, claims), /its alg does not go with the key/],
  ["without an end", jwt(hs256, { sub: "42" }), /its exp is not valid/],
  ["for nobody", jwt(hs256, { exp: inAnHour }), /its sub is not valid/],
  ["for an id that is a number", jwt(hs256, { ...claims, sub: 42 }), /its sub/],
  ["that is garbage", "garbage", /it is not a signed JWT/],
  ["that is nothing", "", /it is not a signed JWT/],
  ["of a megabyte", `${good}${"x".repeat(1_000_000)}`, /it is too long/],
];
for (const [what, token, why] of wrongTokens) {
  test(`a host's token ${what} lets nobody in`, async () => {
    const refused = transport.unary(method.signInWithToken, { token }, once);
    assert.match((await expectRefusal(refused, "UNAUTHENTICATED TOKEN_INVALID")).message, why);
  });
}

test("a host's user is the same person with every token, under the name that the host gives", async () => {
  const come = async (id: string, name: string) => {
    const { session } = await transport.unary(
      method.signInWithToken,
      { token: signUserToken(secret, { id, name }) },
      once,
    );
    return session?.profile;
  };
  const [first, again, other] = [await come("7", "민수"), await come("7", "민수 김"), await come("8", "민수 김")];
  assert.equal(again?.userId, first?.userId);
  assert.notEqual(other?.userId, first?.userId);
  assert.deepEqual([first?.name, again?.name, other?.name], ["민수", "민수 김", "민수 김-2"]);
});

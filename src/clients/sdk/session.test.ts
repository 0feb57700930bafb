import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeChat } from "../../../test/support/fake-chat.ts";
import { errors } from "../../core/errors.ts";
import { signInWith } from "./credentials.ts";
import { type SavedSession, Session, type TokenStore } from "./session.ts";

function sessionOn(chat: FakeChat, tokens?: TokenStore, signIn = signInWith({ guest: { name: "ann" } })) {
  const lifetime = new AbortController().signal;
  return new Session({ transport: chat.transport(), signIn, tokens, timeoutMs: 1_000, lifetime });
}

function memoryTokens(saved?: SavedSession): TokenStore & { saved: SavedSession | undefined } {
  return {
    saved,
    async load() {
      return this.saved;
    },
    async save(session) {
      this.saved = session;
    },
  };
}

async function signedIn(chat: FakeChat): Promise<SavedSession> {
  const tokens = memoryTokens();
  await sessionOn(chat, tokens).token();
  assert.ok(tokens.saved);
  return tokens.saved;
}

test("many who need a token share one sign-in", async () => {
  const chat = new FakeChat();
  const session = sessionOn(chat);
  const tokens = await Promise.all([session.token(), session.token(), session.token()]);
  assert.deepEqual(new Set(tokens).size, 1);
  assert.equal(chat.signIns, 1);
  assert.deepEqual(session.me, { id: "ann", name: "ann", kind: "guest" });
});

test("an expired token is refreshed once for all whom it failed", async () => {
  const chat = new FakeChat();
  const session = sessionOn(chat);
  const old = await session.token();
  await Promise.all([1, 2, 3].map(() => session.renew(errors.tokenExpired(), old)));
  assert.deepEqual(chat.asked, ["signInGuest", "refreshSession"]);
  assert.notEqual(await session.token(), old);
});

test("a session that ended is replaced by a new sign-in", async () => {
  const chat = new FakeChat();
  const session = sessionOn(chat);
  await session.renew(errors.sessionEnded(), await session.token());
  assert.deepEqual(chat.asked, ["signInGuest", "signInGuest"]);
});

test("credentials for one session open no second one: its end is told", async () => {
  const chat = new FakeChat();
  const parts = { transport: chat.transport(), tokens: undefined, timeoutMs: 1_000 };
  const signIn = signInWith({ guest: { name: "ann" } });
  const session = new Session({ ...parts, signIn, signsInOnce: true, lifetime: new AbortController().signal });
  const token = await session.token();
  await session.renew(errors.tokenExpired(), token);
  assert.deepEqual(chat.asked, ["signInGuest", "refreshSession"]);
  chat.fail("refreshSession", { error: errors.sessionEnded() });
  await assert.rejects(session.renew(errors.sessionEnded(), await session.token()), { reason: "SESSION_ENDED" });
  assert.deepEqual(chat.asked, ["signInGuest", "refreshSession", "refreshSession"]);
});

test("a store that keeps no access token is enough where a refresh token is, and who it was is known before", async () => {
  const chat = new FakeChat();
  const { refreshToken, me } = await signedIn(chat);
  const session = sessionOn(chat, memoryTokens({ accessToken: "", refreshToken, me }));
  chat.fail("refreshSession", { error: errors.draining() });
  await assert.rejects(session.token(), { reason: "DRAINING" });
  assert.deepEqual(session.me, me);
  assert.notEqual(await session.token(), "");
  assert.deepEqual(chat.asked, ["signInGuest", "refreshSession", "refreshSession"]);
});

test("a refresh that is refused leads to a new sign-in", async () => {
  const chat = new FakeChat();
  const session = sessionOn(chat);
  const old = await session.token();
  chat.fail("refreshSession", { error: errors.sessionEnded() });
  await session.renew(errors.tokenExpired(), old);
  assert.deepEqual(chat.asked, ["signInGuest", "refreshSession", "signInGuest"]);
});

test("a refusal that is not about the token is handed on", async () => {
  const session = sessionOn(new FakeChat());
  const token = await session.token();
  await assert.rejects(session.renew(errors.wrongPassword(), token), { reason: "WRONG_PASSWORD" });
});

test("a stored session needs no sign-in, and renewed tokens are stored", async () => {
  const chat = new FakeChat();
  const me = { id: "ann", name: "ann", kind: "guest" } as const;
  const tokens = memoryTokens({ accessToken: "ann:0", refreshToken: "ann:r0", me });
  const session = sessionOn(chat, tokens);
  assert.equal(await session.token(), "ann:0");
  assert.equal(chat.signIns, 0);
  await session.renew(errors.tokenExpired(), "ann:0");
  assert.equal(tokens.saved?.accessToken, await session.token());
  assert.notEqual(tokens.saved?.accessToken, "ann:0");
});

test("without credentials a session that is over stays over, and its tokens are forgotten", async () => {
  const chat = new FakeChat();
  const me = { id: "ann", name: "ann", kind: "guest" } as const;
  const tokens = memoryTokens({ accessToken: "ann:0", refreshToken: "ann:r0", me });
  const session = new Session({
    transport: chat.transport(),
    signIn: undefined,
    tokens,
    timeoutMs: 1_000,
    lifetime: new AbortController().signal,
  });
  chat.fail("refreshSession", { error: errors.sessionEnded() });
  await assert.rejects(session.renew(errors.sessionEnded(), await session.token()), { reason: "SESSION_ENDED" });
  assert.equal(tokens.saved, undefined);
  await assert.rejects(session.token(), { reason: "NO_CREDENTIALS" });
});

test("a guest's sign-in that is repeated carries the same token, so that it is the same person", async () => {
  const asked: unknown[] = [];
  const chat = new FakeChat();
  const transport = chat.transport();
  const signIn = signInWith({ guest: { name: "ann" } });
  const unary: typeof transport.unary = (method, request, options) => {
    asked.push(request);
    return transport.unary(method, request, options);
  };
  chat.fail("signInGuest", { error: errors.draining(), afterwards: true });
  const call = { timeoutMs: 1_000, signal: undefined };
  await assert.rejects(async () => signIn?.({ ...transport, unary }, call), { reason: "DRAINING" });
  await signIn?.({ ...transport, unary }, call);
  assert.deepEqual(asked[0], asked[1]);
  assert.match((asked[0] as { guestToken: string }).guestToken, /^\w{43}$/);
});

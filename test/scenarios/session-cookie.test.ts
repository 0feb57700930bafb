// The refresh token of a browser is in a cookie that its scripts cannot read.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startHttpChat } from "../support/http-chat.ts";
import { type Posted, post } from "../support/post.ts";

const chat = await startHttpChat();
after(() => chat.close());

const byCookie = { "madang-session": "cookie" };
type Session = { accessToken: string; refreshToken?: string };
const sessionOf = ({ body }: Posted) => body["session"] as Session;
const agent = (call: string, request: unknown, headers: Record<string, string> = byCookie, token?: string) =>
  post(chat.url, `agent.AgentService/${call}`, request, { headers, token });

/** The cookie as a browser sends it back. */
function cookieOf({ headers }: Posted): string {
  return headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

test("a session asked for by cookie comes without its refresh token, which no script can read", async () => {
  const calls: [call: string, request: unknown][] = [
    ["SignInGuest", { name: "ann" }],
    ["SignUp", { name: "dora", password: "correct horse" }],
    ["SignIn", { name: "dora", password: "correct horse" }],
  ];
  for (const [call, request] of calls) {
    const signedIn = await agent(call, request);
    assert.ok(sessionOf(signedIn).accessToken.length > 20, call);
    assert.equal(sessionOf(signedIn).refreshToken, undefined);
    const [cookie = ""] = signedIn.headers.getSetCookie();
    assert.match(
      cookie,
      /^madang_refresh=\w{43}; Path=\/madang\.agent\.v1\.AgentService\/; HttpOnly; SameSite=Strict; Max-Age=(3600|3599)$/,
    );
  }
});

test("under TLS the cookie is Secure", async () => {
  const behindTls = await startHttpChat({ isTls: true });
  const signedIn = await post(behindTls.url, "agent.AgentService/SignInGuest", { name: "ann" }, { headers: byCookie });
  assert.match(signedIn.headers.getSetCookie()[0] ?? "", /; Secure;/);
  await behindTls.close();
});

test("who does not ask for it gets the token and no cookie", async () => {
  const signedIn = await agent("SignInGuest", { name: "bob" }, {});
  assert.equal(sessionOf(signedIn).refreshToken?.length, 43);
  assert.deepEqual(signedIn.headers.getSetCookie(), []);
});

test("a refresh takes the token from the cookie and puts the next one there", async () => {
  const first = cookieOf(await agent("SignInGuest", { name: "carl" }));
  const refreshed = await agent("RefreshSession", {}, { ...byCookie, cookie: `other=1; ${first}; more=2` });
  assert.equal(refreshed.status, 200);
  assert.equal(sessionOf(refreshed).refreshToken, undefined);
  const next = cookieOf(refreshed);
  assert.notEqual(next, first);
  assert.equal((await agent("RefreshSession", {}, { ...byCookie, cookie: first })).reason, "SESSION_ENDED");
  assert.equal((await agent("RefreshSession", {}, { ...byCookie, cookie: next })).status, 200);
});

test("the cookie alone is worth nothing: a page that cannot send the header cannot refresh", async () => {
  const cookie = cookieOf(await agent("SignInGuest", { name: "eve" }));
  const without = await agent("RefreshSession", {}, { cookie });
  assert.deepEqual([without.status, without.reason], [401, "SESSION_ENDED"]);
  const foreign = await agent("RefreshSession", {}, { ...byCookie, cookie, origin: "https://evil.example" });
  assert.deepEqual([foreign.status, foreign.headers.getSetCookie()], [403, []]);
  assert.equal((await agent("RefreshSession", {}, { ...byCookie, cookie })).status, 200);
});

test("a refresh that fails leaves the cookie alone: another tab may just have changed it", async () => {
  const refused = await agent("RefreshSession", {}, { ...byCookie, cookie: "madang_refresh=stale" });
  assert.deepEqual([refused.status, refused.headers.getSetCookie()], [401, []]);
});

test("a sign-out ends the session and clears the cookie", async () => {
  const signedIn = await agent("SignInGuest", { name: "frank" });
  const cookie = cookieOf(signedIn);
  const signedOut = await agent("SignOut", {}, byCookie, sessionOf(signedIn).accessToken);
  assert.equal(signedOut.status, 200);
  assert.match(signedOut.headers.getSetCookie()[0] ?? "", /^madang_refresh=; .*Max-Age=0$/);
  assert.equal((await agent("RefreshSession", {}, { ...byCookie, cookie })).reason, "SESSION_ENDED");
});

test("other calls neither read nor set it", async () => {
  const signedIn = await agent("SignInGuest", { name: "gina" });
  const profile = await agent("GetProfile", { name: "gina" }, byCookie, sessionOf(signedIn).accessToken);
  assert.deepEqual([profile.status, profile.headers.getSetCookie()], [200, []]);
});

// Sessions that end by time, over a socket: calls are refused with the reason, and the session is renewed or over.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, socketIoTransport } from "../../src/clients/sdk/index.ts";
import { AgentService } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { Person } from "../support/person.ts";
import { RawSocket } from "../support/raw-socket.ts";
import { startShortSessions } from "../support/short-sessions.ts";

const accessTokenMs = 1_000;
const refreshTokenMs = 2_500;
const madang = await startShortSessions(accessTokenMs, refreshTokenMs);
after(() => madang.remove());

const send = "madang.channel.v1.ChannelService/SendMessage";
const subscribe = "madang.channel.v1.ChannelService/Subscribe";
const text = (clientMessageId: string) => ({ channelId: "lobby", clientMessageId, text: clientMessageId });

test("a token that ran out is refused on an open socket, and what was open before goes on", async () => {
  const ann = await RawSocket.open(madang.web, "ann");
  ann.open(1, subscribe, {});
  await ann.until(() => ann.messages(1).length > 0, "the first frame");
  assert.equal((await ann.call(send, text("before"))).error, undefined);
  await sleep(accessTokenMs + 100);
  const { error } = await ann.call(send, text("after"));
  assert.deepEqual([error?.code, error?.reason], ["UNAUTHENTICATED", "TOKEN_EXPIRED"]);
  ann.open(2, subscribe, {});
  await ann.until(() => ann.endOf(2) !== undefined, "the end of the second stream");
  assert.equal(ann.endOf(2)?.reason, "TOKEN_EXPIRED");
  assert.equal(ann.endOf(1), undefined);
  assert.equal(ann.ended, undefined, "the socket stays: another token may come on it");
  ann.close();
});

test("a stream of a session whose refresh token ran out is ended by the server", async () => {
  const dan = await RawSocket.open(madang.web, "dan");
  dan.open(1, subscribe, {});
  await dan.until(() => dan.messages(1).length > 0, "the first frame");
  await sleep(refreshTokenMs - 500);
  assert.equal(dan.endOf(1), undefined);
  await dan.until(() => dan.endOf(1) !== undefined, "the end of the stream");
  assert.deepEqual([dan.endOf(1)?.code, dan.endOf(1)?.reason], ["UNAUTHENTICATED", "SESSION_ENDED"]);
  dan.close();
});

test("the SDK renews a token behind everybody's back, for as long as one is there", async () => {
  const bob = await Person.enter(madang.web, "bob");
  const until = performance.now() + 2 * refreshTokenMs;
  let said = 0;
  for (; performance.now() < until; said++) {
    await bob.client.send("lobby", `line ${said}`);
    await sleep(400);
  }
  await bob.hears("lobby", `line ${said - 1}`);
  assert.deepEqual(
    bob.heard.flatMap((event) => (event.type === "state" ? [event.state] : [])),
    ["connecting", "connected"],
  );
  await bob.leave();
});

test("a session that ran out is over: who has nothing to sign in with is told", async () => {
  const transport = socketIoTransport(madang.web);
  const asked = { name: "carl", password: "password of carl" };
  const { session } = await transport.unary(AgentService.method.signUp, asked, { token: undefined, timeoutMs: 5_000 });
  transport.close();
  assert.ok(session?.profile);
  const { accessToken, refreshToken, profile } = session;
  await sleep(refreshTokenMs + 100);
  const me = { id: profile.userId, name: "carl", kind: "account" } as const;
  const tokens = { load: async () => ({ accessToken, refreshToken, me }), save: async () => undefined };
  await assert.rejects(connect({ transport: socketIoTransport(madang.web), tokens }), { reason: "SESSION_ENDED" });
});

// People in the operator's hands, on a server that runs, one that was stopped and one that was killed.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ChatError, grpcTransport, socketIoTransport, type Transport } from "../../src/clients/sdk/index.ts";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { Agent, Lobby } from "../../src/gen/compat/chatting/chatting_pb.ts";
import { AdminService } from "../../src/gen/madang/admin/v1/admin_pb.ts";
import { AgentService } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { linesOf, listenBy } from "../support/chatting-streams.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { operate, operateJson } from "../support/operator.ts";
import { eventually } from "../support/running-command.ts";
import { WireSession } from "../support/wire-session.ts";

let madang: MadangProcess;
let transport: Transport;
before(async () => {
  madang = await MadangProcess.start();
  transport = grpcTransport(madang.address);
  await signUp("known");
});
after(async () => {
  transport.close();
  await madang.remove();
});

const { method } = AgentService;
const once = { token: undefined, timeoutMs: 10_000 };
const passwordOf = (name: string) => `password of ${name}`;

async function signIn(name: string, password = passwordOf(name), way = transport): Promise<WireSession> {
  return new WireSession(way, (await way.unary(method.signIn, { name, password }, once)).session);
}

async function signUp(name: string): Promise<WireSession> {
  const { session } = await transport.unary(method.signUp, { name, password: passwordOf(name) }, once);
  return new WireSession(transport, session);
}

function keyOf(data: string): { address: string; token: string } {
  return JSON.parse(readFileSync(join(data, "operator.json"), "utf8"));
}

/** Without the second that a command takes to start. */
async function setSuspended(user: string, suspended: boolean) {
  const { address, token } = keyOf(madang.data);
  const door = grpcTransport(address);
  try {
    return await door.unary(AdminService.method.setSuspended, { user, suspended }, { token, timeoutMs: 5_000 });
  } finally {
    door.close();
  }
}

const ask = (...args: string[]) => operate(madang.data, args);

test("a suspended person is out of everything within a second, on every wire, and in again when it is over", async () => {
  const ann = await signUp("ann");
  const inPage = await signIn("ann", passwordOf("ann"), socketIoTransport(madang.web));
  const streams = [ann.subscribe(), ann.watchPresence("lobby"), inPage.subscribe()];
  await Promise.all(streams.map((stream) => stream.opened()));
  const startedMs = performance.now();
  const suspending = setSuspended("ann", true);
  const endings = await Promise.all(streams.map((stream) => stream.ended()));
  assert.ok(performance.now() - startedMs < 1_000);
  assert.equal((await suspending).endedSessions, 2);
  assert.deepEqual(
    endings.map((failure) => failure?.reason),
    ["SESSION_ENDED", "SESSION_ENDED", "SESSION_ENDED"],
  );
  await expectRefusal(ann.send("lobby", "id", "still here"), "UNAUTHENTICATED SESSION_ENDED");
  await expectRefusal(signIn("ann"), "PERMISSION_DENIED SUSPENDED");
  const { refreshToken } = ann.session;
  await expectRefusal(transport.unary(method.refreshSession, { refreshToken }, once), "UNAUTHENTICATED SESSION_ENDED");
  assert.equal((await ask("users", "resume", "ann")).stdout, "ann may come in again.\n");
  assert.ok((await (await signIn("ann")).send("lobby", "id", "back")) > 0);
  inPage.close();
});

test("a suspended guest of an older protocol says nothing more, and their streams end", async () => {
  const older = new OlderClient(madang.address);
  const note = (message: string) => older.call(ChatServer.method.sendNote, { name: "민수", message });
  await older.call(Agent.method.tryLogin, { ip: "127.0.0.1" });
  const index = 77;
  const say = (text: string) => older.call(Lobby.method.tryChatSend, { index, text });
  await note("hello");
  await say("hello");
  const stream = await listenBy(older, Lobby.method.tryChatReceive, index);
  await note("is heard");
  await eventually(
    () => linesOf(stream).some((line) => line.endsWith("is heard")),
    5_000,
    () => linesOf(stream).join(" | "),
  );
  const startedMs = performance.now();
  for (const name of ["민수 (window)", "user-77"]) await setSuspended(name, true);
  await assert.rejects(note("once more"), { code: 7 });
  await assert.rejects(say("once more"), { code: 7 });
  await eventually(
    () => stream.status !== undefined,
    5_000,
    () => "the stream is open",
  );
  assert.ok(performance.now() - startedMs < 1_000);
  for (const name of ["민수 (window)", "user-77"]) await setSuspended(name, false);
  await note("back");
  await say("back");
  older.close();
});

test("a reset password ends the sessions, is shown once, and is the only one that lets in", async () => {
  const bob = await signUp("bob");
  const stream = bob.subscribe();
  await stream.opened();
  const { madePassword, endedSessions } = await operateJson(madang.data, ["users", "reset", "bob"]);
  assert.equal(endedSessions, 1);
  assert.equal((await stream.ended())?.reason, "SESSION_ENDED");
  await expectRefusal(signIn("bob"), "UNAUTHENTICATED WRONG_PASSWORD");
  await signIn("bob", String(madePassword));
  await operate(madang.data, ["users", "reset", bob.userId, "--password-stdin"], "한글도 되는 비밀번호\n");
  const again = await signIn("bob", "한글도 되는 비밀번호");
  const open = again.subscribe();
  await open.opened();
  assert.equal((await ask("users", "sign-out", "bob")).stdout, "bob: 1 session ended.\n");
  assert.equal((await open.ended())?.reason, "SESSION_ENDED");
  assert.ok(!madang.screen().includes(String(madePassword)));
});

test("only who has the key of the folder is the operator, from wherever they come", async () => {
  assert.equal(statSync(join(madang.data, "operator.json")).mode & 0o777, 0o600);
  const { address, token } = keyOf(madang.data);
  const door = grpcTransport(address);
  const list = (shown: string | undefined, way = door) =>
    way.unary(AdminService.method.listUsers, {}, { token: shown, timeoutMs: 5_000 });
  const eve = await signUp("eve");
  await expectRefusal(list(undefined), "UNAUTHENTICATED SIGN_IN_FIRST");
  for (const wrong of [eve.token, `${token}x`, "x"])
    await expectRefusal(list(wrong), "PERMISSION_DENIED OPERATOR_ONLY");
  await assert.rejects(list(token, transport), (failure: ChatError) => failure.code === "UNIMPLEMENTED");
  await assert.rejects(
    door.unary(method.signInGuest, { name: "guest" }, once),
    (failure: ChatError) => failure.code === "UNIMPLEMENTED",
  );
  assert.ok((await list(token)).users.length > 0);
  const posted = await fetch(`${madang.web}/madang.admin.v1.AdminService/ListUsers`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: "{}",
  });
  assert.equal(posted.status, 404);
  door.close();
});

const wrong: [args: string[], sentence: RegExp][] = [
  [["users", "create", "KNOWN"], /^The name "KNOWN" is taken/],
  [["users", "create", "!!"], /^The name is not valid/],
  [["users", "suspend", "nobody"], /^Nobody here has this name or id/],
  [["users", "suspend", "x".repeat(10_000)], /^Nobody here/],
  [["users", "suspend", "madang"], /^The built-in member/],
  [["users", "reset", "madang"], /^Only accounts have a password/],
  [["users", "create", "carl", "--password-stdin"], /^No password came/],
  [["users", "supend", "known"], /too many arguments/],
  [["explain", "lobby", "0", "known"], /^"0" is no seq/],
  [["explain", "lobby", "999999", "known"], /^There is no message/],
  [["explain", "nowhere", "1", "known"], /^There is no such channel/],
  [["devices", ""], /^Nobody here/],
  [["backup", join(tmpdir(), "no", "such", "folder", "copy")], /^There is no folder/],
];
for (const [args, sentence] of wrong) {
  test(`madang admin ${args.join(" ").slice(0, 40)} is refused in a sentence`, async () => {
    const { code, stdout, stderr } = await operate(madang.data, args);
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(stderr, sentence);
    assert.ok(!stderr.includes("    at "), stderr);
  });
}

test("a folder without a Madang is refused, and stays as it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), "madang-empty-"));
  const { code, stderr } = await operate(join(folder, "data"), ["users", "--json"]);
  assert.deepEqual([code, JSON.parse(stderr).error.reason, existsSync(join(folder, "data"))], [1, "NO_DATA", false]);
  rmSync(folder, { recursive: true });
});

test("every command answers the same on a server that runs, after a kill -9, and on one that was stopped", async () => {
  const seq = await (await signUp("dora")).send("lobby", "id", "hello");
  await signUp("finn");
  const everything = async () => {
    const answers: unknown[] = [];
    const lists = [["users", "--prefix", "D"], ["sessions", "dora"], ["channels"], ["devices", "dora"]];
    for (const args of [...lists, ["explain", "lobby", String(seq), "dora"]])
      answers.push(await operateJson(madang.data, args));
    const explained = await operateJson(madang.data, ["explain", "lobby", "3", "bob"]);
    return [...answers, explained.steps].map((each) =>
      JSON.stringify(each).replace(/"online":true/g, '"online":false'),
    );
  };
  const running = await everything();
  assert.match(running[0] ?? "", /"name":"dora"/);
  assert.match(running[2] ?? "", /"kind":"lobby"/);
  assert.match(running[4] ?? "", /STEP_KIND_OWN_MESSAGE/);
  await madang.kill();
  assert.ok(existsSync(join(madang.data, "operator.json")), "a key is left behind");
  assert.deepEqual(await everything(), running);
  await madang.start();
  // Open connections would be waited for.
  transport.close();
  await madang.stop();
  assert.ok(!existsSync(join(madang.data, "operator.json")));
  await operate(madang.data, ["users", "create", "zoe", "--password-stdin"], `${passwordOf("zoe")}\n`);
  await ask("users", "suspend", "finn");
  await madang.start();
  transport = grpcTransport(madang.address);
  assert.ok((await signIn("zoe")).userId.length > 0);
  await expectRefusal(signIn("finn"), "PERMISSION_DENIED SUSPENDED");
});

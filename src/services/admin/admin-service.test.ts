// The operator's calls over stores in memory.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type DescMessage, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { openAgent } from "../../../test/support/agent.ts";
import type { ChatError } from "../../core/errors.ts";
import { errors } from "../../core/errors.ts";
import type { DeviceRow } from "../../core/notices.ts";
import type { BackUp } from "../../core/ports.ts";
import { callInside } from "../../core/service.ts";
import {
  AdminService as AdminDesc,
  type BackupResponse,
  BackupResponseSchema,
} from "../../gen/madang/admin/v1/admin_pb.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { StepKind } from "../../gen/madang/notification/v1/notification_pb.ts";
import type { AdminParts } from "./admin-parts.ts";
import { AdminService } from "./admin-service.ts";

const { method } = AdminDesc;
const call = callInside(undefined);
const asked = <Desc extends DescMessage>(rpc: { input: Desc }, request: MessageInitShape<Desc> = {} as never) =>
  create(rpc.input, request);
const plaza = { channelId: "c1", kind: ChannelKind.PRIVATE, name: "Plaza", topic: "", archived: true, members: 3 };

/** The service, with the channel #plaza and whatever is given. */
async function open(parts: Partial<AdminParts> = {}) {
  const house = await openAgent();
  const unexpected: unknown[] = [];
  const channels = {
    channel: async (id: string) => (id === "c1" ? plaza : undefined),
    channelNamed: async (key: string) => (key === "plaza" ? plaza : undefined),
    channels: async () => ({
      items: [{ channel: plaza, head: { channelId: "c1", seq: 9, messages: 4, firstSeq: 1 } }],
      next: "c1",
    }),
  } as unknown as AdminParts["channels"];
  const admin = new AdminService({
    sessions: house.store,
    channels,
    notices: { devicesOf: async () => [] },
    accounts: house.agent.accountDesk,
    whoIsThere: { isOnline: (userId) => userId === "madang" },
    explainFor: async () => [],
    backUp: () => Promise.reject(errors.fileExists()),
    clock: house.clock,
    onUnexpected: (failure) => unexpected.push(failure),
    ...parts,
  });
  return { ...house, admin, unexpected };
}

test("people are listed page by page with their sessions, and nothing of their secrets", async () => {
  const { admin, signUp, signIn, guest, clock } = await open();
  await signUp("ann");
  await signIn("ann");
  await guest("bob");
  const first = await admin.listUsers(asked(method.listUsers, { pageSize: 2 }), call);
  const rest = await admin.listUsers(asked(method.listUsers, { pageSize: 2, pageToken: first.nextPageToken }), call);
  assert.deepEqual(
    [...first.users, ...rest.users]
      .map(({ name, kind, sessions, online }) => [name, kind, sessions, online].join(" "))
      .toSorted(),
    ["ann account 2 false", "bob guest 1 false", "madang built-in 0 true"],
  );
  assert.equal(rest.nextPageToken, "");
  assert.doesNotMatch(
    JSON.stringify(first, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
    /hash/i,
  );
  clock.advance(365 * 86_400_000);
  const named = await admin.listUsers(asked(method.listUsers, { namePrefix: "AN" }), call);
  assert.deepEqual(
    named.users.map(({ name, sessions }) => [name, sessions]),
    [["ann", 0]],
  );
});

test("pages that nobody can mean are refused", async () => {
  const { admin } = await open();
  for (const pageSize of [-1, 501])
    await assert.rejects(admin.listUsers(asked(method.listUsers, { pageSize }), call), { reason: "PAGE_SIZE" });
  for (const list of [
    admin.listUsers(asked(method.listUsers, { pageToken: "no token" }), call),
    admin.listChannels(asked(method.listChannels, { pageToken: "!" }), call),
  ])
    await assert.rejects(list, { reason: "PAGE_TOKEN" });
});

test("a password is made where none is given, good enough and another one each time", async () => {
  const { admin, signIn } = await open();
  const { user, madePassword } = await admin.createUser(asked(method.createUser, { name: "ann" }), call);
  assert.match(madePassword, /^(\w{5}-){3}\w{5}$/);
  assert.equal((await signIn("ann", madePassword)).userId, user.userId);
  const reset = await admin.resetPassword(asked(method.resetPassword, { user: user.userId }), call);
  assert.notEqual(reset.madePassword, madePassword);
  assert.equal(reset.endedSessions, 1);
  const given = { user: "Ann", password: "another horse" };
  assert.equal((await admin.resetPassword(asked(method.resetPassword, given), call)).madePassword, "");
  assert.equal((await signIn("ann", "another horse")).userId, user.userId);
});

test("of two people, one of whom took the other's id for a name, neither is taken for the other", async () => {
  const { admin, signUp } = await open();
  const ann = await signUp("ann");
  const thief = await signUp(ann.userId);
  const suspend = (user: string) =>
    admin.setSuspended(asked(method.setSuspended, { user, suspended: true }), call).then(({ user: of }) => of.name);
  await assert.rejects(suspend(ann.userId), { reason: "ARGUMENT_INVALID" });
  assert.equal(await suspend(thief.userId), thief.name);
  assert.equal(await suspend("ANN"), "ann");
});

test("only accounts are given passwords, and the built-in member stays", async () => {
  const { admin, guest } = await open();
  await guest("bob");
  const reset = (user: string) => admin.resetPassword(asked(method.resetPassword, { user }), call);
  for (const user of ["bob", "madang"]) await assert.rejects(reset(user), { reason: "NO_PASSWORD_KIND" });
  await assert.rejects(reset("nobody"), { reason: "USER_NOT_FOUND" });
  const suspend = admin.setSuspended(asked(method.setSuspended, { user: "madang", suspended: true }), call);
  await assert.rejects(suspend, { reason: "ARGUMENT_INVALID" });
});

test("sessions come in the order in which they began, without those that are over", async () => {
  const { admin, signUp, signIn, clock } = await open();
  const ids = [(await signUp("ann")).sessionId];
  for (let i = 0; i < 3; i++) {
    clock.advance(1_000);
    ids.push((await signIn("ann")).sessionId);
  }
  const list = () => admin.listSessions(asked(method.listSessions, { user: "ann" }), call);
  const listed = await list();
  assert.deepEqual(
    listed.sessions.map(({ sessionId }) => sessionId),
    ids,
  );
  assert.equal(listed.sessions[0]?.expiresAtMs, BigInt(clock.now() - 3_000 + 30 * 86_400_000));
  const ended = await admin.signOutUser(asked(method.signOutUser, { user: "ann" }), call);
  assert.deepEqual([ended.endedSessions, ended.user.sessions, (await list()).sessions.length], [4, 0, 0]);
});

test("channels are told as they are, whoever may see them, and found by name or id", async () => {
  const explained: unknown[] = [];
  const explainFor: AdminParts["explainFor"] = async (...args) => {
    explained.push(args);
    return [{ kind: StepKind.ACCEPTED }];
  };
  const { admin, signUp } = await open({ explainFor });
  const { userId } = await signUp("ann");
  const { channels, nextPageToken } = await admin.listChannels(asked(method.listChannels), call);
  const expected = { channelId: "c1", name: "Plaza", kind: "private", members: 3, archived: true };
  assert.deepEqual(channels, [{ ...expected, messages: 4n, headSeq: 9n }]);
  assert.equal(nextPageToken, "c1");
  const explain = (channel: string) =>
    admin.explain(asked(method.explain, { user: "ann", channel, seq: 7n }), call).then(({ steps }) => steps.length);
  assert.deepEqual([await explain("#Plaza"), await explain("c1")], [1, 1]);
  assert.deepEqual(explained, [
    [userId, "c1", 7],
    [userId, "c1", 7],
  ]);
  await assert.rejects(explain("nowhere"), { reason: "CHANNEL_NOT_FOUND" });
});

test("of a device's address only the host is told: the rest of it is a key", async () => {
  const row = {
    ...{ deviceId: "d", userId: "u", sessionId: "", label: "phone", showsText: true, createdAtMs: 1 },
    ...{ lastTakenAtMs: 2, lastFailure: "503", waiting: 4 },
  };
  const push = { kind: "web-push", endpoint: "https://push.example/secret", p256dh: "secret", auth: "secret" } as const;
  const hook = { kind: "webhook", url: "https://u:secret@hook.example:8/secret", secret: "secret" } as const;
  const rows: (DeviceRow & { waiting: number })[] = [push, hook].map((way) => ({ ...row, way }));
  const { admin, signUp } = await open({ notices: { devicesOf: async () => rows } });
  await signUp("ann");
  const { devices } = await admin.listDevices(asked(method.listDevices, { user: "ann" }), call);
  assert.deepEqual(
    devices.map(({ way }) => way),
    [
      { case: "webPush", value: { endpoint: "https://push.example" } },
      { case: "webhook", value: { url: "https://hook.example:8" } },
    ],
  );
  assert.deepEqual([devices[0]?.waiting, devices[0]?.lastFailure, devices[0]?.lastTakenAtMs], [4, "503", 2n]);
});

/** Opens a Backup whose client takes a frame when it is told to. */
async function openBackup(backUp: BackUp) {
  const { admin, unexpected } = await open({ backUp });
  const frames: BackupResponse[] = [];
  const taken: (() => void)[] = [];
  const ended: (ChatError | undefined)[] = [];
  const stream = (await admin.backup(asked(method.backup, { path: "/copy" }), call))({
    write(frame, done) {
      frames.push(fromBinary(BackupResponseSchema, frame));
      taken.push(done);
    },
    writeFramed: () => assert.fail("a frame is written by itself"),
    end: (reason) => ended.push(reason),
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return { stream, frames, ended, unexpected, settled, take: () => taken.shift()?.() };
}

test("a client that reads slowly hears of fewer steps of a copy, and always of its end", async () => {
  let tell: Parameters<BackUp>[1] = () => undefined;
  const { promise, resolve } = Promise.withResolvers<number>();
  const { frames, ended, settled, take } = await openBackup((_path, onProgress) => {
    tell = onProgress;
    return promise;
  });
  for (let donePages = 1; donePages <= 5; donePages++) tell({ donePages, totalPages: 10 });
  take();
  tell({ donePages: 6, totalPages: 10 });
  resolve(4_096);
  await settled();
  assert.deepEqual(
    frames.map(({ donePages, complete, bytes }) => [Number(donePages), complete, Number(bytes)]),
    [
      [1, false, 0],
      [6, false, 0],
      [10, true, 4_096],
    ],
  );
  assert.deepEqual(ended, [undefined]);
});

test("a copy ends with its client, and its failure is told without what is nobody's business", async () => {
  let signal: AbortSignal | undefined;
  const { stream } = await openBackup((_path, _onProgress, given) => {
    signal = given;
    return new Promise<number>(() => undefined);
  });
  stream.gone();
  assert.equal(signal?.aborted, true);
  const refused = await openBackup(() => Promise.reject(errors.fileExists()));
  await refused.settled();
  assert.deepEqual([refused.ended[0]?.reason, refused.unexpected.length], ["FILE_EXISTS", 0]);
  const broken = await openBackup(() => Promise.reject(new Error("a bug")));
  await broken.settled();
  assert.deepEqual([broken.ended[0]?.reason, broken.unexpected.length], ["STORE_FAILED", 1]);
});

// Where one may not go: unknown channels and people, channels of others, names that are taken, pages that are none.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { AgentService } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { ChannelService } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { Role } from "../../src/gen/madang/channel/v1/event_pb.ts";
import { LobbyService } from "../../src/gen/madang/lobby/v1/lobby_pb.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { hears, refusalOf, textsOf, WireSession } from "../support/wire-session.ts";

const madang = await MadangProcess.start();
const owner = await WireSession.guest(madang.address, "owner");
const stranger = await WireSession.guest(madang.address, "stranger");
after(async () => {
  owner.close();
  stranger.close();
  await madang.remove();
});

const chat = ChannelService.method;
const lobby = LobbyService.method;
const agent = AgentService.method;
const room = await makeChannel(owner, "room");
const secret = await makeChannel(owner, "secret", true);
await owner.send(room, "in-the-room", "hello");
await owner.send(secret, "in-secret", "hush");

async function makeChannel(by: WireSession, name: string, isPrivate = false): Promise<string> {
  const { channel } = await by.call(lobby.createChannel, { name, private: isPrivate });
  return channel?.channelId ?? "";
}

async function watchPresence(channelId: string): Promise<void> {
  const watch = stranger.watchPresence(channelId);
  await watch.opened().finally(() => watch.close());
}

type Ask = (channelId: string) => Promise<unknown>;
const user = () => ({ userId: owner.userId });
const seq = 2n;

/** Everything that one can do with a channel. */
const acts: [what: string, ask: Ask][] = [
  ["sending", (channelId) => stranger.send(channelId, "from-outside", "let me in")],
  ["editing", (channelId) => stranger.call(chat.editMessage, { channelId, seq, text: "x" })],
  ["deleting", (channelId) => stranger.call(chat.deleteMessage, { channelId, seq })],
  ["reacting", (channelId) => stranger.call(chat.react, { channelId, seq, emoji: "👍" })],
  ["reading", (channelId) => stranger.call(chat.listMessages, { channelId })],
  ["marking as read", (channelId) => stranger.call(chat.markRead, { channelId, seq })],
  ["typing", (channelId) => stranger.call(chat.sendTyping, { channelId })],
  ["watching", watchPresence],
  ["inviting", (channelId) => stranger.call(lobby.inviteMember, { channelId, ...user() })],
  ["removing", (channelId) => stranger.call(lobby.removeMember, { channelId, ...user() })],
  ["unbanning", (channelId) => stranger.call(lobby.unbanMember, { channelId, ...user() })],
  ["giving a role", (channelId) => stranger.call(lobby.setRole, { channelId, ...user(), role: Role.MEMBER })],
  ["renaming", (channelId) => stranger.call(lobby.updateChannel, { channelId, name: "mine" })],
  ["archiving", (channelId) => stranger.call(lobby.archiveChannel, { channelId, archived: true })],
];
/** What also those may try who are not in it. */
const looks: [what: string, ask: Ask][] = [
  ["looking at", (value) => stranger.call(lobby.getChannel, { which: { case: "channelId", value } })],
  ["listing the members of", (channelId) => stranger.call(lobby.listMembers, { channelId })],
  ["joining", (channelId) => stranger.call(lobby.joinChannel, { channelId })],
  ["inviting oneself to", (channelId) => stranger.call(lobby.inviteMember, { channelId, userId: stranger.userId })],
  ["leaving", (channelId) => stranger.call(lobby.leaveChannel, { channelId })],
];

const absent: [what: string, channelId: string][] = [
  ["a channel that is not there", "nowhere"],
  ["a private channel of others", secret],
];
for (const [what, channelId] of absent) {
  for (const [act, ask] of [...acts, ...looks]) {
    test(`${act}: ${what} does not exist`, async () => {
      await expectRefusal(ask(channelId), "NOT_FOUND CHANNEL_NOT_FOUND");
    });
  }
}

test("a private channel and one that is not there answer alike, whatever one does", async () => {
  for (const [act, ask] of [...acts, ...looks]) {
    const [one, other] = [await refusalOf(ask(secret)), await refusalOf(ask("nowhere"))];
    assert.deepEqual([one.message, one.metadata], [other.message, other.metadata], act);
  }
});

for (const [act, ask] of acts) {
  test(`${act} in a public channel needs membership`, async () => {
    await expectRefusal(ask(room), "PERMISSION_DENIED NOT_A_MEMBER");
  });
}

test("nobody finds a private channel by its name, in the list, or by claiming its name", async () => {
  const byName = stranger.call(lobby.getChannel, { which: { case: "name", value: "secret" } });
  await expectRefusal(byName, "NOT_FOUND CHANNEL_NOT_FOUND");
  const { channels } = await stranger.call(lobby.listChannels, {});
  assert.deepEqual(channels.map(({ name }) => name).sort(), ["lobby", "room"]);
});

test("a cursor for a channel of others brings nothing of it", async () => {
  const stream = stranger.subscribe({
    cursors: [secret, room, "nowhere"].map((channelId) => ({ channelId, seq: 1n })),
  });
  await stream.opened();
  await owner.send(secret, "another", "hush again");
  const text = "for all";
  await owner.send("lobby", "for-all", text);
  await hears(stream, text);
  assert.deepEqual(textsOf(stream), [text]);
  const heads = stream.frames.flatMap(({ heads }) => heads.map(({ channelId }) => channelId));
  assert.deepEqual(heads, ["lobby"]);
  stream.close();
});

const nobody: [what: string, ask: () => Promise<unknown>][] = [
  ["a profile by id", () => owner.call(agent.getProfile, { who: { case: "userId", value: "nobody" } })],
  ["a profile by name", () => owner.call(agent.getProfile, { who: { case: "name", value: "nobody" } })],
  [
    "a profile by a name of a megabyte",
    () => owner.call(agent.getProfile, { who: { case: "name", value: "x".repeat(1_000_000) } }),
  ],
  ["an invitation", () => owner.call(lobby.inviteMember, { channelId: room, userId: "nobody" })],
  ["a direct channel by id", () => owner.call(lobby.openDirectChannel, { who: { case: "userId", value: "nobody" } })],
  ["a direct channel by name", () => owner.call(lobby.openDirectChannel, { who: { case: "name", value: "no body" } })],
];
for (const [what, ask] of nobody) {
  test(`${what} for nobody is refused`, async () => {
    await expectRefusal(ask(), "NOT_FOUND USER_NOT_FOUND");
  });
}

const lists: [what: string, ask: (pageSize: number) => Promise<unknown>][] = [
  ["messages", (pageSize) => owner.call(chat.listMessages, { channelId: room, pageSize })],
  ["channels", (pageSize) => owner.call(lobby.listChannels, { pageSize })],
  ["members", (pageSize) => owner.call(lobby.listMembers, { channelId: room, pageSize })],
];
for (const [what, ask] of lists) {
  test(`${what} come in pages of 1 to 200, and 0 stands for the default`, async () => {
    for (const size of [-1, -(2 ** 31), 201, 1_000_000_000])
      await expectRefusal(ask(size), "INVALID_ARGUMENT PAGE_SIZE");
    for (const size of [0, 1, 200]) await ask(size);
  });
}

test("a page token that is not of this list is refused", async () => {
  for (const pageToken of ["x", "mine~lobby", "channels~", `channels~${"x".repeat(100)}`, "channels~a b"]) {
    await expectRefusal(owner.call(lobby.listChannels, { pageToken }), "INVALID_ARGUMENT PAGE_TOKEN");
  }
});

test("a direct channel with oneself, and with nobody named, is refused", async () => {
  const self = owner.call(lobby.openDirectChannel, { who: { case: "userId", value: owner.userId } });
  await expectRefusal(self, "INVALID_ARGUMENT DIRECT_TO_SELF");
  await expectRefusal(owner.call(lobby.openDirectChannel, {}), "INVALID_ARGUMENT ARGUMENT_INVALID");
});

const wrongNames: [what: string, name: string, reason: string][] = [
  ["no name", "", "NAME_INVALID"],
  ["blanks", " \u3000", "NAME_INVALID"],
  ["a slash", "a/b", "NAME_INVALID"],
  ["a dot in front", ".hidden", "NAME_INVALID"],
  ["65 letters", "가".repeat(65), "NAME_TOO_LONG"],
];
for (const [what, name, reason] of wrongNames) {
  test(`a channel is not named with ${what}`, async () => {
    await expectRefusal(owner.call(lobby.createChannel, { name }), `INVALID_ARGUMENT ${reason}`);
    await expectRefusal(owner.call(lobby.updateChannel, { channelId: room, name }), `INVALID_ARGUMENT ${reason}`);
  });
}

test("channel names that look alike are one name", async () => {
  const name = "Café 마당";
  const channelId = await makeChannel(owner, name.normalize("NFC"));
  const alike = [
    name.normalize("NFD"),
    name.toUpperCase(),
    `#${name}`,
    "Café\u3000마당",
    "Ca\u200bfé 마당\u3164",
    "Ｃａｆé 마당",
    "  Café-마당 ",
  ];
  for (const other of alike) {
    await expectRefusal(stranger.call(lobby.createChannel, { name: other }), "ALREADY_EXISTS NAME_TAKEN");
    const found = await stranger.call(lobby.getChannel, { which: { case: "name", value: other } });
    assert.equal(found.channel?.channelId, channelId, other);
  }
});

test("a topic of 251 characters and one with a bell are refused, and the name stays free", async () => {
  const ask = (topic: string) => owner.call(lobby.createChannel, { name: "still-free", topic });
  await expectRefusal(ask("ㅋ".repeat(251)), "INVALID_ARGUMENT TOPIC_TOO_LONG");
  await expectRefusal(ask("ding\u0007"), "INVALID_ARGUMENT TEXT_CONTROL");
  await ask("ㅋ".repeat(250));
});

test("after all that the channels are as they were, and their people talk on", async () => {
  const { channel } = await owner.call(lobby.getChannel, { which: { case: "channelId", value: room } });
  assert.deepEqual([channel?.name, channel?.members, channel?.headSeq], ["room", 1, 2n]);
  assert.equal(await owner.send(room, "once-more", "once more"), 3);
  assert.doesNotMatch(madang.screen(), /"level":50/, "nothing was unexpected");
});

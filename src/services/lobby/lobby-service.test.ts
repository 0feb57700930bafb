import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type Backend, openEmbedded } from "../../backends/embedded/open.ts";
import type { ReadRange } from "../../core/event.ts";
import { type Draft, decodeEvent } from "../../core/event.ts";
import { Hub } from "../../core/hub.ts";
import { lobbyId } from "../../core/ids.ts";
import type { MessageLog } from "../../core/ports.ts";
import { type Call, callInside } from "../../core/service.ts";
import { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import {
  type ChannelSchema,
  CreateChannelRequestSchema,
  GetChannelRequestSchema,
  ListChannelsRequestSchema,
  ListMembersRequestSchema,
  OpenDirectChannelRequestSchema,
  RemoveMemberRequestSchema,
  SetRoleRequestSchema,
  UpdateChannelRequestSchema,
} from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import { LobbyService } from "./lobby-service.ts";

type Channel = MessageInitShape<typeof ChannelSchema>;

const data = mkdtempSync(join(tmpdir(), "madang-lobby-"));
const clock = new FakeClock();
let backend: Backend;
let lobby: LobbyService;
let people = 0;

async function open() {
  backend = openEmbedded({ data, clock, hub: new Hub({ clock, schedule: setImmediate }) });
  lobby = new LobbyService({ ...backend, clock });
  await lobby.prepare();
}

before(open);
after(async () => {
  await backend.close();
  rmSync(data, { recursive: true });
});

/** A new person, as the caller of a call. */
async function person(): Promise<Call & { userId: string; name: string }> {
  people++;
  const [userId, name] = [`u${people}`, `person${people}`];
  await backend.sessions.createUser({
    userId,
    name,
    nameKey: name,
    kind: "guest",
    passwordHash: undefined,
    guestHash: undefined,
    hostedId: undefined,
    profile: new Uint8Array(),
    suspended: false,
    createdAtMs: clock.now(),
  });
  const caller = { sessionId: `s${people}`, userId, name };
  return { userId, name, ...callInside(caller) };
}

async function make(call: Call, wish: MessageInitShape<typeof CreateChannelRequestSchema>): Promise<Channel> {
  const { channel } = await lobby.createChannel(create(CreateChannelRequestSchema, wish), call);
  return channel;
}

async function find(call: Call, which: { channelId: string } | { name: string }): Promise<Channel | undefined> {
  const [[one, value]] = Object.entries(which) as [["channelId" | "name", string]];
  return (await lobby.getChannel(create(GetChannelRequestSchema, { which: { case: one, value } }), call)).channel;
}

const at = <T extends object>(channelId: string | undefined, more?: T) =>
  ({ channelId: channelId ?? "", ...more }) as never;
const failing = (reason: string) => ({ name: "ChatError", reason });
let names = 0;
const newName = () => `channel-${++names}`;

test("the lobby is there from the start, once, and everybody is a member of it", async () => {
  const ann = await person();
  await lobby.prepare();
  const { channels = [] } = await lobby.listChannels(create(ListChannelsRequestSchema, { mine: true }), ann);
  assert.equal(channels.length, 1);
  assert.deepEqual(
    { ...channels[0], messages: 0n },
    {
      channelId: lobbyId,
      name: "lobby",
      kind: ChannelKind.LOBBY,
      topic: "",
      archived: false,
      headSeq: 1n,
      messages: 0n,
      members: 0,
      role: Role.MEMBER,
      peerUserId: "",
      peerName: "",
    },
  );
  assert.equal((await find(ann, { name: "Lobby" }))?.channelId, lobbyId);
  await assert.rejects(make(ann, { name: "LOBBY" }), failing("NAME_TAKEN"));
  assert.deepEqual(
    (await lobby.listMembers(create(ListMembersRequestSchema, { channelId: lobbyId }), ann)).members,
    [],
  );
});

test("without a session nothing is answered", async () => {
  const nobody = { ...(await person()), caller: undefined };
  await assert.rejects(make(nobody, { name: newName() }), failing("SIGN_IN_FIRST"));
  await assert.rejects(lobby.joinChannel(at(lobbyId), nobody), failing("SIGN_IN_FIRST"));
});

test("whoever makes a channel owns it, and finds it by a name that looks the same", async () => {
  const ann = await person();
  const made = await make(ann, { name: "#Grüße  aus Köln", topic: " hello " });
  assert.equal(made.name, "Grüße-aus-Köln");
  assert.deepEqual([made.topic, made.role, made.members, made.kind], ["hello", Role.OWNER, 1, ChannelKind.PUBLIC]);
  const bob = await person();
  const found = await find(bob, { name: "grüße-AUS-Köln".normalize("NFD") });
  assert.deepEqual([found?.channelId, found?.role], [made.channelId, Role.UNSPECIFIED]);
});

test("a name, a topic and an id must have the right form", async () => {
  const ann = await person();
  await assert.rejects(make(ann, { name: " \u3164 " }), failing("NAME_INVALID"));
  await assert.rejects(make(ann, { name: "a/b" }), failing("NAME_INVALID"));
  await assert.rejects(make(ann, { name: "x".repeat(65) }), failing("NAME_TOO_LONG"));
  await assert.rejects(make(ann, { name: newName(), topic: "x".repeat(251) }), failing("TOPIC_TOO_LONG"));
  await assert.rejects(make(ann, { name: newName(), clientMessageId: "a b" }), failing("ID_INVALID"));
  await assert.rejects(find(ann, { name: "a/b" }), failing("CHANNEL_NOT_FOUND"));
  await assert.rejects(lobby.getChannel(create(GetChannelRequestSchema), ann), failing("ARGUMENT_INVALID"));
});

test("of many who want one name at once, one gets it", async () => {
  const [ann, bob] = [await person(), await person()];
  const name = newName();
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, (_, i) => make(i % 2 ? ann : bob, { name: i % 3 ? name : name.toUpperCase() })),
  );
  assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
  for (const answer of answers) if (answer.status === "rejected") assert.equal(answer.reason.reason, "NAME_TAKEN");
});

test("a retry of making a channel gets the same channel, before and after a restart and a new name", async () => {
  const ann = await person();
  const wish = { name: newName(), clientMessageId: "retry-me" };
  const [one, two] = await Promise.all([make(ann, wish), make(ann, wish)]);
  assert.equal(one.channelId, two.channelId);
  await backend.close();
  await open();
  const renamed = { channelId: one.channelId ?? "", name: newName() };
  await lobby.updateChannel(create(UpdateChannelRequestSchema, renamed), ann);
  assert.equal((await make(ann, wish)).channelId, one.channelId);
  assert.equal(await backend.channels.channelNamed(wish.name), undefined, "the retry does not take the old name again");
  await assert.rejects(make(ann, { ...wish, topic: "another" }), failing("ID_REUSED"));
  const bob = await person();
  assert.notEqual((await make(bob, wish)).channelId, one.channelId, "the id is the caller's own, and the name is free");
});

test("of several wishes with one id one counts, and the names of the others are free", async () => {
  const ann = await person();
  const wish = { name: newName(), clientMessageId: "one-id" };
  const wishes = [wish, { ...wish, topic: "x" }, { ...wish, private: true }, { ...wish, name: newName() }];
  const answers = await Promise.allSettled(wishes.map((each) => make(ann, each)));
  const made = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  assert.equal(made.length, 1);
  for (const answer of answers) if (answer.status === "rejected") assert.equal(answer.reason.reason, "ID_REUSED");
  for (const { name } of wishes) {
    const holder = name === made[0]?.name ? made[0]?.channelId : "somebody";
    assert.equal(await backend.channels.claimName(name, "somebody"), holder);
  }
});

test("whoever makes the channel first has the name, even if another process made it a moment before", async () => {
  const [ann, bob] = [await person(), await person()];
  const name = newName();
  const log = {
    async append(draft: Draft) {
      await backend.log.append({ ...draft, actorId: bob.userId, clientMessageId: "create:bobs" });
      return backend.log.append(draft);
    },
    read: (channelId: string, range: ReadRange) => backend.log.read(channelId, range),
  };
  const beaten = new LobbyService({ ...backend, log: log as unknown as MessageLog, clock });
  await assert.rejects(beaten.createChannel(create(CreateChannelRequestSchema, { name }), ann), failing("NAME_TAKEN"));
  assert.ok(await backend.channels.channelNamed(name));
});

test("a name whose claimer crashed before the channel was made goes to the next who wants it, once", async () => {
  const [ann, bob] = [await person(), await person()];
  const name = newName();
  await backend.channels.claimName(name, "neverMade");
  const answers = await Promise.allSettled([make(ann, { name }), make(bob, { name })]);
  assert.deepEqual(answers.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
  const late = { actor: bob, channelId: "neverMade", clientMessageId: "create:neverMade" };
  const { appended } = await appendChange({ ...backend, clock }, late, changes.channelCreated({ name }));
  assert.equal(appended, false, "should the claimer come back, the channel is there already");
});

test("a private channel does not exist for those who are not in it", async () => {
  const [ann, bob] = [await person(), await person()];
  const name = newName();
  const { channelId = "" } = await make(ann, { name, private: true });
  await assert.rejects(find(bob, { channelId }), failing("CHANNEL_NOT_FOUND"));
  await assert.rejects(find(bob, { name }), failing("CHANNEL_NOT_FOUND"));
  await assert.rejects(lobby.joinChannel(at(channelId), bob), failing("CHANNEL_NOT_FOUND"));
  await assert.rejects(
    lobby.listMembers(create(ListMembersRequestSchema, { channelId }), bob),
    failing("CHANNEL_NOT_FOUND"),
  );
  await assert.rejects(
    lobby.updateChannel(create(UpdateChannelRequestSchema, { channelId, name: "lobby" }), bob),
    failing("CHANNEL_NOT_FOUND"),
  );
  await lobby.inviteMember(at(channelId, { userId: bob.userId }), ann);
  assert.equal((await find(bob, { name }))?.role, Role.MEMBER);
});

test("joining and leaving are events, and doing either twice is fine", async () => {
  const [ann, bob] = [await person(), await person()];
  const { channelId = "" } = await make(ann, { name: newName() });
  assert.equal((await lobby.joinChannel(at(channelId), bob)).channel.members, 2);
  assert.equal((await lobby.joinChannel(at(channelId), bob)).channel.headSeq, 2n);
  await lobby.leaveChannel(at(channelId), bob);
  await lobby.leaveChannel(at(channelId), bob);
  const { events } = await backend.log.read(channelId, { after: 0, maxEvents: 10, maxBytes: 10_000 });
  assert.deepEqual(
    events.map(({ bytes }) => decodeEvent(bytes).body.case),
    ["channelCreated", "memberJoined", "memberLeft"],
  );
  await assert.rejects(lobby.leaveChannel(at(lobbyId), bob), failing("CANNOT_LEAVE"));
  await assert.rejects(lobby.joinChannel(at("none"), bob), failing("CHANNEL_NOT_FOUND"));
});

test("only people who exist are invited, and a member invited again stays what they are", async () => {
  const [ann, bob, eve] = [await person(), await person(), await person()];
  const { channelId = "" } = await make(ann, { name: newName() });
  await assert.rejects(lobby.inviteMember(at(channelId, { userId: "nobody" }), ann), failing("USER_NOT_FOUND"));
  await assert.rejects(lobby.inviteMember(at(channelId, { userId: bob.userId }), eve), failing("NOT_A_MEMBER"));
  const { member } = await lobby.inviteMember(at(channelId, { userId: bob.userId }), ann);
  assert.deepEqual(member, { userId: bob.userId, name: bob.name, role: Role.MEMBER, banned: false });
  assert.equal((await lobby.inviteMember(at(channelId, { userId: ann.userId }), bob)).member.role, Role.OWNER);
});

test("a banned person stays out until the ban is lifted, also one who never was in", async () => {
  const [ann, bob, eve] = [await person(), await person(), await person()];
  const { channelId = "" } = await make(ann, { name: newName() });
  await lobby.joinChannel(at(channelId), bob);
  const remove = (userId: string, ban: boolean) => create(RemoveMemberRequestSchema, { channelId, userId, ban });
  await assert.rejects(lobby.removeMember(remove(ann.userId, false), bob), failing("NOT_A_MODERATOR"));
  await lobby.removeMember(remove(bob.userId, true), ann);
  await lobby.removeMember(remove(eve.userId, true), ann);
  await assert.rejects(lobby.joinChannel(at(channelId), bob), failing("BANNED"));
  await assert.rejects(lobby.joinChannel(at(channelId), eve), failing("BANNED"));
  const { members = [] } = await lobby.listMembers(create(ListMembersRequestSchema, { channelId }), ann);
  assert.deepEqual(
    members.filter(({ banned }) => banned).map(({ userId }) => userId),
    [bob.userId, eve.userId].toSorted(),
  );
  await lobby.unbanMember(at(channelId, { userId: bob.userId }), ann);
  assert.equal((await lobby.joinChannel(at(channelId), bob)).channel.role, Role.MEMBER);
});

test("nobody can ban who does not exist, and who may not ban hears that first", async () => {
  const [ann, bob] = [await person(), await person()];
  const { channelId = "" } = await make(ann, { name: newName() });
  await lobby.joinChannel(at(channelId), bob);
  const request = create(RemoveMemberRequestSchema, { channelId, userId: "nobody", ban: true });
  await assert.rejects(lobby.removeMember(request, ann), failing("MEMBER_NOT_FOUND"));
  await assert.rejects(lobby.removeMember(request, bob), failing("NOT_A_MODERATOR"));
  await assert.rejects(lobby.removeMember({ ...request, reason: "x".repeat(251) }, ann), failing("TOPIC_TOO_LONG"));
});

test("owners give roles; the last one cannot step down", async () => {
  const [ann, bob] = [await person(), await person()];
  const { channelId = "" } = await make(ann, { name: newName() });
  await lobby.joinChannel(at(channelId), bob);
  const role = (userId: string, given: Role) => create(SetRoleRequestSchema, { channelId, userId, role: given });
  await assert.rejects(lobby.setRole(role(ann.userId, Role.MEMBER), ann), failing("LAST_OWNER"));
  await assert.rejects(lobby.setRole(role(bob.userId, Role.OWNER), bob), failing("NOT_AN_OWNER"));
  await assert.rejects(lobby.setRole(role(bob.userId, 9 as Role), ann), failing("ARGUMENT_INVALID"));
  await assert.rejects(lobby.setRole(role("nobody", Role.OWNER), ann), failing("MEMBER_NOT_FOUND"));
  assert.equal((await lobby.setRole(role(bob.userId, Role.OWNER), ann)).member.role, Role.OWNER);
  assert.equal((await lobby.setRole(role(ann.userId, Role.UNSPECIFIED), bob)).member.role, Role.MEMBER);
});

test("a new name is taken and the old one is free again; a refused one leaves no claim", async () => {
  const [ann, bob] = [await person(), await person()];
  const [first, second, third] = [newName(), newName(), newName()];
  const { channelId = "" } = await make(ann, { name: first, topic: "t" });
  const rename = (name: string, call: Call) =>
    lobby.updateChannel(create(UpdateChannelRequestSchema, { channelId, name }), call);
  const { channel } = await rename(second, ann);
  assert.deepEqual([channel.name, channel.topic], [second, "t"]);
  await assert.rejects(find(ann, { name: first }), failing("CHANNEL_NOT_FOUND"));
  assert.equal(await backend.channels.channelNamed(first), undefined);
  const other = await make(bob, { name: first });
  await assert.rejects(rename(first, ann), failing("NAME_TAKEN"));
  await lobby.joinChannel(at(channelId), bob);
  await assert.rejects(rename(third, bob), failing("NOT_AN_OWNER"));
  assert.equal(await backend.channels.channelNamed(third), undefined);
  await make(bob, { name: third });
  assert.equal((await rename(second.toUpperCase(), ann)).channel.name, second.toUpperCase());
  assert.equal((await find(bob, { name: second }))?.channelId, channelId);
  assert.equal((await find(bob, { name: first }))?.channelId, other.channelId);
  await assert.rejects(
    lobby.updateChannel(create(UpdateChannelRequestSchema, { channelId: lobbyId, name: newName() }), ann),
    failing("CANNOT_CHANGE"),
  );
});

test("a change of name that a crash cut short blocks neither name", async () => {
  const [ann, bob] = [await person(), await person()];
  const [bornName, claimed] = [newName(), newName()];
  const { channelId = "" } = await make(ann, { name: bornName });
  await backend.channels.claimName(claimed, channelId);
  await assert.rejects(find(bob, { name: claimed }), failing("CHANNEL_NOT_FOUND"));
  const other = await make(bob, { name: claimed });
  assert.notEqual(other.channelId, channelId);
  assert.equal((await find(bob, { name: bornName }))?.channelId, channelId);
});

test("two owners who change name and topic at once both get their wish", async () => {
  const ann = await person();
  const { channelId = "" } = await make(ann, { name: newName() });
  const name = newName();
  await Promise.all([
    lobby.updateChannel(create(UpdateChannelRequestSchema, { channelId, name }), ann),
    lobby.updateChannel(create(UpdateChannelRequestSchema, { channelId, topic: "news" }), ann),
  ]);
  const channel = await find(ann, { channelId });
  assert.deepEqual([channel?.name, channel?.topic], [name, "news"]);
});

test("however names are changed at once, each channel is found under the name it bears and under no other", async () => {
  const ann = await person();
  const wanted = [newName(), newName(), newName()];
  const made = await Promise.all([newName(), newName()].map((name) => make(ann, { name })));
  const tries = made.flatMap(({ channelId = "" }) =>
    [...wanted, ...wanted.toReversed()].map((name) =>
      lobby.updateChannel(create(UpdateChannelRequestSchema, { channelId, name }), ann),
    ),
  );
  await Promise.allSettled(tries);
  const borne = await Promise.all(made.map(async ({ channelId = "" }) => find(ann, { channelId })));
  assert.equal(new Set(borne.map((channel) => channel?.name)).size, 2);
  for (const channel of borne)
    assert.equal((await find(ann, { name: channel?.name ?? "" }))?.channelId, channel?.channelId);
  const free = wanted.filter((name) => !borne.some((channel) => channel?.name === name));
  for (const name of free) await make(ann, { name });
});

test("an archived channel says so, and opens again", async () => {
  const [ann, bob] = [await person(), await person()];
  const { channelId = "" } = await make(ann, { name: newName() });
  assert.equal((await lobby.archiveChannel(at(channelId, { archived: true }), ann)).channel.archived, true);
  await assert.rejects(lobby.joinChannel(at(channelId), bob), failing("CHANNEL_ARCHIVED"));
  assert.equal((await lobby.archiveChannel(at(channelId, { archived: false }), ann)).channel.archived, false);
});

test("two people who open their direct channel at once get the same one", async () => {
  const [ann, bob] = [await person(), await person()];
  const openWith = (who: MessageInitShape<typeof OpenDirectChannelRequestSchema>["who"], call: Call) =>
    lobby.openDirectChannel(create(OpenDirectChannelRequestSchema, { ...(who && { who }) }), call);
  const answers = await Promise.all([
    openWith({ case: "userId", value: bob.userId }, ann),
    openWith({ case: "name", value: ann.name.toUpperCase() }, bob),
    openWith({ case: "userId", value: bob.userId }, ann),
  ]);
  assert.equal(new Set(answers.map(({ channel }) => channel.channelId)).size, 1);
  const { channel } = answers[0];
  assert.deepEqual(
    [channel.kind, channel.members, channel.role, channel.headSeq, channel.peerUserId, channel.peerName],
    [ChannelKind.DIRECT, 2, Role.MEMBER, 1n, bob.userId, bob.name],
  );
  await assert.rejects(find(await person(), { channelId: channel.channelId ?? "" }), failing("CHANNEL_NOT_FOUND"));
  await assert.rejects(openWith({ case: "userId", value: ann.userId }, ann), failing("DIRECT_TO_SELF"));
  await assert.rejects(openWith({ case: "name", value: "nobody" }, ann), failing("USER_NOT_FOUND"));
  await assert.rejects(openWith(undefined, ann), failing("ARGUMENT_INVALID"));
});

test("pages hold every channel once and end", async () => {
  const ann = await person();
  const made = new Set<string | undefined>([lobbyId]);
  for (let i = 0; i < 7; i++) made.add((await make(ann, { name: newName(), private: i % 2 === 0 })).channelId);
  const seen: (string | undefined)[] = [];
  let pageToken = "";
  do {
    const page = await lobby.listChannels(
      create(ListChannelsRequestSchema, { mine: true, pageSize: 3, pageToken }),
      ann,
    );
    seen.push(...(page.channels ?? []).map(({ channelId }) => channelId));
    pageToken = page.nextPageToken ?? "";
  } while (pageToken !== "");
  assert.equal(seen[0], lobbyId);
  assert.deepEqual(new Set(seen), made);
  assert.equal(seen.length, made.size);
});

test("the directory shows public channels and one's own, and hides those of others", async () => {
  const [ann, bob] = [await person(), await person()];
  const shown = await make(ann, { name: newName() });
  const hidden = await make(ann, { name: newName(), private: true });
  const list = async (call: Call) => {
    const page = await lobby.listChannels(create(ListChannelsRequestSchema, { pageSize: 200 }), call);
    return (page.channels ?? []).map(({ channelId }) => channelId);
  };
  const [forAnn, forBob] = [await list(ann), await list(bob)];
  assert.ok(forAnn.includes(shown.channelId) && forAnn.includes(hidden.channelId));
  assert.ok(forBob.includes(shown.channelId) && !forBob.includes(hidden.channelId));
});

test("a page has 1 to 200 items, and a token belongs to its list", async () => {
  const ann = await person();
  const list = (pageSize: number, pageToken = "") =>
    lobby.listChannels(create(ListChannelsRequestSchema, { pageSize, pageToken }), ann);
  for (const pageSize of [-1, 201, 1_000_000_000]) await assert.rejects(list(pageSize), failing("PAGE_SIZE"));
  const { nextPageToken = "" } = await list(1);
  assert.notEqual(nextPageToken, "");
  assert.equal((await list(1, nextPageToken)).channels?.length, 1);
  for (const token of ["x", "channels~", "channels~a b", nextPageToken.replace("channels", "members")])
    await assert.rejects(list(1, token), failing("PAGE_TOKEN"));
  const { channelId = "" } = await make(ann, { name: newName() });
  const members = create(ListMembersRequestSchema, { channelId, pageToken: nextPageToken });
  await assert.rejects(lobby.listMembers(members, ann), failing("PAGE_TOKEN"));
});

test("one person is in so many channels and no more; what they are in costs no place", async () => {
  const [ann, bob] = [await person(), await person()];
  const small = new LobbyService({ ...backend, clock, channelsPerPerson: 2 });
  const ids = await Promise.all(
    Array.from({ length: 4 }, async () => (await make(ann, { name: newName() })).channelId),
  );
  const joins = await Promise.allSettled(ids.map((channelId) => small.joinChannel(at(channelId), bob)));
  assert.equal(joins.filter(({ status }) => status === "fulfilled").length, 2);
  const joined = ids.find((_, i) => joins[i]?.status === "fulfilled");
  const other = ids.find((_, i) => joins[i]?.status === "rejected");
  await small.joinChannel(at(joined), bob);
  const full = failing("TOO_MANY_CHANNELS");
  await assert.rejects(small.joinChannel(at(other), bob), full);
  await assert.rejects(small.inviteMember(at(other, { userId: bob.userId }), ann), full);
  await assert.rejects(small.createChannel(create(CreateChannelRequestSchema, { name: newName() }), bob), full);
  await small.leaveChannel(at(joined), bob);
  await small.joinChannel(at(other), bob);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelOfUser, UserRow } from "../../core/ports.ts";
import { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import { createMentions } from "./mentions.ts";

const people = ["ann", "bob", "철수", "철수야", "kim.lee"];
const members = ["ann", "철수", "kim.lee"];
const asked: string[] = [];

const mentions = createMentions({
  sessions: {
    async userNamed(key) {
      asked.push(key);
      return people.includes(key) ? ({ userId: `id-${key}` } as UserRow) : undefined;
    },
  },
  channels: {
    async channelOf(userId, channelId) {
      const isIn = members.includes(userId.slice(3));
      const member = { userId, name: userId, role: isIn ? Role.MEMBER : Role.UNSPECIFIED, banned: !isIn, joinedSeq: 1 };
      return { channel: { channelId, kind: ChannelKind.PUBLIC }, member } as ChannelOfUser;
    },
  },
});

test("a text without mentions is answered at once, with the same array each time", () => {
  const first = mentions("c", "hello");
  assert.ok(Array.isArray(first));
  assert.equal(mentions("c", "mail me at ann@example.org"), first);
  assert.throws(() => (first as string[]).push("somebody"), TypeError);
});

test("names become the ids of members, each once, in the order of the text", async () => {
  assert.deepEqual(await mentions("c", "@Kim.Lee and @ann, then @kim.lee. and @nobody"), ["id-kim.lee", "id-ann"]);
});

test("people who are not in the channel, or banned, are not mentioned; in the lobby everybody is", async () => {
  assert.deepEqual(await mentions("c", "@bob"), []);
  assert.deepEqual(await mentions("lobby", "@bob"), ["id-bob"]);
});

test("a Korean particle behind a name is not part of it, unless a member is called so", async () => {
  assert.deepEqual(await mentions("c", "@철수야 어디 있니"), ["id-철수"]);
  assert.deepEqual(await mentions("lobby", "@철수야 어디 있니"), ["id-철수야"]);
});

test("a name that stands there often is looked up once, and at most fifty names are", async () => {
  asked.length = 0;
  await mentions("c", "@ann ".repeat(60));
  assert.deepEqual(asked, ["ann"]);
  asked.length = 0;
  await mentions("c", Array.from({ length: 60 }, (_, i) => `@x${i}`).join(" "));
  assert.equal(asked.length, 50);
});

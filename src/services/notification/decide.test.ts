import assert from "node:assert/strict";
import { test } from "node:test";
import type { PreferenceRow } from "../../core/notices.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { decide, type Moment, type Said } from "./decide.ts";
import type { Room, Wish } from "./levels.ts";

const hourMs = 3_600_000;
const nowMs = 1_000 * hourMs;
const said: Said = { channelId: "tea", seq: 7, atMs: nowMs, actorId: "ann", mentions: [], repliedTo: undefined };
const small: Room = { kind: ChannelKind.PUBLIC, size: 100 };
const large: Room = { kind: ChannelKind.PRIVATE, size: 101 };
const lobby: Room = { kind: ChannelKind.LOBBY, size: 0 };
const direct: Room = { kind: ChannelKind.DIRECT, size: 2 };
const away: Moment = { nowMs, notBeforeMs: nowMs, onlineAfterMs: 20_000, presence: () => undefined };
const online: Moment = { ...away, presence: () => "online" };

function preference(level: PreferenceRow["level"], mutedUntilMs = 0): PreferenceRow {
  return { channelId: "tea", level, mutedUntilMs };
}

/** What is decided for bob, in a word or two. */
function forBob(words: { said?: Partial<Said>; room?: Room; wish?: Wish; moment?: Partial<Moment> }): string {
  const people = [{ userId: "bob", wish: words.wish ?? {} }];
  const { told, silent } = decide({ ...said, ...words.said }, words.room ?? small, people, {
    ...away,
    ...words.moment,
  });
  const [one] = told;
  if (one) return `${one.reason}${one.dueAtMs > nowMs ? ` in ${one.dueAtMs - nowMs}` : ""}`;
  const [other] = silent;
  if (!other) return "nothing";
  return other.silence + (other.untilMs === undefined ? "" : ` until ${other.untilMs}`);
}

const mention: Partial<Said> = { mentions: ["carol", "bob"] };
const reply: Partial<Said> = { repliedTo: "bob" };

test("everybody of a small channel is told of everything, unless they said otherwise", () => {
  assert.equal(forBob({}), "all");
  assert.equal(forBob({ wish: { own: preference("all") } }), "all");
  assert.equal(forBob({ wish: { own: preference("mentions") } }), "level");
  assert.equal(forBob({ wish: { own: preference("nothing") } }), "level");
  assert.equal(forBob({ wish: { general: preference("mentions") } }), "level");
  assert.equal(forBob({ wish: { own: preference("all"), general: preference("nothing") } }), "all");
  assert.equal(forBob({ wish: { own: preference("default"), general: preference("nothing") } }), "level");
});

test("in large channels and in the lobby only those who are meant or asked for it are told", () => {
  for (const room of [large, lobby]) {
    assert.equal(forBob({ room }), "level");
    assert.equal(forBob({ room, wish: { own: preference("all") } }), "all");
    assert.equal(forBob({ room, wish: { general: preference("all") } }), "all");
    assert.equal(forBob({ room, said: mention }), "mention");
    assert.equal(forBob({ room, said: reply }), "reply");
  }
});

test("direct goes before mention, and mention before reply", () => {
  assert.equal(forBob({ said: { ...mention, ...reply } }), "mention");
  assert.equal(forBob({ room: direct, said: { ...mention, ...reply } }), "direct");
  assert.equal(forBob({ room: direct }), "direct");
});

test("who wants mentions is told of what is urgent, who wants nothing of nothing", () => {
  for (const [words, reason] of [
    [{ said: mention }, "mention"],
    [{ said: reply }, "reply"],
    [{ room: direct }, "direct"],
  ] as const) {
    assert.equal(forBob({ ...words, wish: { own: preference("mentions") } }), reason);
    assert.equal(forBob({ ...words, wish: { own: preference("nothing") } }), "level");
  }
});

test("who is muted is told nothing until then, not even what is urgent", () => {
  const until = nowMs + 1;
  assert.equal(forBob({ said: mention, wish: { own: preference("all", until) } }), `muted until ${until}`);
  assert.equal(forBob({ said: mention, wish: { general: preference("all", until) } }), `muted until ${until}`);
  assert.equal(forBob({ said: mention, wish: { own: preference("all", nowMs) } }), "mention");
});

test("who is present is not told of everything, and of what is urgent after a while", () => {
  assert.equal(forBob({ moment: online }), "online");
  assert.equal(forBob({ moment: { presence: () => "here" } }), "here");
  assert.equal(forBob({ said: mention, moment: online }), "mention in 20000");
  assert.equal(forBob({ room: direct, moment: online }), "direct in 20000");
  assert.equal(forBob({ said: mention, moment: { ...online, onlineAfterMs: 0 } }), "online");
});

test("presence is asked of the channel and the person", () => {
  const asked: string[] = [];
  forBob({
    moment: {
      presence: (...about) => {
        asked.push(about.join(" "));
        return undefined;
      },
    },
  });
  assert.deepEqual(asked, ["tea bob"]);
});

test("right after a start devices are told a little later", () => {
  assert.equal(forBob({ moment: { notBeforeMs: nowMs + 7_000 } }), "all in 7000");
  assert.equal(forBob({ said: mention, moment: { ...online, notBeforeMs: nowMs + 7_000 } }), "mention in 20000");
});

test("what is older than a day is told to nobody", () => {
  assert.equal(forBob({ said: { ...mention, atMs: nowMs - 24 * hourMs - 1 } }), "old");
  assert.equal(forBob({ said: { ...mention, atMs: nowMs - 24 * hourMs } }), "mention");
  assert.equal(forBob({ said: { ...mention, atMs: nowMs + hourMs } }), "mention");
});

test("the author and the built-in member are told nothing and are not named", () => {
  const people = ["ann", "madang", "bob"].map((userId) => ({ userId, wish: {} }));
  const { told, silent } = decide({ ...said, mentions: ["ann", "madang"] }, small, people, away);
  assert.deepEqual([told.map(({ userId }) => userId), silent], [["bob"], []]);
});

test("a decision says what it is about and when it was made", () => {
  const { sourceId, seq, atMs, decidedAtMs } = decide({ ...said, atMs: nowMs - 5 }, small, [], away);
  assert.deepEqual(
    { sourceId, seq, atMs, decidedAtMs },
    { sourceId: "tea", seq: 7, atMs: nowMs - 5, decidedAtMs: nowMs },
  );
});

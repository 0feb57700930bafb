// A message followed through the rooms that Madang is made of: each says what it did, for whichever call brought it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../test/support/drafts.ts";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { HandTakenSink } from "../../test/support/hand-taken-sink.ts";
import { HandTurnedHub } from "../../test/support/hand-turned-hub.ts";
import { errors } from "../core/errors.ts";
import type { Draft } from "../core/event.ts";
import type { Appended, Lane, MessageLog } from "../core/ports.ts";
import type { ByteStream, Call, Collecting } from "../core/service.ts";
import { callInside } from "../core/service.ts";
import { traceMessages } from "./trace-messages.ts";

const desc = {
  name: "TalkService",
  methods: [
    { name: "Say", localName: "say", methodKind: "unary" },
    { name: "Gather", localName: "gather", methodKind: "client_streaming" },
    { name: "Pour", localName: "pour", methodKind: "bidi_streaming" },
  ],
};

/** A hub over a log that counts, a service over both, and the lines about them. */
class House {
  readonly store = new HandTurnedHub();
  readonly clock = new FakeClock();
  readonly talk: TalkService;
  /** The same, watched. */
  readonly service: TalkService;
  /** The hub's scheduler, watched. */
  readonly schedule: (turn: () => void) => void;
  readonly #lines: string[] = [];
  readonly #trace = traceMessages(
    this.clock,
    { write: (text) => this.#lines.push(...text.trimEnd().split("\n")) > 0, on: () => undefined },
    (channelId, seq) => this.store.hub.reach(channelId, seq),
  );
  readonly #heads = new Map<string, number>();
  readonly #taken = new Map<string, Appended>();

  constructor(door?: string) {
    const append = async (draft: Draft) => this.#append(draft);
    const log = this.#trace.log({ append, lane: () => this.#lane() } as unknown as MessageLog);
    this.talk = new TalkService(log);
    const served = { desc, service: this.talk };
    const [watched = served] =
      door === undefined
        ? this.#trace.services([served])
        : this.#trace.door({ name: door, services: [served], close: () => undefined }).services;
    this.service = watched.service;
    this.schedule = this.#trace.schedule((turn) => void setImmediate(turn));
  }

  /** A turn of the hub, and what was traced until then: without times. */
  async lines(): Promise<string[]> {
    await this.store.settle();
    await new Promise<void>((resolve) => this.schedule(resolve));
    this.clock.advance(1_000);
    return this.#lines.splice(0).map((line) =>
      line
        .slice(14)
        .replaceAll(/ +[\d.]+ ms /g, "")
        .replaceAll(/ +/g, " "),
    );
  }

  #append(draft: Draft): Appended {
    if (draft.channelId === "locked") throw errors.notAMember();
    const known = this.#taken.get(draft.clientMessageId);
    if (known) return { ...known, appended: false };
    this.store.commit(draft);
    const seq = (this.#heads.get(draft.channelId) ?? 0) + 1;
    this.#heads.set(draft.channelId, seq);
    const placed = { seq, atMs: 0, appended: true };
    this.#taken.set(draft.clientMessageId, placed);
    return placed;
  }

  #lane(): Lane {
    return {
      append: async (drafts) => {
        const open = drafts.findIndex(({ channelId }) => channelId === "locked");
        const appended = drafts.slice(0, open < 0 ? drafts.length : open).map((draft) => this.#append(draft));
        return { appended, failure: open < 0 ? undefined : errors.notAMember() };
      },
      close: () => undefined,
    };
  }
}

/** Says drafts in each shape of a call. */
class TalkService {
  /** What a call starts and does not wait for. */
  beside: ((log: MessageLog) => void) | undefined;
  readonly #log: MessageLog;

  constructor(log: MessageLog) {
    this.#log = log;
  }

  async say(drafts: readonly Draft[], _call: Call): Promise<string> {
    this.beside?.(this.#log);
    await new Promise((resolve) => setTimeout(resolve, 2));
    for (const draft of drafts) await this.#log.append(draft);
    return "said";
  }

  gather(by: Call): Collecting<Draft, string> {
    const drafts: Draft[] = [];
    return { receive: (draft) => void drafts.push(draft), finish: () => this.say(drafts, by) };
  }

  pour(_call: Call): ByteStream<readonly Draft[]> {
    const lane = this.#log.lane();
    return () => ({ receive: async (drafts) => void (await lane.append(drafts)), gone: () => lane.close() });
  }
}

const call = callInside({ userId: "ann", sessionId: "s", name: "Ann" });
const inLobby = new Drafts("lobby", "ann");

test("one message is one line at each hop, under its channel and seq", async () => {
  const house = new House();
  house.store.follow({ lobby: 0 });
  assert.equal(await house.service.say([inLobby.posted("text")], call), "said");
  assert.deepEqual(await house.lines(), [
    "lobby/1 call TalkService.Say by ann",
    "lobby/1 stored messagePosted by ann",
    "lobby/1 told 1 follower",
  ]);
});

test("where nobody follows, that is said", async () => {
  const house = new House();
  await house.service.say([inLobby.posted("text")], call);
  assert.equal((await house.lines()).at(-1), "lobby/1 told 0 followers");
});

test("a caller at a door is the guest who spoke, and the door is named", async () => {
  const house = new House("chat-server");
  await house.service.say([inLobby.posted("text")], callInside(undefined));
  assert.equal((await house.lines())[0], "lobby/1 call chat-server TalkService.Say by ann");
});

test("calls at the same time keep apart what they stored", async () => {
  const house = new House();
  const channels = ["one", "two", "three"];
  const say = (channelId: string) =>
    house.service.say([new Drafts(channelId, channelId).posted("text")], callInside(undefined));
  await Promise.all(channels.map(say));
  const calls = (await house.lines()).filter((line) => line.includes(" call "));
  assert.deepEqual(
    calls,
    channels.map((channelId) => `${channelId}/1 call TalkService.Say by ${channelId}`),
  );
});

test("a repeat is told as one, and nobody is told of it again", async () => {
  const house = new House();
  const draft = inLobby.posted("text");
  await house.service.say([draft], call);
  await house.lines();
  await house.service.say([draft], call);
  assert.deepEqual(await house.lines(), ["lobby/1 call TalkService.Say by ann", "lobby/1 repeat messagePosted by ann"]);
});

test("a refused call is told with its reason, and fails as it would have", async () => {
  const house = new House();
  const refused = house.service.say([new Drafts("locked", "ann").posted("text")], call);
  await assert.rejects(refused, { reason: "NOT_A_MEMBER" });
  assert.deepEqual(await house.lines(), ["locked/- call TalkService.Say by ann refused NOT_A_MEMBER"]);
});

test("a call that stores nothing is no hop of a message", async () => {
  const house = new House();
  await house.service.say([], call);
  assert.deepEqual(await house.lines(), []);
});

test("what a call left behind acts for itself", async () => {
  const house = new House();
  house.talk.beside = (log) => void setTimeout(() => void log.append(inLobby.posted("much later")), 10);
  await house.service.say([], call);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(await house.lines(), ["lobby/1 stored messagePosted by ann", "lobby/1 told 0 followers"]);
});

test("a turn of the hub acts for nobody, whoever woke it", async () => {
  const house = new House();
  const answer = new Drafts("den", "madang").posted("an answer");
  house.talk.beside = (log) => house.schedule(() => void log.append(answer));
  await house.service.say([inLobby.posted("text")], call);
  const lines = await house.lines();
  assert.ok(lines.includes("den/1 stored messagePosted by madang"));
  assert.deepEqual(
    lines.filter((line) => line.includes(" call ")),
    ["lobby/1 call TalkService.Say by ann"],
  );
});

test("what a collected stream stored is told when it is answered", async () => {
  const house = new House();
  const collecting = house.service.gather(call);
  collecting.receive(inLobby.posted("one"));
  assert.equal(await collecting.finish(), "said");
  assert.equal((await house.lines())[0], "lobby/1 call TalkService.Gather by ann");
});

test("what one message of a stream stored is one range, and what was refused in it is told", async () => {
  const house = new House();
  // What is watched answers later than what it watches.
  const stream = await Promise.resolve(house.service.pour(call));
  const open = stream(new HandTakenSink());
  const drafts = [1, 2, 3].map((n) => inLobby.posted(`text ${n}`));
  await open.receive?.([...drafts, new Drafts("locked", "ann").posted("text")]);
  await open.receive?.([inLobby.posted("text 4")]);
  const lines = await house.lines();
  assert.deepEqual(
    lines.filter((line) => !line.includes(" told ")),
    [
      "lobby/1-3 call TalkService.Pour by ann",
      "locked/- call TalkService.Pour by ann refused NOT_A_MEMBER",
      "lobby/1-3 stored messagePosted by ann",
      "lobby/4 call TalkService.Pour by ann",
      "lobby/4 stored messagePosted by ann",
    ],
  );
});

// A heartbeat service over maps, people who beat, and watchers whose frames are kept.
import { create, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import type { ChannelRow, MemberRow } from "../../src/core/channel-state.ts";
import type { ChatError } from "../../src/core/errors.ts";
import type { Page, PageAsk } from "../../src/core/ports.ts";
import { type Call, type Caller, callInside, type StreamSink } from "../../src/core/service.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { ChannelKind, Role } from "../../src/gen/madang/channel/v1/event_pb.ts";
import {
  BeatRequestSchema,
  GetPresenceRequestSchema,
  WatchPresenceRequestSchema,
  WatchPresenceResponseSchema,
} from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { newUser } from "../../src/services/agent/new-user.ts";
import { HeartbeatService } from "../../src/services/heartbeat/heartbeat-service.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemorySessions } from "./memory-sessions.ts";

/** Channels and their members in maps. */
export class MemoryChannels {
  readonly #rows = new Map<string, { channel: ChannelRow; members: Map<string, MemberRow> }>();
  /** Looks into the store. */
  reads = 0;
  /** Awaited before every answer, if set: to hold the store or let it fail. */
  before: (() => Promise<void>) | undefined;

  put(channelId: string, kind: ChannelKind, userIds: readonly string[]): void {
    const member = (userId: string): MemberRow => ({
      userId,
      name: userId,
      role: Role.MEMBER,
      banned: false,
      joinedSeq: 1,
    });
    const members = new Map(userIds.toSorted().map((userId) => [userId, member(userId)]));
    const channel = { channelId, kind, name: channelId, topic: "", archived: false, members: members.size };
    this.#rows.set(channelId, { channel, members });
  }

  async channel(channelId: string): Promise<ChannelRow | undefined> {
    return (await this.#row(channelId))?.channel;
  }

  async member(channelId: string, userId: string): Promise<MemberRow | undefined> {
    return (await this.#row(channelId))?.members.get(userId);
  }

  async members(channelId: string, { after = "", size }: PageAsk): Promise<Page<MemberRow>> {
    const rest = [...((await this.#row(channelId))?.members.values() ?? [])].filter(({ userId }) => userId > after);
    const items = rest.slice(0, size);
    return { items, next: rest.length > size ? items.at(-1)?.userId : undefined };
  }

  async #row(channelId: string) {
    this.reads++;
    await this.before?.();
    return this.#rows.get(channelId);
  }
}

/** A client's end of a stream: keeps what comes, and takes it at once unless told to hold. */
export class KeptFrames implements StreamSink {
  readonly frames: { snapshot: boolean; hereCount: number; people: string[] }[] = [];
  readonly bytes: Uint8Array[] = [];
  reason: ChatError | "well" | undefined;
  holding = false;
  readonly #held: (() => void)[] = [];

  write(frame: Uint8Array, done: () => void): void {
    const { snapshot, hereCount, changes } = fromBinary(WatchPresenceResponseSchema, frame);
    const people = changes.map(({ name, online, here }) => `${name} ${here ? "here" : online ? "online" : "away"}`);
    this.frames.push({ snapshot, hereCount, people });
    this.bytes.push(frame);
    if (this.holding) this.#held.push(done);
    else done();
  }

  writeFramed(): void {
    throw new Error("framed already");
  }

  end(reason?: ChatError): void {
    this.reason = reason ?? "well";
  }

  /** Takes what was held back, and from now on everything. */
  release(): void {
    this.holding = false;
    for (const done of this.#held.splice(0)) done();
  }

  /** What came since the last time. */
  take() {
    return this.frames.splice(0);
  }
}

/** A service at work; people exist by the names given, which are their ids too. */
export async function openHeartbeat(names: readonly string[] = ["ann", "bob", "carol"]) {
  const clock = new FakeClock();
  const topics = new Topics<ChatSignals>();
  const users = new MemorySessions(clock);
  const channels = new MemoryChannels();
  channels.put("lobby", ChannelKind.LOBBY, []);
  for (const name of names) await users.createUser(newUser({ userId: name, name, kind: "guest", createdAtMs: 0 }));
  const heartbeat = new HeartbeatService({ clock, topics, users, channels, random: () => 0.5 });

  // Whoever was there before the start had the time to come back.
  clock.advance(15_000);

  const caller = (session: string): Caller => {
    const userId = session.replace(/\d+$/, "");
    return { sessionId: session, userId, name: userId };
  };
  const call = (session: string): Call => callInside(caller(session));
  const acts = {
    /** `session` is the person's name and, for more than one, a number. */
    beat: (session: string, ...openChannelIds: string[]) =>
      heartbeat.beat(create(BeatRequestSchema, { openChannelIds }), call(session)),
    leave: (session: string) => heartbeat.beat(create(BeatRequestSchema, { leaving: true }), call(session)),
    stream: (session: string) => heartbeat.presence.streamOpened(caller(session)),
    signOut: (session: string) => topics.emit("session", session, { ended: true, reason: "signed out" }),
    presenceOf: async (...userIds: string[]) =>
      (await heartbeat.getPresence(create(GetPresenceRequestSchema, { userIds }), call("ann"))).people,
    isOnline: async (name: string) => (await acts.presenceOf(name))[0]?.online,
    watch: async (session: string, init: MessageInitShape<typeof WatchPresenceRequestSchema>) => {
      // What happened before has been told to whoever watched then.
      clock.advance(1_000);
      const open = await heartbeat.watchPresence(create(WatchPresenceRequestSchema, init), call(session));
      const sink = new KeptFrames();
      return Object.assign(sink, { gone: open(sink).gone });
    },
  };
  return { heartbeat, clock, topics, users, channels, ...acts };
}

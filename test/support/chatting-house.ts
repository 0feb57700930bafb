// The chatting door over a real store and today's services, without sockets: time and ports are in the test's hand.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { create, type MessageShape } from "@bufbuild/protobuf";
import { type Backend, openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import { tellMembership } from "../../src/core/membership.ts";
import { type Call, type Caller, callInside, type Service } from "../../src/core/service.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { TokenBuckets } from "../../src/core/token-bucket.ts";
import { Topics } from "../../src/core/topics.ts";
import { openHostTokens } from "../../src/credentials/host-tokens.ts";
import { Passwords } from "../../src/credentials/passwords.ts";
import {
  type Agent,
  type Channel,
  ChatSchema,
  CommandRequest_Status as Command,
  CommandReplySchema,
  CommandRequestSchema,
  type Heartbeat,
  HeartbeatReplySchema,
  HeartbeatRequestSchema,
  type Lobby,
  LoginRequestSchema,
  type StatusReply,
  StatusReplySchema,
  UserRequestSchema,
} from "../../src/gen/compat/chatting/chatting_pb.ts";
import {
  WatchPresenceRequestSchema,
  WatchPresenceResponseSchema,
} from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { JoinChannelRequestSchema } from "../../src/gen/madang/lobby/v1/lobby_pb.ts";
import { createChattingDoor } from "../../src/protocols/chatting/chatting-door.ts";
import type { Door } from "../../src/protocols/courtyard/door.ts";
import { AgentService } from "../../src/services/agent/agent-service.ts";
import { ChannelService } from "../../src/services/channel/channel-service.ts";
import { HeartbeatService } from "../../src/services/heartbeat/heartbeat-service.ts";
import { LobbyService } from "../../src/services/lobby/lobby-service.ts";
import { FakeClock } from "./fake-clock.ts";
import { Told } from "./told.ts";

/** The older services, and how clients use them. */
export class ChattingHouse {
  readonly clock: FakeClock;
  readonly backend: Backend;
  readonly peers: { agent: AgentService; heartbeat: HeartbeatService; lobby: LobbyService; channel: ChannelService };
  /** The ports that are listened at, of channels. */
  readonly listening: Set<number>;
  /** The ports that other programs have. */
  readonly taken: Set<number>;
  readonly unexpected: unknown[];
  readonly agent: Service<typeof Agent>;
  readonly heartbeat: Service<typeof Heartbeat>;
  readonly lobby: Service<typeof Lobby>;
  readonly channel: Service<typeof Channel>;
  /** Closes everything, and removes the folder unless it is to be opened again. */
  readonly close: (removes?: boolean) => Promise<void>;

  constructor(parts: HouseParts, door: Door, close: (removes?: boolean) => Promise<void>) {
    this.clock = parts.clock;
    this.backend = parts.backend;
    this.peers = parts.peers;
    this.listening = parts.listening;
    this.taken = parts.taken;
    this.unexpected = parts.unexpected;
    this.close = close;
    const [agent, heartbeat, lobby, channel] = door.services.map(({ service }) => service);
    this.agent = agent as Service<typeof Agent>;
    this.heartbeat = heartbeat as Service<typeof Heartbeat>;
    this.lobby = lobby as Service<typeof Lobby>;
    this.channel = channel as Service<typeof Channel>;
  }

  async login(): Promise<number> {
    const { index } = await this.agent.tryLogin(create(LoginRequestSchema), callAt(0));
    return index ?? 0;
  }

  async beats(index: number): Promise<Told<typeof HeartbeatReplySchema>> {
    return new Told(
      HeartbeatReplySchema,
      await this.heartbeat.tryHeartbeat(create(HeartbeatRequestSchema, { index }), callAt(0)),
    );
  }

  /** So many people log in and come to the lobby. */
  async visit(count: number): Promise<void> {
    for (let i = 0; i < count; i++) await this.hear(await this.login());
  }

  /** LIVE is 0, UNKNOWN is 1. */
  async lives(index: number): Promise<number> {
    return (await this.heartbeat.tryUserLives(create(UserRequestSchema, { index }), callAt(0))).status ?? 0;
  }

  /** Any number may be sent as a command. */
  async command(index: number, command: number, channel?: number): Promise<MessageShape<typeof CommandReplySchema>> {
    const status = command as Command;
    const asked = create(CommandRequestSchema, { status, index, ...(channel !== undefined && { channel }) });
    return create(CommandReplySchema, await this.lobby.tryCommand(asked, callAt(0)));
  }

  /** Somebody makes a channel and the others join it, each with both streams. */
  async gather(maker: number, ...others: number[]) {
    const [port = 0] = (await this.command(maker, Command.MAKE_CHANNEL)).channels;
    const members = new Map<number, Member>();
    for (const index of [maker, ...others]) {
      if (index !== maker) await this.command(index, Command.JOIN_CHANNEL, port);
      members.set(index, { chats: await this.hear(index, port), statuses: await this.statuses(index, port) });
    }
    return { port, of: (index: number) => members.get(index) as Member };
  }

  /** The users that LIST_USERS tells, each with a channel. */
  async users(index: number, channel?: number): Promise<[number, number | undefined][]> {
    const { users, channels } = await this.command(index, 4, channel);
    return users.map((user, i) => [user, channels[i]]);
  }

  /** Says something: in the lobby, or in the channel at a port. */
  async say(index: number, text: string | undefined, port?: number): Promise<void> {
    const chat = create(ChatSchema, { index, ...(text !== undefined && { text }) });
    await (port === undefined ? this.lobby.tryChatSend(chat, callAt(0)) : this.channel.tryChatSend(chat, callAt(port)));
    await this.settle();
  }

  async hear(index: number, port?: number): Promise<Told<typeof ChatSchema>> {
    const chat = create(ChatSchema, { index });
    const open =
      port === undefined ? this.lobby.tryChatReceive(chat, callAt(0)) : this.channel.tryChatReceive(chat, callAt(port));
    const told = new Told(ChatSchema, await open);
    await this.settle();
    return told;
  }

  async statuses(index: number, port?: number): Promise<Told<typeof StatusReplySchema>> {
    const asked = create(UserRequestSchema, { index });
    const open =
      port === undefined
        ? this.lobby.tryStatusRequest(asked, callAt(0))
        : this.channel.tryStatusRequest(asked, callAt(port));
    const told = new Told(StatusReplySchema, await open);
    await this.settle();
    return told;
  }

  /** Lets seconds pass, one after the other, and what follows of each. */
  async seconds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      this.clock.advance(1_000);
      await this.settle(2);
    }
    // The store's thread knows no time but the real one.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await this.settle();
  }

  /** Lets everything happen that was begun. */
  async settle(turns = 20): Promise<void> {
    for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Waits for the members that are listed at a port to be these: whom the store's thread numbers is listed once it has. */
  async listed(index: number, port: number, indexes: readonly number[]): Promise<void> {
    const wanted = indexes.map((each) => [each, port]);
    for (let tries = 0; tries < 200; tries++) {
      if (isDeepStrictEqual(await this.users(index, port), wanted)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.deepEqual(await this.users(index, port), wanted);
  }

  /** The names of those who have a channel open now. */
  async whoIsHere(channelId: string): Promise<string[]> {
    const ann = callInside(await this.admit("ann"));
    await this.peers.lobby.joinChannel(create(JoinChannelRequestSchema, { channelId }), ann).catch(() => undefined);
    const open = await this.peers.heartbeat.watchPresence(create(WatchPresenceRequestSchema, { channelId }), ann);
    const { messages } = new Told(WatchPresenceResponseSchema, open);
    const here = messages[0]?.changes.filter((person) => person.here) ?? [];
    return here.map(({ name }) => name).toSorted();
  }

  /** A guest of today's services. */
  admit(name: string): Promise<Caller> {
    return this.peers.agent.doorGuests.admit(
      { key: name, wish: name, mark: "", address: "127.0.0.1" },
      () => undefined,
    );
  }
}

/** A member's streams. */
export interface Member {
  readonly chats: Told<typeof ChatSchema>;
  readonly statuses: Told<typeof StatusReplySchema>;
}

/** What statuses say, in words. */
export function wordsOf({ messages }: { readonly messages: readonly StatusReply[] }): string[] {
  return messages.map(({ status, index, channel }) => `${["ok", "join", "leave", "quit"][status]} ${index} ${channel}`);
}

/** A call of an older client, at a port of ours. */
export function callAt(port: number): Call {
  return { ...callInside(undefined, "127.0.0.1"), port, connection: "127.0.0.1:1" };
}

interface HouseParts {
  readonly clock: FakeClock;
  readonly backend: Backend;
  readonly peers: ChattingHouse["peers"];
  readonly listening: Set<number>;
  readonly taken: Set<number>;
  readonly unexpected: unknown[];
}

/** Opens a house on a new folder, or on that of one that was closed. */
export async function openChattingHouse(
  data = mkdtempSync(join(tmpdir(), "madang-chatting-")),
  channelPorts: readonly number[] = [50054, 50055, 50056, 50057],
): Promise<ChattingHouse> {
  const clock = new FakeClock();
  const schedule = setImmediate;
  const topics = new Topics<ChatSignals>();
  const hub = new Hub({ clock, schedule });
  const backend = openEmbedded({ data, hub, clock, onCommitted: (event) => tellMembership(event, topics) });
  const peers = await openServices(backend, clock, topics);
  const parts = { clock, backend, peers, listening: new Set<number>(), taken: new Set<number>(), unexpected: [] };
  const onUnexpected = (failure: unknown) => void (parts.unexpected as unknown[]).push(failure);
  const presence = peers.heartbeat.presence;
  const keptLines = new TokenBuckets({ perSecond: 0, burst: 0 }, clock);
  const courtyard = { ...backend, peers, guests: peers.agent.doorGuests, presence, clock, schedule, onUnexpected };
  const door = await createChattingDoor({
    ...courtyard,
    keptLines,
    places: placesOf(parts),
    channelPorts,
    print: undefined,
  });
  return new ChattingHouse(parts, door, async (removes = true) => {
    door.close();
    peers.heartbeat.close();
    peers.agent.close();
    await backend.close();
    if (removes) rmSync(data, { recursive: true, force: true });
  });
}

function placesOf({ listening, taken }: Pick<HouseParts, "listening" | "taken">) {
  let free = 60_000;
  return {
    heartbeat: () => "localhost:50051",
    lobby: () => "localhost:50052",
    channel: (port: number) => `localhost:${port}`,
    async open(asked: number) {
      const port = asked === 0 ? free++ : asked;
      if (taken.has(port) || listening.has(port)) throw new Error("EADDRINUSE");
      listening.add(port);
      return { port, close: async () => void listening.delete(port) };
    },
  };
}

async function openServices(backend: Backend, clock: FakeClock, topics: Topics<ChatSignals>) {
  const heartbeat = new HeartbeatService({ clock, topics, users: backend.sessions, channels: backend.channels });
  const lobby = new LobbyService({ ...backend, clock });
  const channel = new ChannelService({
    ...backend,
    topics,
    clock,
    presence: heartbeat.presence,
    sendRate: { perSecond: 0, burst: 0 },
    mentions: () => [],
    onUnexpected: () => undefined,
  });
  const agent = new AgentService({
    sessions: backend.sessions,
    passwords: new Passwords(),
    hostTokens: await openHostTokens({ keyFile: undefined, jwksFile: undefined, now: clock.now }),
    clock,
    topics,
    directory: () => [],
    guests: () => true,
    doorGuests: true,
    version: "0",
    limits: { accessTokenMs: 1e6, refreshTokenMs: 1e9, failedSignInsPerMinute: 5, guestNameKeptMs: 1e9 },
  });
  await agent.prepare();
  await lobby.prepare();
  return { agent, heartbeat, lobby, channel };
}

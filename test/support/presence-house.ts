// A heartbeat service with people in front of it whose clients crash, freeze and come back, and one who watches.
import { create, fromBinary } from "@bufbuild/protobuf";
import { type Caller, callInside } from "../../src/core/service.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { ChannelKind } from "../../src/gen/madang/channel/v1/event_pb.ts";
import {
  BeatRequestSchema,
  type Presence,
  WatchPresenceRequestSchema,
  WatchPresenceResponseSchema,
} from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { newUser } from "../../src/services/agent/new-user.ts";
import { HeartbeatService } from "../../src/services/heartbeat/heartbeat-service.ts";
import { FakeClock } from "./fake-clock.ts";
import { MemoryChannels } from "./heartbeat.ts";
import { MemorySessions } from "./memory-sessions.ts";

const beatMs = 17_500;
const stepMs = 500;

/** The room that everything is about: ann and bob are in it. */
export const room = "room";

/** How somebody is shown. */
export type Shown = "here" | "online" | "offline";

/** Where a client is, and what it does. */
export interface ClientPlace {
  readonly session?: string;
  /** Undefined: it never beats. */
  readonly clientId?: string | undefined;
  readonly open?: readonly string[];
  readonly streams?: boolean;
}

/** Time stands still but for `pass`. */
export class PresenceHouse {
  readonly clock = new FakeClock();
  readonly topics = new Topics<ChatSignals>();
  /** How ann was shown, each time that it was different. */
  readonly history: Shown[] = [];
  heartbeat: HeartbeatService;
  readonly #users = new MemorySessions(this.clock);
  readonly #channels = new MemoryChannels();
  readonly #picture = new Map<string, Presence>();

  private constructor() {
    this.#channels.put(room, ChannelKind.PUBLIC, ["ann", "bob"]);
    this.#channels.put("elsewhere", ChannelKind.PUBLIC, ["ann", "bob"]);
    this.heartbeat = this.#serve();
  }

  /** A server that has been there for a while, and bob, who watches the room. */
  static async open(): Promise<PresenceHouse> {
    const house = new PresenceHouse();
    await house.#users.createUser(newUser({ userId: "ann", name: "ann", kind: "guest", createdAtMs: 0 }));
    house.clock.advance(60_000);
    await house.#watch();
    return house;
  }

  /** Lets time pass in small steps, so that what is asked is answered meanwhile. */
  async pass(ms: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#note();
    for (let passedMs = 0; passedMs < ms; passedMs += stepMs) {
      this.clock.advance(Math.min(stepMs, ms - passedMs));
      await new Promise((resolve) => setImmediate(resolve));
      this.#note();
    }
  }

  /** kill -9, and after a while a server that knows nothing; bob watches again at once. */
  async restart(afterMs: number): Promise<void> {
    this.heartbeat.close();
    await this.pass(afterMs);
    this.heartbeat = this.#serve();
    await this.#watch();
  }

  /** A client of ann. */
  client(place: ClientPlace = {}): PresenceClient {
    return new PresenceClient(this, { session: "ann1", clientId: "c1", open: [room], streams: true, ...place });
  }

  /** Removes ann from the room. */
  remove(): void {
    this.#channels.put(room, ChannelKind.PUBLIC, ["bob"]);
    this.topics.emit("user", "ann", { kind: "left", channelId: room, seq: 9, removed: true });
  }

  /** How bob sees ann. */
  get shown(): Shown {
    const ann = this.#picture.get("ann");
    if (!ann?.online) return "offline";
    return ann.here ? "here" : "online";
  }

  #serve(): HeartbeatService {
    const { clock, topics } = this;
    return new HeartbeatService({ clock, topics, users: this.#users, channels: this.#channels, random: () => 0.5 });
  }

  async #watch(): Promise<void> {
    const request = create(WatchPresenceRequestSchema, { channelId: room });
    const caller = { sessionId: "bob1", userId: "bob", name: "bob" };
    const open = await this.heartbeat.watchPresence(request, callInside(caller));
    const write = (frame: Uint8Array, done: () => void) => {
      const { snapshot, changes } = fromBinary(WatchPresenceResponseSchema, frame);
      if (snapshot) this.#picture.clear();
      for (const change of changes) this.#picture.set(change.userId, change);
      done();
    };
    open({ write, writeFramed: () => undefined, end: () => undefined });
  }

  #note(): void {
    if (this.history.at(-1) !== this.shown) this.history.push(this.shown);
  }
}

/** Beats and holds a stream until something happens to it. */
export class PresenceClient {
  readonly #house: PresenceHouse;
  readonly #place: Required<ClientPlace>;
  readonly #caller: Caller;
  #closeStream: () => void = () => undefined;
  #stopBeats: () => void = () => undefined;

  constructor(house: PresenceHouse, place: Required<ClientPlace>) {
    this.#house = house;
    this.#place = place;
    this.#caller = { sessionId: place.session, userId: "ann", name: "ann" };
    this.connect();
  }

  /** Opens a stream by a new connection, and beats; what it had before stays as it is. */
  connect(): void {
    if (this.#place.streams) this.#closeStream = this.#house.heartbeat.presence.streamOpened(this.#caller);
    this.wake();
  }

  /** Beats, from now on. */
  wake(): void {
    this.#stopBeats();
    if (this.#place.clientId === undefined) return;
    this.#beat(false);
    this.#stopBeats = this.#house.clock.after(beatMs, () => this.wake());
  }

  /** Does nothing any more, and its connection looks alive. */
  freeze(): void {
    this.#stopBeats();
  }

  /** The server hears that the connection is gone. */
  kill(): void {
    this.#stopBeats();
    this.#closeStream();
  }

  /** Says goodbye first. */
  close(): void {
    this.#beat(true);
    this.kill();
  }

  /** The connection that it has now: to let it end later than the client. */
  get dropConnection(): () => void {
    return this.#closeStream;
  }

  #beat(leaving: boolean): void {
    const { clientId, open } = this.#place;
    const request = create(BeatRequestSchema, { clientId: clientId ?? "", openChannelIds: [...open], leaving });
    // A session that has ended beats in vain.
    this.#house.heartbeat.beat(request, callInside(this.#caller)).catch(() => undefined);
  }
}

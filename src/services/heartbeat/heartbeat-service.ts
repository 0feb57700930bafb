// Still there: the RPCs of madang.heartbeat.v1.HeartbeatService.
import type { Cancel, Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import { isId } from "../../core/ids.ts";
import type { SessionStore } from "../../core/ports.ts";
import type { FleetNodes, PresenceSink, WhoIsThere } from "../../core/presence.ts";
import { type ByteStream, type Call, type Caller, requireCaller, type Service } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Topics } from "../../core/topics.ts";
import type {
  BeatRequest,
  GetPresenceRequest,
  HeartbeatService as HeartbeatServiceDesc,
  WatchPresenceRequest,
} from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { LeaseTime } from "./lease-time.ts";
import { Names } from "./names.ts";
import { OtherNodes } from "./other-nodes.ts";
import { People } from "./people.ts";
import { leaseMs, Presence } from "./presence.ts";
import { presenceOf } from "./presence-frame.ts";
import { type Channels, isMemberOf } from "./roster.ts";
import { Watches } from "./watches.ts";

const sweepMs = 1_000;
const maxOpen = 20;
const maxWatched = 500;
/** Beats come apart by themselves, also when a thousand clients connected at once. */
const beatMs = { soonest: 15_000, latest: 20_000 } as const;

/** What the heartbeat service is made of. */
export interface HeartbeatOptions {
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly users: Pick<SessionStore, "user">;
  readonly channels: Channels;
  /** The other nodes of a fleet; without them all people are here. */
  readonly nodes?: FleetNodes | undefined;
  readonly random?: () => number;
}

/** Keeps presence in memory: after a restart people are there again when they beat. Call `close` when done. */
export class HeartbeatService implements Service<typeof HeartbeatServiceDesc> {
  readonly #names: Names;
  readonly #channels: Channels;
  readonly #topics: Topics<ChatSignals>;
  readonly #random: () => number;
  readonly #presence: Presence;
  readonly #watches: Watches;
  readonly #others: OtherNodes | undefined;
  readonly #cancelSweep: Cancel;

  constructor({ clock, topics, users, channels, nodes, random = Math.random }: HeartbeatOptions) {
    this.#names = new Names(users);
    this.#channels = channels;
    this.#topics = topics;
    this.#random = random;
    const people = new People(clock.now());
    const time = new LeaseTime(clock);
    this.#others = nodes && new OtherNodes({ nodes, people, time, sessions: () => this.#presence });
    const { own = people, news } = this.#others ?? {};
    this.#presence = new Presence({ clock, topics, people, time, tally: own, news });
    this.#watches = new Watches({ time, topics, people, channels });
    this.#cancelSweep = clock.every(sweepMs, () => this.#sweep());
  }

  /** For those who hold people's streams. */
  get presence(): PresenceSink & Pick<Presence, "measure"> {
    return this.#presence;
  }

  /** For those who must know who is there. */
  get whoIsThere(): WhoIsThere {
    return this.#presence.people;
  }

  /** Takes what another node of the fleet passed on; false if it is not about presence. */
  receive(signal: Uint8Array): boolean {
    return this.#others?.receive(signal) ?? false;
  }

  /** What other nodes told. */
  get elsewhere(): { nodes: number; people: number } {
    return this.#others?.measure() ?? { nodes: 0, people: 0 };
  }

  /** Stops the sweep and ends all watches with DRAINING. */
  close(): void {
    this.#cancelSweep();
    this.#watches.close(errors.draining());
  }

  async beat(request: BeatRequest, call: Call) {
    const caller = requireCaller(call);
    const channelIds = [...new Set(request.openChannelIds)];
    if (channelIds.length > maxOpen) throw errors.tooManyOpen(maxOpen);
    const { clientId } = request;
    if (clientId !== "" && !isId(clientId)) throw errors.argumentInvalid("The client's id has not the form of an id.");
    if (request.leaving) {
      this.#presence.leave(caller, clientId);
      return { leaseMs: 0, nextBeatMs: 0 };
    }
    // The lease first: it must not wait for a store that is slow.
    const beat = this.#presence.beat(caller, clientId);
    this.#presence.open(caller, beat, await this.#readable(caller, channelIds));
    const { soonest, latest } = beatMs;
    return { leaseMs, nextBeatMs: soonest + Math.floor(this.#random() * (latest - soonest)) };
  }

  async getPresence(request: GetPresenceRequest, call: Call) {
    requireCaller(call);
    if (request.userIds.length > maxWatched) throw errors.tooManyWatched(maxWatched);
    const names = await this.#names.of(request.userIds);
    return { people: Array.from(names, ([userId, name]) => presenceOf(this.#presence.people, { userId, name })) };
  }

  async watchPresence(request: WatchPresenceRequest, call: Call): Promise<ByteStream> {
    const caller = requireCaller(call);
    const { userIds, channelId } = request;
    if (userIds.length > maxWatched) throw errors.tooManyWatched(maxWatched);
    if (userIds.length === 0 && channelId === "")
      throw errors.argumentInvalid("Say whom to watch: people or a channel.");
    let ended = false;
    const off = this.#topics.on("session", caller.sessionId, () => {
      ended = true;
    });
    try {
      const roster = channelId === "" ? undefined : await this.#watches.roster(channelId, caller);
      const chosen = await this.#names.of(userIds);
      if (ended) throw errors.sessionEnded();
      return (sink) => this.#watches.open({ caller, chosen, roster }, sink);
    } finally {
      off();
    }
  }

  #sweep(): void {
    this.#presence.sweep();
    this.#others?.turn();
    this.#watches.tell(this.#presence.people.takeChanges());
  }

  /** Those of the channels that the caller is in; what a client has open may just have been taken from it. */
  async #readable(caller: Caller, channelIds: readonly string[]): Promise<string[]> {
    const checks = channelIds.map(async (channelId) => {
      if (this.#presence.hasOpen(caller, channelId)) return true;
      return isId(channelId) && isMemberOf(this.#channels, channelId, caller.userId);
    });
    const isReadable = await Promise.all(checks);
    return channelIds.filter((_, i) => isReadable[i]);
  }
}

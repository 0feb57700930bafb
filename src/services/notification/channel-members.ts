// Who is in a channel, as the notifier asks for every message: remembered for small channels, kept right by the feed.
import { kinds, type LoggedEvent } from "../../core/event.ts";
import type { ChannelStore } from "../../core/ports.ts";
import { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import { BoundedMap } from "./bounded-map.ts";
import { isSmall, type Room } from "./levels.ts";

/** A channel and its members. */
export interface Membership extends Room {
  /** By user id the seq that made them a member; undefined: there are too many to go through them. */
  readonly members: ReadonlyMap<string, number> | undefined;
}

/** Remembered at most: members of all channels together, and each channel counts as one more. */
const maxRemembered = 200_000;
const maxLargeChannels = 20;
const maxAsked = 10_000;
const pageSize = 200;

const changesMembers: ReadonlySet<number> = new Set([
  kinds.channelCreated,
  kinds.memberJoined,
  kinds.memberLeft,
  kinds.memberRemoved,
  kinds.memberUnbanned,
]);

/** Reads as the store stands now, which is never older than the event that the notifier has come to. */
export class ChannelMembers {
  readonly #channels: Pick<ChannelStore, "channel" | "member" | "members">;
  readonly #known = new BoundedMap<string, Membership>(maxRemembered);
  /** Of channels that are too large to go through, who was asked for, and since when they are in. */
  readonly #asked = new BoundedMap<string, Map<string, number>>(maxLargeChannels);

  constructor(channels: Pick<ChannelStore, "channel" | "member" | "members">) {
    this.#channels = channels;
  }

  /** Hears every event of the feed before what comes after it is looked at. */
  heard({ kind, channelId }: LoggedEvent): void {
    if (!changesMembers.has(kind)) return;
    this.#known.delete(channelId);
    this.#asked.delete(channelId);
  }

  /** Undefined if there is no such channel. Rejects if the store cannot be read. */
  async of(channelId: string): Promise<Membership | undefined> {
    const known = this.#known.get(channelId);
    if (known) return known;
    const membership = await this.#read(channelId);
    if (membership) this.#known.set(channelId, membership, 1 + (membership.members?.size ?? 0));
    return membership;
  }

  /** Whether somebody was in a channel that is not gone through when its event `seq` came, and still is. */
  async isIn(channelId: string, { kind }: Room, userId: string, seq: number): Promise<boolean> {
    const asked = this.#asked.get(channelId) ?? new Map<string, number>();
    if (asked.size === 0 || asked.size >= maxAsked) {
      asked.clear();
      this.#asked.set(channelId, asked);
    }
    const joinedSeq = asked.get(userId) ?? (await this.#joinedSeq(channelId, kind, userId));
    asked.set(userId, joinedSeq);
    return joinedSeq <= seq;
  }

  async #joinedSeq(channelId: string, kind: ChannelKind, userId: string): Promise<number> {
    const member = await this.#channels.member(channelId, userId);
    if (member?.banned) return Number.POSITIVE_INFINITY;
    if (kind === ChannelKind.LOBBY) return 0;
    return member && member.role !== Role.UNSPECIFIED ? member.joinedSeq : Number.POSITIVE_INFINITY;
  }

  async #read(channelId: string): Promise<Membership | undefined> {
    const channel = await this.#channels.channel(channelId);
    if (!channel) return undefined;
    const room = { kind: channel.kind, size: channel.members };
    return { ...room, members: isSmall(room) ? await this.#readAll(channelId) : undefined };
  }

  async #readAll(channelId: string): Promise<ReadonlyMap<string, number>> {
    const members = new Map<string, number>();
    let after: string | undefined;
    do {
      const page = await this.#channels.members(channelId, { after, size: pageSize });
      for (const { userId, joinedSeq, banned } of page.items) if (!banned) members.set(userId, joinedSeq);
      after = page.next;
    } while (after !== undefined);
    return members;
  }
}

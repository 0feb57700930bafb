// What one does with channels and their members.
import { createMessageId } from "../../core/ids.ts";
import { LobbyService, type Channel as WireChannel } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import type { CallOptions, CallParts, Calls } from "./calls.ts";
import { type Channel, channelFromWire } from "./channel-from-wire.ts";
import { clientErrors } from "./client-errors.ts";
import { type Member, memberFromWire, type Role, roleToWire } from "./person-from-wire.ts";

/** Which page. */
export interface PageAsk extends CallOptions {
  /** 1 to 200; 50 if left out. */
  readonly pageSize?: number | undefined;
  /** From the page before. */
  readonly pageToken?: string | undefined;
}

/** A page of something. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Asks for the next one; undefined: there is no more. */
  readonly nextPageToken: string | undefined;
}

/** A channel to be made. */
export interface NewChannel {
  readonly name: string;
  /** Only by invitation. */
  readonly private?: boolean | undefined;
  readonly topic?: string | undefined;
}

/** A person by id or by name. */
export type Who = { readonly id: string } | { readonly name: string };

/** What the acts need. */
export interface LobbyActParts extends Pick<CallParts, "clock"> {
  readonly calls: Calls;
  /** Hears of a channel that we are in from now on. */
  readonly onJoined: (channelId: string) => void;
}

/** The part of a client that acts on channels. */
export type LobbyActs = ReturnType<typeof channelCalls> & ReturnType<typeof memberCalls>;

/** Makes the acts; each is tried until it passes or its deadline ends. */
export function lobbyActs(parts: LobbyActParts): LobbyActs {
  return { ...channelCalls(parts), ...memberCalls(parts) };
}

function channelCalls({ calls, clock, onJoined }: LobbyActParts) {
  const { method } = LobbyService;
  const joined = (channel: Channel) => {
    if (channel.kind !== "lobby") onJoined(channel.channelId);
    return channel;
  };

  return {
    /** Makes a channel; we are its owner. */
    async createChannel(channel: NewChannel, options?: CallOptions): Promise<Channel> {
      const { name, topic = "" } = channel;
      const clientMessageId = createMessageId(clock.now());
      const request = { name, topic, private: channel.private ?? false, clientMessageId };
      return joined(channelOf(await calls.repeat(method.createChannel, request, options)));
    },
    /** Channels that we can find, or only those that we are in. */
    async listChannels(ask: PageAsk & { readonly mine?: boolean } = {}): Promise<Page<Channel>> {
      const request = { pageSize: ask.pageSize ?? 0, pageToken: ask.pageToken ?? "", mine: ask.mine ?? false };
      const { channels, nextPageToken } = await calls.repeat(method.listChannels, request, ask);
      return { items: channels.map(channelFromWire), nextPageToken: nextPageToken || undefined };
    },
    /** One channel by its id. */
    async getChannel(channelId: string, options?: CallOptions): Promise<Channel> {
      const which = { case: "channelId", value: channelId } as const;
      return channelOf(await calls.repeat(method.getChannel, { which }, options));
    },
    /** One channel by its name, without regard to case. */
    async channelByName(name: string, options?: CallOptions): Promise<Channel> {
      const which = { case: "name", value: name } as const;
      return channelOf(await calls.repeat(method.getChannel, { which }, options));
    },
    /** Joins a public channel. */
    async joinChannel(channelId: string, options?: CallOptions): Promise<Channel> {
      return joined(channelOf(await calls.repeat(method.joinChannel, { channelId }, options)));
    },
    /** Leaves a channel. */
    async leaveChannel(channelId: string, options?: CallOptions): Promise<void> {
      await calls.repeat(method.leaveChannel, { channelId }, options);
    },
    /** The channel of us and one other person; made when first asked for. */
    async openDirect(who: Who, options?: CallOptions): Promise<Channel> {
      const other =
        "id" in who ? ({ case: "userId", value: who.id } as const) : ({ case: "name", value: who.name } as const);
      return joined(channelOf(await calls.repeat(method.openDirectChannel, { who: other }, options)));
    },
    /** Gives a channel another name or topic. */
    async rename(
      channelId: string,
      change: { readonly name?: string; readonly topic?: string },
      options?: CallOptions,
    ): Promise<Channel> {
      return channelOf(await calls.repeat(method.updateChannel, { channelId, ...change }, options));
    },
    /** Closes a channel for writing, or opens it again. */
    async archive(channelId: string, archived: boolean, options?: CallOptions): Promise<Channel> {
      return channelOf(await calls.repeat(method.archiveChannel, { channelId, archived }, options));
    },
  };
}

function memberCalls({ calls }: LobbyActParts) {
  const { method } = LobbyService;
  return {
    /** The members of a channel, in the order of their ids; nobody for the lobby. */
    async members(channelId: string, ask: PageAsk = {}): Promise<Page<Member>> {
      const request = { channelId, pageSize: ask.pageSize ?? 0, pageToken: ask.pageToken ?? "" };
      const { members, nextPageToken } = await calls.repeat(method.listMembers, request, ask);
      return { items: members.map(memberFromWire), nextPageToken: nextPageToken || undefined };
    },
    /** Brings somebody into a channel of ours. */
    async invite(channelId: string, userId: string, options?: CallOptions): Promise<void> {
      await calls.repeat(method.inviteMember, { channelId, userId }, options);
    },
    /** Removes a member. */
    async kick(channelId: string, userId: string, options: CallOptions & { reason?: string } = {}): Promise<void> {
      const request = { channelId, userId, ban: false, reason: options.reason ?? "" };
      await calls.once(method.removeMember, request, options);
    },
    /** Removes a member for good, or keeps somebody out who is none. */
    async ban(channelId: string, userId: string, options: CallOptions & { reason?: string } = {}): Promise<void> {
      const request = { channelId, userId, ban: true, reason: options.reason ?? "" };
      await calls.once(method.removeMember, request, options);
    },
    /** Lifts a ban. */
    async unban(channelId: string, userId: string, options?: CallOptions): Promise<void> {
      await calls.repeat(method.unbanMember, { channelId, userId }, options);
    },
    /** Gives a member another role. */
    async setRole(
      channelId: string,
      userId: string,
      role: Exclude<Role, "none">,
      options?: CallOptions,
    ): Promise<void> {
      await calls.repeat(method.setRole, { channelId, userId, role: roleToWire(role) }, options);
    },
  };
}

function channelOf({ channel }: { readonly channel?: WireChannel | undefined }): Channel {
  if (!channel) throw clientErrors.badAnswer("no channel in it");
  return channelFromWire(channel);
}

// Where can I go: the RPCs of madang.lobby.v1.LobbyService.
import type { Clock } from "../../core/clock.ts";
import { builtInUser, lobbyId } from "../../core/ids.ts";
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { ChannelStore, MessageLog, SessionStore } from "../../core/ports.ts";
import { type Call, requireCaller, type Service } from "../../core/service.ts";
import { nameKey } from "../../core/text.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import type {
  ArchiveChannelRequest,
  CreateChannelRequest,
  GetChannelRequest,
  InviteMemberRequest,
  JoinChannelRequest,
  LeaveChannelRequest,
  ListChannelsRequest,
  ListMembersRequest,
  LobbyService as LobbyServiceDesc,
  OpenDirectChannelRequest,
  RemoveMemberRequest,
  SetRoleRequest,
  UnbanMemberRequest,
  UpdateChannelRequest,
} from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import { ChannelPlaces } from "./channel-places.ts";
import { showChannel, toMember } from "./channel-view.ts";
import { createChannel } from "./create-channel.ts";
import { openDirectChannel } from "./direct-channel.ts";
import { getChannel, listChannels, listMembers } from "./listings.ts";
import type { LobbyParts } from "./lobby-parts.ts";
import { inviteMember, joinChannel, leaveChannel } from "./membership.ts";
import { removeMember, setRole, unbanMember } from "./moderation.ts";
import { NameClaims } from "./name-claims.ts";
import { archiveChannel, updateChannel } from "./update-channel.ts";

/** What the service is made of. */
export interface LobbyServiceOptions {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly sessions: SessionStore;
  readonly clock: Clock;
  /** How many channels one person may be in; 5,000 if left out. */
  readonly channelsPerPerson?: number;
}

/** Checks form, keeps names unique and people below their limit; rights are decided by the log. */
export class LobbyService implements Service<typeof LobbyServiceDesc> {
  readonly #parts: LobbyParts;

  constructor({ log, channels, sessions, clock, channelsPerPerson: limit = 5_000 }: LobbyServiceOptions) {
    const names = new NameClaims(channels);
    const places = new ChannelPlaces({ channels, clock, limit });
    this.#parts = { log, channels, sessions, clock, names, places, updates: new KeyedTurns() };
  }

  /** Makes the channel that everybody is in, if it is not there; call it before the service is served. */
  async prepare(): Promise<void> {
    if (await this.#parts.channels.channel(lobbyId)) return;
    await this.#parts.channels.claimName(nameKey(lobbyId), lobbyId);
    const change = changes.channelCreated({ name: lobbyId, kind: ChannelKind.LOBBY });
    const act = { actor: builtInUser, channelId: lobbyId, clientMessageId: `create:${lobbyId}` };
    await appendChange(this.#parts, act, change);
  }

  async createChannel(request: CreateChannelRequest, call: Call) {
    return this.#show(await createChannel(this.#parts, requireCaller(call), request), call);
  }

  async listChannels(request: ListChannelsRequest, call: Call) {
    return listChannels(this.#parts, requireCaller(call), request);
  }

  async getChannel(request: GetChannelRequest, call: Call) {
    return getChannel(this.#parts, requireCaller(call), request);
  }

  async joinChannel(request: JoinChannelRequest, call: Call) {
    await joinChannel(this.#parts, requireCaller(call), request);
    return this.#show(request.channelId, call);
  }

  async leaveChannel(request: LeaveChannelRequest, call: Call) {
    await leaveChannel(this.#parts, requireCaller(call), request);
    return {};
  }

  async inviteMember(request: InviteMemberRequest, call: Call) {
    return { member: toMember(await inviteMember(this.#parts, requireCaller(call), request)) };
  }

  async listMembers(request: ListMembersRequest, call: Call) {
    return listMembers(this.#parts, requireCaller(call), request);
  }

  async removeMember(request: RemoveMemberRequest, call: Call) {
    await removeMember(this.#parts, requireCaller(call), request);
    return {};
  }

  async unbanMember(request: UnbanMemberRequest, call: Call) {
    await unbanMember(this.#parts, requireCaller(call), request);
    return {};
  }

  async setRole(request: SetRoleRequest, call: Call) {
    return { member: toMember(await setRole(this.#parts, requireCaller(call), request)) };
  }

  async updateChannel(request: UpdateChannelRequest, call: Call) {
    await updateChannel(this.#parts, requireCaller(call), request);
    return this.#show(request.channelId, call);
  }

  async archiveChannel(request: ArchiveChannelRequest, call: Call) {
    await archiveChannel(this.#parts, requireCaller(call), request);
    return this.#show(request.channelId, call);
  }

  async openDirectChannel(request: OpenDirectChannelRequest, call: Call) {
    return this.#show(await openDirectChannel(this.#parts, requireCaller(call), request), call);
  }

  async #show(channelId: string, call: Call) {
    return { channel: await showChannel(this.#parts.channels, requireCaller(call).userId, channelId) };
  }
}

// What an operator does: the RPCs of madang.admin.v1.AdminService. Who may call is checked before a call comes here.
import { errors } from "../../core/errors.ts";
import { createSecret } from "../../core/ids.ts";
import type { SessionRow, UserRow } from "../../core/ports.ts";
import type { Call, Service, StreamSink } from "../../core/service.ts";
import { nameKey } from "../../core/text.ts";
import type {
  AdminService as AdminServiceDesc,
  BackupRequest,
  CreateUserRequest,
  ExplainRequest,
  ListChannelsRequest,
  ListDevicesRequest,
  ListSessionsRequest,
  ListUsersRequest,
  ResetPasswordRequest,
  SetSuspendedRequest,
  SignOutUserRequest,
} from "../../gen/madang/admin/v1/admin_pb.ts";
import type { AdminParts } from "./admin-parts.ts";
import { BackupStream } from "./backup-stream.ts";
import { requireChannelId, requireUser } from "./find.ts";
import { requirePage } from "./page.ts";
import { toChannel, toDevice, toSession, toUser } from "./wire-forms.ts";

/** Knows no caller: the operator is whoever has the key. */
export class AdminService implements Service<typeof AdminServiceDesc> {
  readonly #parts: AdminParts;

  constructor(parts: AdminParts) {
    this.#parts = parts;
  }

  async listUsers(request: ListUsersRequest, _call: Call) {
    const { items, next } = await this.#parts.sessions.users(requirePage(request), nameKey(request.namePrefix));
    const users = await Promise.all(items.map((row) => this.#toUser(row)));
    return { users, nextPageToken: next ?? "" };
  }

  async createUser({ name, password }: CreateUserRequest, _call: Call) {
    const madePassword = password === "" ? makePassword() : "";
    const user = await this.#parts.accounts.create(name, password || madePassword);
    return { user: await this.#toUser(user), madePassword };
  }

  async resetPassword({ user: who, password }: ResetPasswordRequest, _call: Call) {
    const user = await this.#require(who);
    if (user.kind !== "account") throw errors.noPasswordKind();
    const madePassword = password === "" ? makePassword() : "";
    const endedSessions = await this.#parts.accounts.setPassword(user.userId, password || madePassword);
    return { user: await this.#toUser(user), madePassword, endedSessions };
  }

  async setSuspended({ user: who, suspended }: SetSuspendedRequest, _call: Call) {
    const user = await this.#require(who);
    if (user.kind === "built-in") throw errors.argumentInvalid("The built-in member is part of the server: it stays.");
    const endedSessions = await this.#parts.accounts.setSuspended(user.userId, suspended);
    return { user: await this.#toUser({ ...user, suspended }), endedSessions };
  }

  async signOutUser({ user: who }: SignOutUserRequest, _call: Call) {
    const user = await this.#require(who);
    const endedSessions = await this.#parts.accounts.signOut(user.userId);
    return { user: await this.#toUser(user), endedSessions };
  }

  async listSessions({ user: who }: ListSessionsRequest, _call: Call) {
    const user = await this.#require(who);
    const rows = await this.#sessionsOf(user.userId);
    const sessions = rows.toSorted((a, b) => a.createdAtMs - b.createdAtMs).map(toSession);
    return { user: await this.#toUser(user), sessions };
  }

  async listChannels(request: ListChannelsRequest, _call: Call) {
    const { items, next } = await this.#parts.channels.channels(requirePage(request));
    return { channels: items.map(toChannel), nextPageToken: next ?? "" };
  }

  async listDevices({ user: who }: ListDevicesRequest, _call: Call) {
    const user = await this.#require(who);
    const devices = (await this.#parts.notices.devicesOf(user.userId)).map(toDevice);
    return { user: await this.#toUser(user), devices };
  }

  async explain({ user: who, channel, seq }: ExplainRequest, _call: Call) {
    const user = await this.#require(who);
    const channelId = await requireChannelId(this.#parts.channels, channel);
    const steps = await this.#parts.explainFor(user.userId, channelId, Number(seq));
    return { user: await this.#toUser(user), steps: [...steps] };
  }

  async backup({ path }: BackupRequest, _call: Call) {
    const { backUp, onUnexpected } = this.#parts;
    return (sink: StreamSink) => {
      const stream = new BackupStream(sink);
      stream.run(backUp, path).catch(onUnexpected);
      return stream;
    };
  }

  #require(who: string): Promise<UserRow> {
    return requireUser(this.#parts.sessions, who);
  }

  async #toUser(row: UserRow) {
    const { length: sessions } = await this.#sessionsOf(row.userId);
    return toUser(row, { sessions, online: this.#parts.whoIsThere.isOnline(row.userId) });
  }

  // Those that expired stand in the store for a while.
  async #sessionsOf(userId: string): Promise<SessionRow[]> {
    const nowMs = this.#parts.clock.now();
    const rows = await this.#parts.sessions.sessionsOf(userId);
    return rows.filter(({ refreshExpiresAtMs }) => refreshExpiresAtMs > nowMs);
  }
}

/** 119 random bits that can be read to somebody over the telephone. */
function makePassword(): string {
  const secret = createSecret();
  return [0, 5, 10, 15].map((at) => secret.slice(at, at + 5)).join("-");
}

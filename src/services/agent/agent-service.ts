// Who are you, and where is everything: the RPCs of madang.agent.v1.AgentService.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Cancel, Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import { builtInUser, isId } from "../../core/ids.ts";
import type { SessionStore, UserRow } from "../../core/ports.ts";
import { type Call, requireCaller, type Service } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { nameKey } from "../../core/text.ts";
import type { Topics } from "../../core/topics.ts";
import type {
  AgentService as AgentServiceDesc,
  ChangePasswordRequest,
  GetDirectoryRequest,
  GetProfileRequest,
  RefreshSessionRequest,
  SessionSchema,
  SignInGuestRequest,
  SignInRequest,
  SignInWithTokenRequest,
  SignOutRequest,
  SignUpRequest,
  UpdateProfileRequest,
} from "../../gen/madang/agent/v1/agent_pb.ts";
import { Accounts } from "./accounts.ts";
import type { HostTokens, Passwords } from "./credentials.ts";
import { DoorGuests } from "./door-guests.ts";
import { Guests } from "./guests.ts";
import { HostedPeople } from "./hosted-people.ts";
import { newUser } from "./new-user.ts";
import { OperatedAccounts } from "./operated-accounts.ts";
import { changedProfile, ownProfile, seenProfile } from "./profiles.ts";
import type { TokenLifetimes } from "./session-tokens.ts";
import { type OpenedSession, Sessions } from "./sessions.ts";
import { SignInGate } from "./sign-in-gate.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Numbers that an operator may want to change. */
export interface AgentLimits extends TokenLifetimes {
  /** By address and by account. */
  readonly failedSignInsPerMinute: number;
  /** A guest's name is free again so long after the last session. */
  readonly guestNameKeptMs: number;
}

/** What the agent service is made of. */
export interface AgentOptions {
  readonly sessions: SessionStore;
  readonly passwords: Passwords;
  /** Undefined: tokens of a host program are not accepted. */
  readonly hostTokens: HostTokens | undefined;
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  /** Every service by its full name, and where it answers. */
  readonly directory: () => readonly { readonly service: string; readonly addresses: readonly string[] }[];
  /** Whether guests may sign in from this address. */
  readonly guests: (address: string) => boolean;
  /** Whether people may come in as guests at the doors of older protocols. */
  readonly doorGuests?: boolean;
  readonly version: string;
  readonly limits?: Partial<AgentLimits> | undefined;
}

const defaultLimits: AgentLimits = {
  accessTokenMs: hourMs,
  refreshTokenMs: 30 * dayMs,
  failedSignInsPerMinute: 10,
  guestNameKeptMs: 30 * dayMs,
};

/** Call `prepare` before the first RPC, and `close` when done. */
export class AgentService implements Service<typeof AgentServiceDesc> {
  /** Recognises access tokens: for whoever serves calls. */
  readonly sessions: Sessions;
  /** Lets people in at doors that know no sign-in. */
  readonly doorGuests: DoorGuests;
  /** Does what an operator asks. */
  readonly accountDesk: OperatedAccounts;
  readonly #options: AgentOptions;
  readonly #limits: AgentLimits;
  readonly #store: SessionStore;
  readonly #gate: SignInGate;
  readonly #accounts: Accounts;
  readonly #guests: Guests;
  readonly #hosted: HostedPeople;
  #cancelUpkeep: Cancel | undefined;

  constructor(options: AgentOptions) {
    const { sessions: store, passwords, hostTokens: tokens, clock, topics } = options;
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#store = store;
    const gate = new SignInGate(clock, this.#limits.failedSignInsPerMinute);
    this.#gate = gate;
    this.sessions = new Sessions({ store, clock, topics, lifetimes: this.#limits });
    this.#accounts = new Accounts({ store, passwords, gate, clock });
    this.accountDesk = new OperatedAccounts({ store, accounts: this.#accounts, sessions: this.sessions });
    this.#guests = new Guests({ store, clock });
    const isOpen = () => options.doorGuests ?? true;
    this.doorGuests = new DoorGuests({ store, sessions: this.sessions, gate, clock, isOpen });
    this.#hosted = new HostedPeople({ store, tokens, clock });
  }

  /** Makes the built-in member, so that nobody can take its name, and frees names of guests long gone every hour. */
  async prepare(): Promise<void> {
    const clock = this.#options.clock;
    if (!(await this.#store.user(builtInUser.userId))) {
      await this.#store.createUser(newUser({ ...builtInUser, kind: "built-in", createdAtMs: clock.now() }));
    }
    this.#cancelUpkeep ??= clock.every(hourMs, () => {
      // What fails is tried again in an hour, and no name is urgent.
      this.#store.releaseGuestNames(clock.now() - this.#limits.guestNameKeptMs).catch(() => undefined);
    });
  }

  /** Stops the upkeep. */
  close(): void {
    this.sessions.close();
    this.#cancelUpkeep?.();
    this.#cancelUpkeep = undefined;
  }

  async signUp(request: SignUpRequest, call: Call) {
    return this.#open(await this.#accounts.signUp(request, call));
  }

  async signIn(request: SignInRequest, call: Call) {
    return this.#open(await this.#accounts.signIn(request, call));
  }

  async signInGuest(request: SignInGuestRequest, call: Call) {
    if (!this.#options.guests(call.address)) throw errors.guestsOff();
    this.#gate.requireGuest(call.address);
    return this.#open(await this.#guests.signIn(request.name, request.guestToken));
  }

  async signInWithToken(request: SignInWithTokenRequest, _call: Call) {
    return this.#open(await this.#hosted.signIn(request.token));
  }

  async refreshSession(request: RefreshSessionRequest, _call: Call) {
    return { session: toSession(await this.sessions.refresh(request.refreshToken)) };
  }

  async signOut(request: SignOutRequest, call: Call) {
    const { sessionId, userId } = requireCaller(call);
    if (request.everywhere) return { sessionsEnded: await this.sessions.endAll(userId, "signed out everywhere") };
    return { sessionsEnded: (await this.sessions.end(sessionId, "signed out")) ? 1 : 0 };
  }

  async changePassword(request: ChangePasswordRequest, call: Call) {
    const { userId, sessionId } = requireCaller(call);
    await this.#accounts.changePassword(userId, { old: request.oldPassword, next: request.newPassword }, call);
    await this.sessions.endAll(userId, "password changed", sessionId);
    return {};
  }

  async getProfile(request: GetProfileRequest, call: Call) {
    const caller = requireCaller(call);
    const user = await this.#named(request);
    if (!user) throw errors.userNotFound();
    return { profile: user.userId === caller.userId ? ownProfile(user) : seenProfile(user) };
  }

  async updateProfile(request: UpdateProfileRequest, call: Call) {
    const { userId } = requireCaller(call);
    const user = await this.#store.user(userId);
    if (!user) throw errors.sessionEnded();
    const profile = changedProfile(user.profile, request);
    await this.#store.changeUser(userId, { profile });
    return { profile: ownProfile({ ...user, profile }) };
  }

  async getDirectory(_request: GetDirectoryRequest, call: Call) {
    const { directory, version, guests, hostTokens } = this.#options;
    const services = directory().map(({ service, addresses }) => ({ service, addresses: [...addresses] }));
    return { services, version, guests: guests(call.address), tokens: hostTokens !== undefined };
  }

  async #open(user: UserRow) {
    return { session: toSession(await this.sessions.open(user)) };
  }

  async #named({ who }: GetProfileRequest): Promise<UserRow | undefined> {
    if (who.case === "userId") return isId(who.value) ? this.#store.user(who.value) : undefined;
    if (who.case === "name") return this.#store.userNamed(nameKey(who.value.slice(0, 256)));
    throw errors.argumentInvalid("Say whose profile: by user_id or by name.");
  }
}

function toSession({ sessionId, user, accessToken, refreshToken, stored }: OpenedSession) {
  return {
    sessionId,
    accessToken,
    accessExpiresAtMs: BigInt(stored.accessExpiresAtMs),
    refreshToken,
    refreshExpiresAtMs: BigInt(stored.refreshExpiresAtMs),
    profile: ownProfile(user),
  } satisfies MessageInitShape<typeof SessionSchema>;
}

// Sessions from sign-in to sign-out: opened, recognised by their token, refreshed, ended at once.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import { createId } from "../../core/ids.ts";
import type { SessionRow, SessionStore, UserRow } from "../../core/ports.ts";
import type { Caller } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Off, Topics } from "../../core/topics.ts";
import { SessionCache } from "./session-cache.ts";
import { SessionExpiry } from "./session-expiry.ts";
import { createTokens, hashSecret, isToken, type SessionTokens, type TokenLifetimes } from "./session-tokens.ts";

/** What sessions are made of. */
export interface SessionsOptions {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly lifetimes: TokenLifetimes;
}

/** A session with the tokens that were made for it. */
export interface OpenedSession extends SessionTokens {
  readonly sessionId: string;
  readonly user: UserRow;
}

/** An answer of the store is good for so long. */
const recheckMs = 5_000;
/** A token that was just replaced is good for calls that were on their way. */
const replacedGraceMs = 10_000;
/** No look into the store takes longer. */
const endedKeptMs = 60_000;

/** Every session that this process has to do with. */
export class Sessions {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #topics: Topics<ChatSignals>;
  readonly #lifetimes: TokenLifetimes;
  readonly #cache = new SessionCache();
  readonly #lookUps = new Map<string, Promise<Caller>>();
  /** When sessions ended, so that an answer of the store from before cannot revive them. */
  readonly #endedAtMs = new Map<string, number>();
  readonly #expiry: SessionExpiry;

  constructor({ store, clock, topics, lifetimes }: SessionsOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#topics = topics;
    this.#lifetimes = lifetimes;
    this.#expiry = new SessionExpiry({
      store,
      clock,
      isHeard: (sessionId) => topics.isHeard("session", sessionId),
      onExpired: (sessionId) => this.#ended(sessionId, "expired"),
    });
  }

  /** Stops ending sessions whose time is over. */
  close(): void {
    this.#expiry.close();
  }

  /** Signs a person in; rejects with SUSPENDED, and with WRONG_PASSWORD if it was changed since it was checked. */
  async open(user: UserRow): Promise<OpenedSession> {
    if (user.suspended) throw errors.suspended();
    const sessionId = createId();
    const createdAtMs = this.#clock.now();
    const tokens = createTokens(createdAtMs, this.#lifetimes);
    await this.#store.createSession({ sessionId, userId: user.userId, createdAtMs, ...tokens.stored });
    await this.#requireUnchanged(user, sessionId);
    return { sessionId, user, ...tokens };
  }

  // An operator who suspends somebody, or resets a password, ends the sessions that are there: one that was just being
  // made must not stay behind.
  async #requireUnchanged(user: UserRow, sessionId: string): Promise<void> {
    const now = await this.#store.user(user.userId);
    if (now && !now.suspended && now.passwordHash === user.passwordHash) return;
    await this.end(sessionId, "changed meanwhile");
    throw now?.suspended ? errors.suspended() : errors.wrongPassword();
  }

  /** Changes a refresh token for new tokens; rejects with SESSION_ENDED if it was used, has expired or never was. */
  async refresh(refreshToken: string): Promise<OpenedSession> {
    if (!isToken(refreshToken)) throw errors.sessionEnded();
    const tokens = createTokens(this.#clock.now(), this.#lifetimes);
    const session = await this.#store.rotate(hashSecret(refreshToken), tokens.stored);
    if (!session) throw errors.sessionEnded();
    this.#cache.replace(session.sessionId, this.#clock.now() + replacedGraceMs);
    this.#expiry.note(session);
    const user = await this.#userOf(session);
    return { sessionId: session.sessionId, user, ...tokens };
  }

  /**
   * Says who holds this access token: at once if it is known, else after a look into the store. Throws or rejects with
   * SIGN_IN_FIRST, TOKEN_EXPIRED, SESSION_ENDED or SUSPENDED.
   */
  authenticate(accessToken: string): Caller | Promise<Caller> {
    if (accessToken === "") throw errors.signInFirst();
    const known = this.#cache.get(accessToken);
    if (!known) return this.#lookUpOnce(accessToken);
    const nowMs = this.#clock.now();
    if (nowMs >= known.expiresAtMs) {
      this.#cache.drop(accessToken);
      throw errors.tokenExpired();
    }
    // A clock that was set back must not keep an answer for longer.
    const ageMs = Math.abs(nowMs - known.checkedAtMs);
    return known.replaced || ageMs < recheckMs ? known.caller : this.#lookUpOnce(accessToken);
  }

  /** Ends a session: its tokens are refused and its streams told before this resolves to whether it was there. */
  async end(sessionId: string, reason: string): Promise<boolean> {
    const wasThere = await this.#store.endSession(sessionId);
    if (wasThere) this.#ended(sessionId, reason);
    return wasThere;
  }

  /** Ends all sessions of a person but one; resolves to how many ended. */
  async endAll(userId: string, reason: string, exceptSessionId?: string): Promise<number> {
    const ended = await this.#store.endSessions(userId, exceptSessionId);
    for (const sessionId of ended) this.#ended(sessionId, reason);
    return ended.length;
  }

  /** Calls back once when the session ends, until the returned function is called; undefined: it is over already. */
  onEnd(sessionId: string, heard: () => void): Off | undefined {
    if (this.#endedAtMs.has(sessionId)) return undefined;
    const off = this.#topics.on("session", sessionId, () => {
      off();
      heard();
    });
    return off;
  }

  #ended(sessionId: string, reason: string): void {
    const nowMs = this.#clock.now();
    for (const [id, atMs] of this.#endedAtMs) {
      if (nowMs - atMs < endedKeptMs) break;
      this.#endedAtMs.delete(id);
    }
    this.#endedAtMs.set(sessionId, nowMs);
    this.#cache.dropSession(sessionId);
    this.#expiry.forget(sessionId);
    this.#topics.emit("session", sessionId, { ended: true, reason });
  }

  #lookUpOnce(accessToken: string): Promise<Caller> {
    const underWay = this.#lookUps.get(accessToken);
    if (underWay) return underWay;
    const lookUp = this.#lookUp(accessToken).finally(() => this.#lookUps.delete(accessToken));
    this.#lookUps.set(accessToken, lookUp);
    return lookUp;
  }

  async #lookUp(accessToken: string): Promise<Caller> {
    const checkedAtMs = this.#clock.now();
    const session = isToken(accessToken) ? await this.#store.sessionByAccess(hashSecret(accessToken)) : undefined;
    const user = session && (await this.#userOf(session));
    const known = this.#cache.get(accessToken);
    // It was replaced while the store was asked.
    if (known?.replaced) return known.caller;
    this.#cache.drop(accessToken);
    // One that was good a moment ago may have been replaced just now: a refresh tells that from the end of the session.
    if (!session || !user) throw known ? errors.tokenExpired() : errors.sessionEnded();
    if (this.#endedAtMs.has(session.sessionId)) throw errors.sessionEnded();
    const expiresAtMs = session.accessExpiresAtMs;
    if (expiresAtMs <= checkedAtMs) throw errors.tokenExpired();
    const caller = { sessionId: session.sessionId, userId: user.userId, name: user.name };
    this.#cache.put(accessToken, { caller, checkedAtMs, expiresAtMs, replaced: false });
    this.#expiry.note(session);
    return caller;
  }

  async #userOf(session: SessionRow): Promise<UserRow> {
    const user = await this.#store.user(session.userId);
    if (!user) throw errors.sessionEnded();
    if (user.suspended) throw errors.suspended();
    return user;
  }
}

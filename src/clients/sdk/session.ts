// The client's session: signs in when needed, refreshes once for all who wait, signs in again when it is over.
import type { ChatError } from "../../core/errors.ts";
import { AgentService, type Session as WireSession } from "../../gen/madang/agent/v1/agent_pb.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import type { SignIn } from "./credentials.ts";
import { type Me, personFromProfile } from "./person-from-wire.ts";
import type { Transport } from "./transport.ts";

/** What is kept of a session over restarts; the tokens are secrets. */
export interface SavedSession {
  /** Empty if only the refresh token is kept: the first call then refreshes. */
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly me: Me;
}

/** Keeps a session for the next start. */
export interface TokenStore {
  load(): Promise<SavedSession | undefined>;
  /** Undefined: the session is over. */
  save(session: SavedSession | undefined): Promise<void>;
}

/** What a session is made of. */
export interface SessionParts {
  readonly transport: Transport;
  readonly signIn: SignIn | undefined;
  /** The way to sign in is gone once a session is open. */
  readonly signsInOnce?: boolean;
  readonly tokens: TokenStore | undefined;
  readonly timeoutMs: number;
  /** Aborts when the client closes. */
  readonly lifetime: AbortSignal;
}

const renewable: ReadonlySet<string> = new Set(["TOKEN_EXPIRED", "SESSION_ENDED", "SIGN_IN_FIRST", "TOKEN_INVALID"]);

/** One person's session; at most one sign-in or refresh is under way. */
export class Session {
  readonly #parts: SessionParts;
  #way: SignIn | undefined;
  #held: SavedSession | undefined;
  #looked = false;
  #busy: Promise<string> | undefined;
  #refusal: unknown;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#way = parts.signIn;
  }

  /** Who we are, once that is known. */
  get me(): Me | undefined {
    return this.#held?.me;
  }

  /** The access token; signs in if there is none. Rejects with NO_CREDENTIALS if that is impossible. */
  async token(): Promise<string> {
    return this.#held?.accessToken || this.#alone(() => this.#obtain());
  }

  /** Makes a refused token good again for the next call, once for all who had it; rejects if that is impossible. */
  async renew(error: ChatError, refusedToken: string): Promise<void> {
    if (!renewable.has(error.reason)) throw error;
    if (this.#held?.accessToken !== refusedToken) return;
    // Who cannot sign in again may still hold a refresh token that is good: another holder of it was faster.
    const mayRefresh = error.reason === "TOKEN_EXPIRED" || !this.#way;
    await this.#alone(() => (mayRefresh ? this.#refresh() : this.#signIn(error)));
  }

  /** Whether it was a sign-in that failed so, and not the call that needed one. */
  isRefusal(error: unknown): boolean {
    return error === this.#refusal;
  }

  /** Forgets the session, here and in the store. */
  async forget(): Promise<void> {
    this.#held = undefined;
    this.#looked = true;
    await this.#parts.tokens?.save(undefined);
  }

  #alone(work: () => Promise<string>): Promise<string> {
    this.#busy ??= work().finally(() => {
      this.#busy = undefined;
    });
    return this.#busy;
  }

  async #obtain(): Promise<string> {
    if (!this.#looked) this.#held = await this.#parts.tokens?.load();
    this.#looked = true;
    if (!this.#held) return this.#signIn();
    return this.#held.accessToken || this.#refresh();
  }

  async #signIn(why: ChatError = clientErrors.noCredentials()): Promise<string> {
    const { transport, timeoutMs, lifetime } = this.#parts;
    if (!this.#way) {
      await this.forget();
      this.#refusal = why;
      throw why;
    }
    try {
      return await this.#keep(await this.#way(transport, { timeoutMs, signal: lifetime }));
    } catch (error) {
      this.#refusal = error;
      throw error;
    }
  }

  async #refresh(): Promise<string> {
    const { transport, timeoutMs, lifetime } = this.#parts;
    const refreshToken = this.#held?.refreshToken ?? "";
    const options = { token: undefined, timeoutMs, signal: lifetime };
    try {
      const { session } = await transport.unary(AgentService.method.refreshSession, { refreshToken }, options);
      return await this.#keep(session);
    } catch (error) {
      const failure = toChatError(error);
      if (failure.code !== "UNAUTHENTICATED") throw error;
      return this.#signIn(failure);
    }
  }

  async #keep(session: WireSession | undefined): Promise<string> {
    if (!session?.profile) throw clientErrors.badAnswer("no session in it");
    const { accessToken, refreshToken, profile } = session;
    this.#held = { accessToken, refreshToken, me: personFromProfile(profile) };
    if (this.#parts.signsInOnce) this.#way = undefined;
    await this.#parts.tokens?.save(this.#held);
    return accessToken;
  }
}

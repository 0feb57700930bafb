// Who holds which access token, for the few seconds between two looks into the store.
import type { Caller } from "../../core/service.ts";

/** What is remembered of an access token. */
export interface CachedSession {
  readonly caller: Caller;
  readonly checkedAtMs: number;
  readonly expiresAtMs: number;
  /** A newer token took its place: it is good until it expires, whatever the store says. */
  readonly replaced: boolean;
}

/** Access tokens by their text, for speed; holds at most `maxTokens`, those that came first go first. */
export class SessionCache {
  readonly #byToken = new Map<string, CachedSession>();
  readonly #tokensOf = new Map<string, Set<string>>();
  readonly #maxTokens: number;

  constructor(maxTokens = 100_000) {
    this.#maxTokens = maxTokens;
  }

  get size(): number {
    return this.#byToken.size;
  }

  get(token: string): CachedSession | undefined {
    return this.#byToken.get(token);
  }

  put(token: string, session: CachedSession): void {
    this.drop(token);
    this.#byToken.set(token, session);
    const { sessionId } = session.caller;
    this.#tokensOf.set(sessionId, (this.#tokensOf.get(sessionId) ?? new Set()).add(token));
    if (this.#byToken.size > this.#maxTokens) this.drop(this.#byToken.keys().next().value as string);
  }

  drop(token: string): void {
    const session = this.#byToken.get(token);
    if (!session) return;
    this.#byToken.delete(token);
    const { sessionId } = session.caller;
    const tokens = this.#tokensOf.get(sessionId);
    tokens?.delete(token);
    if (tokens?.size === 0) this.#tokensOf.delete(sessionId);
  }

  /** Forgets all tokens of a session. */
  dropSession(sessionId: string): void {
    for (const token of this.#tokensOf.get(sessionId) ?? []) this.drop(token);
  }

  /** New tokens were made: the last one stays good until `untilMs` for calls on their way, older ones do not. */
  replace(sessionId: string, untilMs: number): void {
    for (const token of [...(this.#tokensOf.get(sessionId) ?? [])]) {
      const session = this.#byToken.get(token) as CachedSession;
      if (session.replaced) this.drop(token);
      else this.put(token, { ...session, replaced: true, expiresAtMs: Math.min(session.expiresAtMs, untilMs) });
    }
  }
}

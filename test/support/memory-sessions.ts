// People and sessions in maps: stands in for a store in unit tests.
import type { Clock } from "../../src/core/clock.ts";
import type { NextTokens, Page, PageAsk, SessionRow, SessionStore, UserRow } from "../../src/core/ports.ts";

/** Answers like a store, and can be told to fail or to wait. */
export class MemorySessions implements SessionStore {
  readonly #users = new Map<string, UserRow>();
  readonly #sessions = new Map<string, SessionRow>();
  readonly #lastEndMs = new Map<string, number>();
  readonly #clock: Clock;
  /** Calls by method, to see what a cache saves. */
  readonly calls: Record<string, number> = {};
  /** Awaited before every answer, if set: to hold the store or let it fail. */
  before: ((method: string) => Promise<void>) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  createUser(user: UserRow): Promise<boolean> {
    return this.#answer("createUser", () => {
      if (this.#users.has(user.userId) || this.#isHeld(user)) return false;
      this.#users.set(user.userId, user);
      return true;
    });
  }

  user(userId: string): Promise<UserRow | undefined> {
    return this.#answer("user", () => this.#users.get(userId));
  }

  userNamed(nameKey: string): Promise<UserRow | undefined> {
    return this.#answer("userNamed", () => this.#find((user) => user.nameKey === nameKey));
  }

  users({ after = "", size }: PageAsk, keyPrefix = ""): Promise<Page<UserRow>> {
    return this.#answer("users", () => {
      const asked = [...this.#users.values()].filter(
        (user) => user.userId > after && user.nameKey.startsWith(keyPrefix),
      );
      const items = asked.toSorted((a, b) => (a.userId < b.userId ? -1 : 1)).slice(0, size);
      return { items, next: asked.length > size ? items.at(-1)?.userId : undefined };
    });
  }

  userHosted(hostedId: string): Promise<UserRow | undefined> {
    return this.#answer("userHosted", () => this.#find((user) => user.hostedId === hostedId));
  }

  userGuest(guestHash: string): Promise<UserRow | undefined> {
    return this.#answer("userGuest", () => this.#find((user) => user.guestHash === guestHash));
  }

  changeUser(userId: string, change: Partial<UserRow>): Promise<boolean> {
    return this.#answer("changeUser", () => {
      const user = this.#users.get(userId);
      const holder = this.#find((other) => other.nameKey === change.nameKey);
      if (!user || (holder && holder.userId !== userId)) return false;
      this.#users.set(userId, { ...user, ...change });
      return true;
    });
  }

  createSession(session: SessionRow): Promise<void> {
    return this.#answer("createSession", () => {
      this.#sessions.set(session.sessionId, session);
    });
  }

  sessionByAccess(accessHash: string): Promise<SessionRow | undefined> {
    return this.#answer("sessionByAccess", () => this.#live().find((session) => session.accessHash === accessHash));
  }

  rotate(refreshHash: string, next: NextTokens): Promise<SessionRow | undefined> {
    return this.#answer("rotate", () => {
      const session = this.#live().find((other) => other.refreshHash === refreshHash);
      if (!session) return undefined;
      const rotated = { ...session, ...next };
      this.#sessions.set(session.sessionId, rotated);
      return rotated;
    });
  }

  endSession(sessionId: string): Promise<boolean> {
    return this.#answer("endSession", () => this.#end(sessionId));
  }

  endSessions(userId: string, exceptSessionId?: string): Promise<string[]> {
    return this.#answer("endSessions", () =>
      this.#live()
        .filter((session) => session.userId === userId && session.sessionId !== exceptSessionId)
        .map((session) => session.sessionId)
        .filter((sessionId) => this.#end(sessionId)),
    );
  }

  sessionsOf(userId: string): Promise<SessionRow[]> {
    return this.#answer("sessionsOf", () => this.#live().filter((session) => session.userId === userId));
  }

  releaseGuestNames(endedBeforeMs: number): Promise<number> {
    return this.#answer("releaseGuestNames", () => {
      const gone = [...this.#users.values()].filter(
        (user) => user.kind === "guest" && this.#endOf(user) < endedBeforeMs,
      );
      for (const user of gone) {
        this.#users.set(user.userId, { ...user, nameKey: `\0${user.userId}`, guestHash: undefined });
      }
      return gone.length;
    });
  }

  async #answer<T>(method: string, act: () => T): Promise<T> {
    this.calls[method] = (this.calls[method] ?? 0) + 1;
    await this.before?.(method);
    return act();
  }

  #find(matches: (user: UserRow) => boolean): UserRow | undefined {
    return [...this.#users.values()].find(matches);
  }

  #isHeld(user: UserRow): boolean {
    return [...this.#users.values()].some(
      (other) =>
        other.nameKey === user.nameKey ||
        (user.guestHash !== undefined && other.guestHash === user.guestHash) ||
        (user.hostedId !== undefined && other.hostedId === user.hostedId),
    );
  }

  #live(): SessionRow[] {
    return [...this.#sessions.values()].filter((session) => session.refreshExpiresAtMs > this.#clock.now());
  }

  #end(sessionId: string): boolean {
    const session = this.#sessions.get(sessionId);
    if (session) this.#lastEndMs.set(session.userId, this.#clock.now());
    return this.#sessions.delete(sessionId);
  }

  #endOf(user: UserRow): number {
    const expiries = [...this.#sessions.values()]
      .filter((session) => session.userId === user.userId)
      .map((session) => session.refreshExpiresAtMs);
    return Math.max(user.createdAtMs, this.#lastEndMs.get(user.userId) ?? 0, ...expiries);
  }
}

// People and their sessions in CQL.
import type { Clock } from "../../core/clock.ts";
import type { NextTokens, Page, PageAsk, SessionRow, SessionStore, UserRow } from "../../core/ports.ts";
import { BucketedIds, bucketOf } from "./bucketed-ids.ts";
import type { Cql, Statement } from "./cql.ts";
import type { NameClaims } from "./name-claims.ts";
import { type SessionRecord, toSession, toUser, type UserRecord } from "./people-records.ts";

type UserChange = Parameters<SessionStore["changeUser"]>[1];

/** What the store is given. */
export interface SessionStoreParts {
  readonly cql: Cql;
  readonly claims: NameClaims;
  readonly clock: Clock;
  /** Called before a new person is there: what there must be of them elsewhere. May be called again for the same one. */
  readonly beforeUser: (userId: string) => Promise<void>;
}

/** A token that may still be asked for: longer than it is good for, whatever the clocks of the nodes show. */
const tokenSlackSeconds = 86_400;

/** SessionStore over tables of its own; see people-tables.ts. */
export class ClusterSessionStore implements SessionStore {
  readonly #cql: Cql;
  readonly #claims: NameClaims;
  readonly #clock: Clock;
  readonly #beforeUser: (userId: string) => Promise<void>;
  readonly #ids: BucketedIds;

  constructor({ cql, claims, clock, beforeUser }: SessionStoreParts) {
    this.#cql = cql;
    this.#claims = claims;
    this.#clock = clock;
    this.#beforeUser = beforeUser;
    this.#ids = new BucketedIds(cql, "user_ids");
  }

  async createUser(user: UserRow): Promise<boolean> {
    const wanted = holdsOf(user);
    const claimed: string[] = [];
    for (const what of wanted) {
      if ((await this.#claim(what, user.userId)) !== user.userId) {
        for (const each of claimed) await this.#claims.release(each, user.userId);
        return false;
      }
      claimed.push(what);
    }
    await this.#beforeUser(user.userId);
    await this.#cql.run("INSERT INTO user_ids (bucket, id) VALUES (?, ?)", bucketOf(user.userId), user.userId);
    await this.#cql.run(
      `INSERT INTO users (id, name, name_key, kind, password_hash, guest_hash, hosted_id, profile, suspended, created_at_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[user.userId, user.name, user.nameKey, user.kind, user.passwordHash ?? null, user.guestHash ?? null],
      ...[user.hostedId ?? null, Buffer.from(user.profile), user.suspended, BigInt(user.createdAtMs)],
    );
    return true;
  }

  async user(userId: string): Promise<UserRow | undefined> {
    const record = await this.#cql.one<UserRecord>("SELECT * FROM users WHERE id = ?", userId);
    return record && toUser(record);
  }

  userNamed(nameKey: string): Promise<UserRow | undefined> {
    return this.#held(nameClaim(nameKey), (user) => user.nameKey === nameKey);
  }

  userHosted(hostedId: string): Promise<UserRow | undefined> {
    return this.#held(hostedClaim(hostedId), (user) => user.hostedId === hostedId);
  }

  userGuest(guestHash: string): Promise<UserRow | undefined> {
    return this.#held(guestClaim(guestHash), (user) => user.guestHash === guestHash);
  }

  async users({ after = "", size }: PageAsk, keyPrefix = ""): Promise<Page<UserRow>> {
    const items: UserRow[] = [];
    for (let from = after; ; ) {
      const ids = await this.#ids.page(from, size + 1);
      const found = await Promise.all(ids.map((userId) => this.user(userId)));
      items.push(...found.flatMap((user) => (user?.nameKey.startsWith(keyPrefix) ? user : [])));
      const last = ids.at(-1);
      if (items.length > size) return { items: items.slice(0, size), next: items[size - 1]?.userId };
      if (ids.length <= size || last === undefined) return { items, next: undefined };
      from = last;
    }
  }

  async changeUser(userId: string, change: UserChange): Promise<boolean> {
    const user = await this.user(userId);
    if (!user) return false;
    const { nameKey = user.nameKey } = change;
    const isRenamed = nameKey !== user.nameKey;
    if (isRenamed && (await this.#claim(nameClaim(nameKey), userId)) !== userId) return false;
    for (const { query, params } of changesOf(userId, change)) await this.#cql.run(query, ...params);
    if (isRenamed) await this.#claims.release(nameClaim(user.nameKey), userId);
    return true;
  }

  async createSession(session: SessionRow): Promise<void> {
    const { sessionId, userId } = session;
    await this.#cql.run("INSERT INTO user_sessions (user_id, session_id) VALUES (?, ?)", userId, sessionId);
    await this.#nameTokens(sessionId, session);
    // Asked again after an answer that was lost, it is there already.
    await this.#cql.compare(
      `INSERT INTO sessions (id, user_id, access_hash, access_expires_at_ms, refresh_hash, refresh_expires_at_ms,
       created_at_ms) VALUES (?, ?, ?, ?, ?, ?, ?) IF NOT EXISTS`,
      ...[sessionId, userId, session.accessHash, BigInt(session.accessExpiresAtMs), session.refreshHash],
      ...[BigInt(session.refreshExpiresAtMs), BigInt(session.createdAtMs)],
    );
  }

  async sessionByAccess(accessHash: string): Promise<SessionRow | undefined> {
    const session = await this.#sessionOf(accessHash);
    return session?.accessHash === accessHash ? session : undefined;
  }

  async rotate(refreshHash: string, next: NextTokens): Promise<SessionRow | undefined> {
    const session = await this.#sessionOf(refreshHash);
    if (session?.refreshHash !== refreshHash) return undefined;
    // Before the session has them: it would be lost with the process otherwise.
    await this.#nameTokens(session.sessionId, next);
    const lost = await this.#cql.compare(
      `UPDATE sessions SET access_hash = ?, access_expires_at_ms = ?, refresh_hash = ?, refresh_expires_at_ms = ?
       WHERE id = ? IF refresh_hash = ? AND refresh_expires_at_ms > ?`,
      ...[next.accessHash, BigInt(next.accessExpiresAtMs), next.refreshHash, BigInt(next.refreshExpiresAtMs)],
      ...[session.sessionId, refreshHash, BigInt(this.#clock.now())],
    );
    return lost ? undefined : { ...session, ...next };
  }

  async endSession(sessionId: string): Promise<boolean> {
    const record = await this.#cql.one<SessionRecord>("SELECT * FROM sessions WHERE id = ?", sessionId);
    return record ? this.#end(toSession(record), this.#clock.now()) : false;
  }

  async endSessions(userId: string, exceptSessionId?: string): Promise<string[]> {
    const all = await this.sessionsOf(userId);
    const ending = all.filter(({ sessionId }) => sessionId !== exceptSessionId);
    const ended = await Promise.all(ending.map((session) => this.#end(session, this.#clock.now())));
    return ending.filter((_, index) => ended[index]).map(({ sessionId }) => sessionId);
  }

  async sessionsOf(userId: string): Promise<SessionRow[]> {
    const ids = await this.#cql.all<{ session_id: string }>(
      "SELECT session_id FROM user_sessions WHERE user_id = ?",
      userId,
    );
    const records = await Promise.all(
      ids.map(({ session_id }) => this.#cql.one<SessionRecord>("SELECT * FROM sessions WHERE id = ?", session_id)),
    );
    return records.flatMap((record) => (record ? toSession(record) : []));
  }

  async releaseGuestNames(endedBeforeMs: number): Promise<number> {
    let released = 0;
    for await (const userId of this.#ids.all()) {
      const user = await this.user(userId);
      if (user?.kind !== "guest" || user.nameKey.startsWith("~")) continue;
      const leftAtMs = await this.#leftAt(user);
      if (leftAtMs === undefined || leftAtMs >= endedBeforeMs) continue;
      await this.#releaseNames(user);
      released++;
    }
    return released;
  }

  /** When the person's last session ended; undefined if one goes on. */
  async #leftAt(user: UserRow): Promise<number | undefined> {
    const nowMs = this.#clock.now();
    for (const session of await this.sessionsOf(user.userId))
      if (session.refreshExpiresAtMs <= nowMs) await this.#end(session, session.refreshExpiresAtMs);
      else return undefined;
    const left = await this.#cql.one<{ at_ms: bigint }>("SELECT at_ms FROM users_left WHERE id = ?", user.userId);
    return Math.max(user.createdAtMs, Number(left?.at_ms ?? 0n));
  }

  // The row stays, since its id stands in the log, under a key nobody can wish for.
  async #releaseNames(user: UserRow): Promise<void> {
    const free = "UPDATE users SET name_key = ?, guest_hash = null WHERE id = ?";
    await this.#cql.run(free, `~${user.userId}`, user.userId);
    for (const what of holdsOf(user)) await this.#claims.release(what, user.userId);
  }

  /** Ends a session once; resolves to whether it was there. */
  async #end({ sessionId, userId, accessHash, refreshHash }: SessionRow, atMs: number): Promise<boolean> {
    const gone = await this.#cql.compare("DELETE FROM sessions WHERE id = ? IF EXISTS", sessionId);
    if (gone) return false;
    await this.#cql.each([
      { query: "DELETE FROM user_sessions WHERE user_id = ? AND session_id = ?", params: [userId, sessionId] },
      ...[accessHash, refreshHash].map((hash) => ({
        query: "DELETE FROM session_tokens WHERE hash = ?",
        params: [hash],
      })),
      // The latest end stays, whoever writes it last.
      {
        query: "INSERT INTO users_left (id, at_ms) VALUES (?, ?) USING TIMESTAMP ?",
        params: [userId, BigInt(atMs), BigInt(atMs)],
      },
    ]);
    return true;
  }

  async #nameTokens(sessionId: string, { accessHash, refreshHash, refreshExpiresAtMs }: NextTokens): Promise<void> {
    const leftSeconds = Math.ceil((refreshExpiresAtMs - this.#clock.now()) / 1_000);
    const seconds = Math.max(0, leftSeconds) + tokenSlackSeconds;
    const query = "INSERT INTO session_tokens (hash, session_id) VALUES (?, ?) USING TTL ?";
    await this.#cql.each([accessHash, refreshHash].map((hash) => ({ query, params: [hash, sessionId, seconds] })));
  }

  async #sessionOf(hash: string): Promise<SessionRow | undefined> {
    const token = await this.#cql.one<{ session_id: string }>(
      "SELECT session_id FROM session_tokens WHERE hash = ?",
      hash,
    );
    if (!token) return undefined;
    const record = await this.#cql.one<SessionRecord>("SELECT * FROM sessions WHERE id = ?", token.session_id);
    return record && toSession(record);
  }

  #claim(what: string, userId: string): Promise<string> {
    return this.#claims.claim(what, userId, async (other) => (await this.user(other)) !== undefined);
  }

  async #held(what: string, isTheirs: (user: UserRow) => boolean): Promise<UserRow | undefined> {
    const holder = await this.#claims.holderOf(what);
    const user = holder === undefined ? undefined : await this.user(holder);
    return user && isTheirs(user) ? user : undefined;
  }
}

const nameClaim = (nameKey: string) => `person ${nameKey}`;
const guestClaim = (guestHash: string) => `guest ${guestHash}`;
const hostedClaim = (hostedId: string) => `hosted ${hostedId}`;

function holdsOf({ nameKey, guestHash, hostedId }: UserRow): string[] {
  const guest = guestHash === undefined ? [] : [guestClaim(guestHash)];
  return [nameClaim(nameKey), ...guest, ...(hostedId === undefined ? [] : [hostedClaim(hostedId)])];
}

function changesOf(userId: string, change: UserChange): Statement[] {
  const columns = {
    name: change.name,
    name_key: change.nameKey,
    password_hash: change.passwordHash,
    profile: change.profile && Buffer.from(change.profile),
    suspended: change.suspended,
  };
  const set = Object.entries(columns).filter(([, value]) => value !== undefined);
  if (set.length === 0) return [];
  const places = set.map(([column]) => `${column} = ?`).join(", ");
  return [{ query: `UPDATE users SET ${places} WHERE id = ?`, params: [...set.map(([, value]) => value), userId] }];
}

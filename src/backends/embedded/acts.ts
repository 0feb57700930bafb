// The writes that are no events: names, read positions, people, sessions, feed places; each runs in the writer's transaction.

import { placeOf } from "../../core/event.ts";
import { lobbyId } from "../../core/ids.ts";
import type { NextTokens, SessionRow, UserRow } from "../../core/ports.ts";
import type { Appender } from "./append.ts";
import { noticeActs } from "./notice-acts.ts";
import { notificationActs } from "./notification-acts.ts";
import { type SessionRecord, toSession } from "./records.ts";
import type { RowStatements } from "./row-statements.ts";

/** What an act works with. */
export interface ActContext {
  readonly statements: RowStatements;
  readonly appender: Appender;
  readonly nowMs: number;
}

type UserChange = Partial<Pick<UserRow, "passwordHash" | "profile" | "suspended" | "name" | "nameKey">>;

/** All acts by name; arguments and results cross a thread, so they are plain data. */
export const acts = {
  ...notificationActs,
  ...noticeActs,

  claimName({ statements }: ActContext, nameKey: string, channelId: string): string {
    statements.sql("INSERT OR IGNORE INTO names VALUES (?, ?)").run(nameKey, channelId);
    const holder = statements.sql("SELECT channel_id FROM names WHERE name_key = ?").get(nameKey);
    return (holder as { channel_id: string }).channel_id;
  },

  releaseName({ statements }: ActContext, nameKey: string, channelId: string): void {
    statements.sql("DELETE FROM names WHERE name_key = ? AND channel_id = ?").run(nameKey, channelId);
  },

  markRead({ statements, appender }: ActContext, userId: string, channelId: string, seq: number): void {
    const sql =
      "SELECT c.no, e.bytes FROM channels c JOIN events e ON e.channel_no = c.no AND e.seq = ? WHERE c.id = ?";
    const at = statements.sql(sql).get(seq, channelId) as { no: number; bytes: Uint8Array } | undefined;
    if (at) appender.writeRead({ userId, no: at.no, seq, messages: placeOf(at.bytes).messages });
  },

  createUser({ statements }: ActContext, user: UserRow): boolean {
    const { changes } = statements
      .sql("INSERT OR IGNORE INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .run(
        user.userId,
        user.name,
        user.nameKey,
        user.kind,
        user.passwordHash ?? null,
        user.guestHash ?? null,
        user.hostedId ?? null,
        asBlob(user.profile),
        user.suspended ? 1 : 0,
        user.createdAtMs,
        user.createdAtMs,
      );
    // What was said in the lobby before they came is not news to them.
    const sql = "INSERT OR IGNORE INTO reads SELECT ?, no, head, messages FROM channels WHERE id = ?";
    if (changes === 1) statements.sql(sql).run(user.userId, lobbyId);
    return changes === 1;
  },

  changeUser({ statements }: ActContext, userId: string, change: UserChange): boolean {
    const sql = `UPDATE OR IGNORE users SET name = coalesce(?, name), name_key = coalesce(?, name_key),
      password_hash = coalesce(?, password_hash), profile = coalesce(?, profile), suspended = coalesce(?, suspended)
      WHERE id = ?`;
    const suspended = change.suspended === undefined ? null : change.suspended ? 1 : 0;
    const { name, nameKey, passwordHash, profile } = change;
    const { changes } = statements
      .sql(sql)
      .run(name ?? null, nameKey ?? null, passwordHash ?? null, profile ? asBlob(profile) : null, suspended, userId);
    return changes === 1;
  },

  createSession({ statements }: ActContext, session: SessionRow): void {
    // Asked again after an answer that was lost, it is there already.
    statements
      .sql("INSERT OR IGNORE INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)")
      .run(
        session.sessionId,
        session.userId,
        session.accessHash,
        session.accessExpiresAtMs,
        session.refreshHash,
        session.refreshExpiresAtMs,
        session.createdAtMs,
      );
  },

  rotate({ statements, nowMs }: ActContext, refreshHash: string, next: NextTokens): SessionRow | undefined {
    const sql = `UPDATE sessions SET access_hash = ?, access_expires_at_ms = ?, refresh_hash = ?, refresh_expires_at_ms = ?
      WHERE refresh_hash = ? AND refresh_expires_at_ms > ? RETURNING *`;
    const rotated = statements
      .sql(sql)
      .get(next.accessHash, next.accessExpiresAtMs, next.refreshHash, next.refreshExpiresAtMs, refreshHash, nowMs);
    return rotated && toSession(rotated as unknown as SessionRecord);
  },

  endSession({ statements, nowMs }: ActContext, sessionId: string): boolean {
    const ended = statements.sql("DELETE FROM sessions WHERE id = ? RETURNING user_id").get(sessionId);
    if (ended) markLeft(statements, ended.user_id as string, nowMs);
    return ended !== undefined;
  },

  endSessions({ statements, nowMs }: ActContext, userId: string, exceptSessionId = ""): string[] {
    const sql = "DELETE FROM sessions WHERE user_id = ? AND id <> ? RETURNING id";
    const ended = statements.sql(sql).all(userId, exceptSessionId);
    if (ended.length > 0) markLeft(statements, userId, nowMs);
    return ended.map((row) => row.id as string);
  },

  releaseGuestNames({ statements, nowMs }: ActContext, endedBeforeMs: number): number {
    const expired = "DELETE FROM sessions WHERE refresh_expires_at_ms <= ? RETURNING user_id, refresh_expires_at_ms";
    for (const row of statements.sql(expired).all(nowMs)) {
      markLeft(statements, row.user_id as string, row.refresh_expires_at_ms as number);
    }
    // A guest without a session is gone; the row stays, since its id stands in the log, under a key nobody can wish for.
    const sql = `UPDATE users SET name_key = '~' || id, guest_hash = NULL WHERE kind = 'guest' AND name_key NOT LIKE '~%'
      AND left_at_ms < ? AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_id = users.id)`;
    return Number(statements.sql(sql).run(endedBeforeMs).changes);
  },

  nextNumber({ statements }: ActContext, counter: string): number {
    return nextOf(statements, counter);
  },

  numberOf({ statements }: ActContext, userId: string): number {
    const known = statements.sql("SELECT number FROM numbers WHERE user_id = ?").get(userId);
    if (known) return known.number as number;
    const number = nextOf(statements, peopleCounter);
    statements.sql("INSERT INTO numbers VALUES (?, ?)").run(userId, number);
    return number;
  },

  keepPlace({ statements }: ActContext, reader: string, place: number | "live" | undefined): void {
    const keep = "INSERT INTO places VALUES (?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq";
    if (place === undefined) statements.sql("DELETE FROM places WHERE reader = ?").run(reader);
    else statements.sql(keep).run(reader, place === "live" ? livePlace : place);
  },

  settlePlaces({ statements }: ActContext, prefix: string, seq: number): void {
    const sql = "UPDATE places SET seq = ? WHERE seq = ? AND substr(reader, 1, length(?)) = ?";
    statements.sql(sql).run(seq, livePlace, prefix, prefix);
  },

  claimNumber({ statements }: ActContext, number: number, userId: string): string | undefined {
    statements.sql("INSERT OR IGNORE INTO numbers VALUES (?, ?)").run(userId, number);
    return statements.sql("SELECT user_id FROM numbers WHERE number = ?").get(number)?.user_id as string | undefined;
  },

  confirmFeed({ statements }: ActContext, reader: string, pos: number): void {
    statements
      .sql("INSERT INTO feeds VALUES (?, ?) ON CONFLICT DO UPDATE SET pos = max(pos, excluded.pos)")
      .run(reader, pos);
  },
} as const;

/** The place of a reader who hears everything at once. */
const livePlace = -1;
const peopleCounter = "people";

// A number may have been claimed before the counter came to it.
function nextOf(statements: RowStatements, counter: string): number {
  const step = "INSERT INTO counters VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value";
  const isTaken = (number: number) =>
    statements.sql("SELECT 1 FROM numbers WHERE number = ?").get(number) !== undefined;
  for (;;) {
    const number = statements.sql(step).get(counter)?.value as number;
    if (counter !== peopleCounter || !isTaken(number)) return number;
  }
}

function markLeft(statements: RowStatements, userId: string, atMs: number): void {
  statements.sql("UPDATE users SET left_at_ms = max(left_at_ms, ?) WHERE id = ?").run(atMs, userId);
}

/** The name of an act. */
export type ActName = keyof typeof acts;

type Tail<T> = T extends (context: ActContext, ...rest: infer Rest) => unknown ? Rest : never;

/** An act's arguments, without its context. */
export type ActArguments<Name extends ActName> = Tail<(typeof acts)[Name]>;

/** An act's result. */
export type ActResult<Name extends ActName> = ReturnType<(typeof acts)[Name]>;

// Before 24.15 Node stores empty bytes that came from another thread as NULL.
function asBlob(bytes: Uint8Array): Uint8Array {
  return bytes.length === 0 ? new Uint8Array() : bytes;
}

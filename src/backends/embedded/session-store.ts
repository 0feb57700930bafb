// People and their sessions in SQLite.
import type { NextTokens, Page, PageAsk, SessionRow, SessionStore, UserRow } from "../../core/ports.ts";
import type { Reader } from "./reader.ts";
import { type SessionRecord, toSession, toUser, type UserRecord } from "./records.ts";
import type { Writer } from "./writer.ts";

const named = "AND name_key >= ? AND name_key < ?";

/** SessionStore over the writer and the reader of one database. */
export class EmbeddedSessionStore implements SessionStore {
  readonly #writer: Writer;
  readonly #reader: Reader;

  constructor({ writer, reader }: { writer: Writer; reader: Reader }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  createUser(user: UserRow): Promise<boolean> {
    return this.#writer.act("createUser", user);
  }

  async user(userId: string): Promise<UserRow | undefined> {
    return this.#user("id = ?", userId);
  }

  async userNamed(nameKey: string): Promise<UserRow | undefined> {
    return this.#user("name_key = ?", nameKey);
  }

  async users({ after, size }: PageAsk, keyPrefix = ""): Promise<Page<UserRow>> {
    // No character sorts behind the last one there is.
    const [prefixed, bounds] = keyPrefix === "" ? ["", []] : [named, [keyPrefix, `${keyPrefix}\u{10ffff}`]];
    const sql = `SELECT * FROM users WHERE id > ? ${prefixed} ORDER BY id LIMIT ?`;
    const rows = this.#reader.all<UserRecord>(sql, after ?? "", ...bounds, size + 1).map(toUser);
    const items = rows.slice(0, size);
    return { items, next: rows.length > size ? items.at(-1)?.userId : undefined };
  }

  async userHosted(hostedId: string): Promise<UserRow | undefined> {
    return this.#user("hosted_id = ?", hostedId);
  }

  async userGuest(guestHash: string): Promise<UserRow | undefined> {
    return this.#user("guest_hash = ?", guestHash);
  }

  changeUser(userId: string, change: Parameters<SessionStore["changeUser"]>[1]): Promise<boolean> {
    return this.#writer.act("changeUser", userId, change);
  }

  createSession(session: SessionRow): Promise<void> {
    return this.#writer.act("createSession", session);
  }

  async sessionByAccess(accessHash: string): Promise<SessionRow | undefined> {
    const record = this.#reader.get<SessionRecord>("SELECT * FROM sessions WHERE access_hash = ?", accessHash);
    return record && toSession(record);
  }

  rotate(refreshHash: string, next: NextTokens): Promise<SessionRow | undefined> {
    return this.#writer.act("rotate", refreshHash, next);
  }

  endSession(sessionId: string): Promise<boolean> {
    return this.#writer.act("endSession", sessionId);
  }

  endSessions(userId: string, exceptSessionId?: string): Promise<string[]> {
    return this.#writer.act("endSessions", userId, exceptSessionId);
  }

  async sessionsOf(userId: string): Promise<SessionRow[]> {
    return this.#reader
      .all<SessionRecord>("SELECT * FROM sessions WHERE user_id = ? ORDER BY id", userId)
      .map(toSession);
  }

  releaseGuestNames(endedBeforeMs: number): Promise<number> {
    return this.#writer.act("releaseGuestNames", endedBeforeMs);
  }

  #user(where: string, value: string): UserRow | undefined {
    const record = this.#reader.get<UserRecord>(`SELECT * FROM users WHERE ${where}`, value);
    return record && toUser(record);
  }
}

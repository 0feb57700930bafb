// What people want to be told of, in CQL.
import type { Clock } from "../../core/clock.ts";
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { PreferenceRow } from "../../core/notices.ts";
import type { Page, PageAsk } from "../../core/ports.ts";
import type { Cql, Statement } from "./cql.ts";

/** The preferences that count for one person in one channel. */
export interface Preferences {
  own?: PreferenceRow;
  general?: PreferenceRow;
}

interface PreferenceRecord {
  readonly user_id: string;
  readonly channel_id: string;
  readonly level: PreferenceRow["level"];
  readonly muted_until_ms: bigint;
}

const keysAtOnce = 100;

/** Preferences of everybody. */
export class NoticePreferences {
  readonly #cql: Cql;
  readonly #clock: Clock;
  readonly #turns = new KeyedTurns();

  constructor({ cql, clock }: { cql: Cql; clock: Clock }) {
    this.#cql = cql;
    this.#clock = clock;
  }

  async of(userId: string): Promise<PreferenceRow[]> {
    const query = "SELECT * FROM notice_preferences WHERE user_id = ?";
    return (await this.#cql.all<PreferenceRecord>(query, userId)).map(toPreference);
  }

  async in(channelId: string, userIds: readonly string[]): Promise<Map<string, Preferences>> {
    const query = "SELECT * FROM notice_preferences WHERE user_id IN ? AND channel_id IN ?";
    const channels = channelId === "" ? [""] : ["", channelId];
    const rows = new Map<string, PreferenceRecord[]>();
    for (let at = 0; at < userIds.length; at += keysAtOnce) {
      const some = userIds.slice(at, at + keysAtOnce);
      for (const row of await this.#cql.all<PreferenceRecord>(query, some, channels))
        rows.set(row.user_id, [...(rows.get(row.user_id) ?? []), row]);
    }
    const found = new Map<string, Preferences>();
    for (const userId of userIds) {
      const own = rows.get(userId)?.find((row) => row.channel_id === channelId);
      const general = rows.get(userId)?.find((row) => row.channel_id === "");
      const preferences = {
        ...(own && { own: toPreference(own) }),
        ...(general && { general: toPreference(general) }),
      };
      if (own || general) found.set(userId, preferences);
    }
    return found;
  }

  async wantAll(channelId: string, { after = "", size }: PageAsk): Promise<Page<string>> {
    const query = "SELECT user_id FROM notice_want_all WHERE channel_id = ? AND user_id > ? LIMIT ?";
    const rows = await this.#cql.all<{ user_id: string }>(query, placeOfChannel(channelId), after, size + 1);
    const items = rows.slice(0, size).map(({ user_id }) => user_id);
    return { items, next: rows.length > size ? items.at(-1) : undefined };
  }

  /** Counted in one process at a time: through two nodes at the same moment a person may come to have one more. */
  set(userId: string, asked: PreferenceRow, most: number): Promise<boolean> {
    // Whoever mutes for ever may name a time that no row can hold.
    const preference = { ...asked, mutedUntilMs: Math.min(Math.floor(asked.mutedUntilMs), Number.MAX_SAFE_INTEGER) };
    return this.#turns.run(userId, () => this.#set(userId, preference, most));
  }

  async #set(userId: string, preference: PreferenceRow, most: number): Promise<boolean> {
    const { channelId, level, mutedUntilMs } = preference;
    const isNothing = level === "default" && mutedUntilMs <= this.#clock.now();
    if (!isNothing && channelId !== "") {
      const others = (await this.of(userId)).filter((row) => row.channelId !== "" && row.channelId !== channelId);
      if (others.length >= most) return false;
    }
    const row = isNothing ? forget(userId, channelId) : replace(userId, preference);
    // Both or none: who wants all is found by the second.
    await this.#cql.batch([row, wanting(userId, channelId, level === "all")], true);
    return true;
  }
}

function replace(userId: string, { channelId, level, mutedUntilMs }: PreferenceRow): Statement {
  const query = "INSERT INTO notice_preferences (user_id, channel_id, level, muted_until_ms) VALUES (?, ?, ?, ?)";
  return { query, params: [userId, channelId, level, BigInt(mutedUntilMs)] };
}

function forget(userId: string, channelId: string): Statement {
  return { query: "DELETE FROM notice_preferences WHERE user_id = ? AND channel_id = ?", params: [userId, channelId] };
}

function wanting(userId: string, channelId: string, isSo: boolean): Statement {
  const query = isSo
    ? "INSERT INTO notice_want_all (channel_id, user_id) VALUES (?, ?)"
    : "DELETE FROM notice_want_all WHERE channel_id = ? AND user_id = ?";
  return { query, params: [placeOfChannel(channelId), userId] };
}

// No partition may have an empty name, as what counts everywhere has.
function placeOfChannel(channelId: string): string {
  return `channel ${channelId}`;
}

function toPreference({ channel_id, level, muted_until_ms }: PreferenceRecord): PreferenceRow {
  return { channelId: channel_id, level, mutedUntilMs: Number(muted_until_ms) };
}

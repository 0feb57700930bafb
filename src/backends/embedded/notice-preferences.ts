// What people want to be told of, remembered: the notifier asks about each message.
import type { PreferenceRow } from "../../core/notices.ts";
import type { Page, PageAsk } from "../../core/ports.ts";
import { type PreferenceRecord, toPreference } from "./notice-rows.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Bounds of what is remembered; what is beyond is read each time. */
const limits = { channels: 20_000, inChannel: 200, people: 200_000 };

/** The preferences that count for one person in one channel. */
export interface Preferences {
  own?: PreferenceRow;
  general?: PreferenceRow;
}

/** Preferences over the writer and the reader of one database: nobody else writes them, so what is remembered is right. */
export class NoticePreferences {
  readonly #writer: Writer;
  readonly #reader: Reader;
  /** Of channels with few; the others are read. */
  readonly #channels = new Map<string, ReadonlyMap<string, PreferenceRow> | "many">();
  readonly #general = new Map<string, PreferenceRow | undefined>();

  constructor({ writer, reader }: { writer: Writer; reader: Reader }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  of(userId: string): PreferenceRow[] {
    const sql = "SELECT * FROM notice_preferences WHERE user_id = ? ORDER BY channel_id";
    return this.#reader.all<PreferenceRecord>(sql, userId).map(toPreference);
  }

  in(channelId: string, userIds: readonly string[]): Map<string, Preferences> {
    const found = new Map<string, Preferences>();
    const here = this.#inChannel(channelId);
    for (const userId of userIds) {
      const own = here === "many" ? this.#one(userId, channelId) : here.get(userId);
      const general = this.#generalOf(userId);
      if (own || general) found.set(userId, { ...(own && { own }), ...(general && { general }) });
    }
    return found;
  }

  wantAll(channelId: string, { after = "", size }: PageAsk): Page<string> {
    const sql = `SELECT user_id FROM notice_preferences WHERE channel_id = ? AND level = 'all' AND user_id > ?
      ORDER BY user_id LIMIT ?`;
    const found = this.#reader.all<{ user_id: string }>(sql, channelId, after, size + 1);
    const items = found.slice(0, size).map(({ user_id }) => user_id);
    return { items, next: found.length > size ? items.at(-1) : undefined };
  }

  async set(userId: string, asked: PreferenceRow, most: number): Promise<boolean> {
    // Whoever mutes for ever may name a time that no row can hold.
    const preference = { ...asked, mutedUntilMs: Math.min(asked.mutedUntilMs, Number.MAX_SAFE_INTEGER) };
    try {
      return await this.#writer.act("setNoticePreference", { userId, most, preference });
    } finally {
      // Also when it is unknown whether it was kept.
      if (preference.channelId === "") this.#general.delete(userId);
      else this.#channels.delete(preference.channelId);
    }
  }

  #inChannel(channelId: string): ReadonlyMap<string, PreferenceRow> | "many" {
    const known = this.#channels.get(channelId);
    if (known) return known;
    const sql = "SELECT * FROM notice_preferences WHERE channel_id = ? LIMIT ?";
    const rows = this.#reader.all<PreferenceRecord>(sql, channelId, limits.inChannel + 1);
    const isMany = rows.length > limits.inChannel;
    const read = isMany ? "many" : new Map(rows.map((row) => [row.user_id, toPreference(row)]));
    if (this.#channels.size >= limits.channels) this.#channels.clear();
    this.#channels.set(channelId, read);
    return read;
  }

  #generalOf(userId: string): PreferenceRow | undefined {
    if (this.#general.has(userId)) return this.#general.get(userId);
    const general = this.#one(userId, "");
    if (this.#general.size >= limits.people) this.#general.clear();
    this.#general.set(userId, general);
    return general;
  }

  #one(userId: string, channelId: string): PreferenceRow | undefined {
    const sql = "SELECT * FROM notice_preferences WHERE user_id = ? AND channel_id = ?";
    const record = this.#reader.get<PreferenceRecord>(sql, userId, channelId);
    return record && toPreference(record);
  }
}

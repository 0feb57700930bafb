// The writes about people's devices and wishes, and the store's own secrets.
import type { DeviceRow, PreferenceRow } from "../../core/notices.ts";
import type { ActContext } from "./acts.ts";
import { type DeviceRecord, toDevice } from "./notice-rows.ts";
import type { RowStatements } from "./row-statements.ts";

/** How many rows one act deletes at most, more or less. */
const removedAtOnce = 200;

/** Acts by name, part of the notice store's. */
export const noticeDeviceActs = {
  /** Adds a device or changes the one there; also returns other people's devices at the same endpoint. */
  putDevice({ statements }: ActContext, device: DeviceRow, most: number): PutDevice {
    const address = device.way.kind === "web-push" ? device.way.endpoint : device.way.url;
    const known = statements
      .sql("SELECT 1 FROM notice_devices WHERE address = ? AND kind = ? AND user_id = ?")
      .get(address, device.way.kind, device.userId);
    const count = statements.sql("SELECT count(*) AS n FROM notice_devices WHERE user_id = ?").get(device.userId)?.n;
    if (!known && (count as number) >= most) return { device: undefined, displaced: [] };
    const others = "SELECT id FROM notice_devices WHERE address = ? AND kind = 'web-push' AND user_id <> ?";
    const displaced = statements.sql(others).all(address, device.userId);
    return { device: writeDevice(statements, device, address), displaced: displaced.map(({ id }) => id as string) };
  },

  /** Removes some of what waits for a device, and once that is all, the device; returns whether it is gone. */
  removeDevice({ statements, nowMs }: ActContext, deviceId: string, onlyIfSessionOver: boolean): boolean {
    const isOver = `SELECT 1 FROM notice_devices d WHERE id = ? AND session_id <> '' AND NOT EXISTS
      (SELECT 1 FROM sessions s WHERE s.id = d.session_id AND s.refresh_expires_at_ms > ?)`;
    if (onlyIfSessionOver && !statements.sql(isOver).get(deviceId, nowMs)) return true;
    // Who asks what became of it hears that the device is gone, and not that it still waits.
    const kept = `INSERT OR IGNORE INTO notice_deliveries
      SELECT o.user_id, o.source_id, o.seq, d.id, 'gone', d.label, o.at_ms, ?, '' FROM notice_devices d
      JOIN notice_outbox o ON o.device_id = d.id AND o.taken_back = '' WHERE d.id = ? ORDER BY o.source_id LIMIT ?`;
    statements.sql(kept).run(nowMs, deviceId, removedAtOnce);
    let left = removedAtOnce;
    for (const table of ["notice_outbox", "notice_shown"]) {
      const sql = `DELETE FROM ${table} WHERE device_id = ?1 AND source_id IN
        (SELECT source_id FROM ${table} WHERE device_id = ?1 LIMIT ?2)`;
      left -= Number(statements.sql(sql).run(deviceId, left).changes);
      if (left <= 0) return false;
    }
    statements.sql("DELETE FROM notice_devices WHERE id = ?").run(deviceId);
    return true;
  },

  setNoticePreference(
    { statements, nowMs }: ActContext,
    { userId, most, preference }: { userId: string; most: number; preference: PreferenceRow },
  ): boolean {
    const { channelId, level, mutedUntilMs } = preference;
    if (level === "default" && mutedUntilMs <= nowMs) {
      statements.sql("DELETE FROM notice_preferences WHERE user_id = ? AND channel_id = ?").run(userId, channelId);
      return true;
    }
    const others = "SELECT count(*) AS n FROM notice_preferences WHERE user_id = ? AND channel_id NOT IN ('', ?)";
    const count = statements.sql(others).get(userId, channelId)?.n as number;
    if (channelId !== "" && count >= most) return false;
    statements
      .sql("INSERT OR REPLACE INTO notice_preferences VALUES (?, ?, ?, ?)")
      .run(userId, channelId, level, mutedUntilMs);
    return true;
  },

  /** Returns the secret that is kept: the first one. */
  keepSecret({ statements }: ActContext, name: string, value: string): string {
    statements.sql("INSERT OR IGNORE INTO secrets VALUES (?, ?)").run(name, value);
    return statements.sql("SELECT value FROM secrets WHERE name = ?").get(name)?.value as string;
  },
} as const;

/** What became of a device that was put. */
export interface PutDevice {
  readonly device: DeviceRow | undefined;
  readonly displaced: readonly string[];
}

function writeDevice(statements: RowStatements, device: DeviceRow, address: string): DeviceRow | undefined {
  const sql = `INSERT INTO notice_devices VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (address, kind, user_id) DO UPDATE SET session_id = excluded.session_id, label = excluded.label,
    way = excluded.way, shows_text = excluded.shows_text, last_failure = '' ON CONFLICT (id) DO NOTHING RETURNING *`;
  const { deviceId, userId, sessionId, label, way, showsText, createdAtMs, lastTakenAtMs, lastFailure } = device;
  const who = [deviceId, userId, sessionId, label, way.kind, address, JSON.stringify(way)] as const;
  const written = statements.sql(sql).get(...who, showsText ? 1 : 0, createdAtMs, lastTakenAtMs, lastFailure);
  return written && toDevice(written as unknown as DeviceRecord);
}

// Where people are told, in CQL.
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { DeviceRow, DeviceWay } from "../../core/notices.ts";
import { AtMost } from "./at-most.ts";
import type { Cql } from "./cql.ts";

interface DeviceRecord {
  readonly user_id: string;
  readonly id: string;
  readonly no: number;
  readonly session_id: string;
  readonly label: string;
  readonly kind: DeviceWay["kind"];
  readonly address: string;
  /** Null: the device was removed while something was noted of it. */
  readonly way: string | null;
  readonly shows_text: boolean;
  readonly created_at_ms: bigint;
  readonly last_taken_at_ms: bigint | null;
  readonly last_failure: string | null;
}

interface AddressRecord {
  readonly user_id: string;
  readonly device_id: string;
  readonly stamp: bigint;
}

/** Whose device another one is. */
export interface DeviceOf {
  readonly userId: string;
  readonly deviceId: string;
}

const keysAtOnce = 100;
/** Reads of so many people each. */
const readsAtOnce = 8;
const rowsAtOnce = 500;

/** The rows of devices. */
export class NoticeDevices {
  readonly #cql: Cql;
  readonly #turns = new KeyedTurns();
  readonly #door = new AtMost(readsAtOnce);

  constructor(cql: Cql) {
    this.#cql = cql;
  }

  /**
   * Adds or changes one; also returns devices that must go, since a browser tells the one who put it last. The bound is
   * counted in one process at a time: through two nodes at the same moment a person may come to have one more.
   */
  put(device: DeviceRow, most: number): Promise<{ kept: DeviceRow | undefined; displaced: DeviceOf[] }> {
    return this.#turns.run(device.userId, () => this.#put(device, most));
  }

  async device(deviceId: string): Promise<DeviceRow | undefined> {
    const query = "SELECT user_id FROM notice_device_ids WHERE id = ?";
    const owner = await this.#cql.one<{ user_id: string }>(query, deviceId);
    return owner && (await this.ofUser(owner.user_id)).find((device) => device.deviceId === deviceId);
  }

  /** In the order in which they were registered. */
  async ofUser(userId: string): Promise<DeviceRow[]> {
    return (await this.#records([userId])).map(toDevice);
  }

  /** The ids of the devices of each of these people who has any. */
  async ofUsers(userIds: readonly string[]): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    const parts: string[][] = [];
    for (let at = 0; at < userIds.length; at += keysAtOnce) parts.push(userIds.slice(at, at + keysAtOnce));
    await this.#door.each(parts, async (some) => {
      for (const { user_id, id } of await this.#records(some)) found.set(user_id, [...(found.get(user_id) ?? []), id]);
    });
    return found;
  }

  /** Keeps when it last took something. */
  async taken({ userId, deviceId }: DeviceOf, atMs: number): Promise<void> {
    const query = "UPDATE notice_devices SET last_taken_at_ms = ?, last_failure = '' WHERE user_id = ? AND id = ?";
    await this.#cql.run(query, BigInt(Math.floor(atMs)), userId, deviceId);
  }

  /** Keeps why it did not take something. */
  async failed({ userId, deviceId }: DeviceOf, detail: string): Promise<void> {
    await this.#cql.run(
      "UPDATE notice_devices SET last_failure = ? WHERE user_id = ? AND id = ?",
      detail,
      userId,
      deviceId,
    );
  }

  async remove({ userId, deviceId, way }: DeviceRow): Promise<void> {
    await this.#cql.run("DELETE FROM notice_devices WHERE user_id = ? AND id = ?", userId, deviceId);
    const query = "SELECT device_id FROM notice_addresses WHERE kind = ? AND address = ? AND user_id = ?";
    const holder = await this.#cql.one<{ device_id: string }>(query, way.kind, addressOf(way), userId);
    if (holder?.device_id === deviceId) {
      const forget = "DELETE FROM notice_addresses WHERE kind = ? AND address = ? AND user_id = ?";
      await this.#cql.run(forget, way.kind, addressOf(way), userId);
    }
    await this.#cql.run("DELETE FROM notice_device_ids WHERE id = ?", deviceId);
  }

  /** All devices, some at a time. */
  async *all(): AsyncGenerator<DeviceRow[]> {
    let after: string | undefined;
    do {
      const statement = { query: "SELECT * FROM notice_devices", params: [] };
      const page = await this.#cql.page<DeviceRecord>(statement, { size: rowsAtOnce, after });
      yield page.rows.filter(({ way }) => way !== null).map(toDevice);
      after = page.next;
    } while (after !== undefined);
  }

  async #put(device: DeviceRow, most: number) {
    const own = await this.#records([device.userId]);
    const address = addressOf(device.way);
    const known = own.find((record) => record.kind === device.way.kind && record.address === address);
    if (!known && (own.length >= most || (await this.#isTaken(device.deviceId))))
      return { kept: undefined, displaced: [] };
    const no = known?.no ?? Math.max(0, ...own.map((record) => record.no)) + 1;
    const kept: DeviceRow = known
      ? { ...toDevice(known), ...changeable(device), way: device.way, lastFailure: "" }
      : device;
    await this.#write(kept, no);
    const displaced = device.way.kind === "web-push" ? await this.#displaced(kept, address) : [];
    return { kept, displaced };
  }

  async #write(device: DeviceRow, no: number): Promise<void> {
    const { deviceId, userId, sessionId, label, way, showsText, createdAtMs, lastTakenAtMs, lastFailure } = device;
    await this.#cql.run("INSERT INTO notice_device_ids (id, user_id) VALUES (?, ?)", deviceId, userId);
    await this.#cql.run(
      "INSERT INTO notice_addresses (kind, address, user_id, device_id) VALUES (?, ?, ?, ?)",
      ...[way.kind, addressOf(way), userId, deviceId],
    );
    await this.#cql.run(
      `INSERT INTO notice_devices (user_id, id, no, session_id, label, kind, address, way, shows_text, created_at_ms,
       last_taken_at_ms, last_failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[userId, deviceId, no, sessionId, label, way.kind, addressOf(way), JSON.stringify(way), showsText],
      ...[BigInt(createdAtMs), BigInt(lastTakenAtMs), lastFailure],
    );
  }

  // Of several who put one browser at the same moment all find the same one to be the last.
  async #displaced({ userId, deviceId }: DeviceRow, address: string): Promise<DeviceOf[]> {
    const query = `SELECT user_id, device_id, WRITETIME(device_id) AS stamp FROM notice_addresses
      WHERE kind = 'web-push' AND address = ?`;
    const rows = await this.#cql.all<AddressRecord>(query, address);
    const last = rows.reduce((a, b) => (b.stamp > a.stamp || (b.stamp === a.stamp && b.user_id > a.user_id) ? b : a), {
      user_id: userId,
      device_id: deviceId,
      stamp: 0n,
    });
    return rows
      .filter((row) => row.user_id !== last.user_id)
      .map((row) => ({ userId: row.user_id, deviceId: row.device_id }));
  }

  async #isTaken(deviceId: string): Promise<boolean> {
    return (await this.device(deviceId)) !== undefined;
  }

  async #records(userIds: readonly string[]): Promise<DeviceRecord[]> {
    const query = "SELECT * FROM notice_devices WHERE user_id IN ?";
    const rows = await this.#cql.all<DeviceRecord>(query, [...userIds]);
    return rows.filter(({ way }) => way !== null).toSorted((a, b) => a.no - b.no);
  }
}

function changeable({ sessionId, label, showsText }: DeviceRow) {
  return { sessionId, label, showsText };
}

function addressOf(way: DeviceWay): string {
  return way.kind === "web-push" ? way.endpoint : way.url;
}

function toDevice(record: DeviceRecord): DeviceRow {
  return {
    deviceId: record.id,
    userId: record.user_id,
    sessionId: record.session_id,
    label: record.label,
    way: JSON.parse(record.way ?? "") as DeviceWay,
    showsText: record.shows_text,
    createdAtMs: Number(record.created_at_ms),
    lastTakenAtMs: Number(record.last_taken_at_ms ?? 0n),
    lastFailure: record.last_failure ?? "",
  };
}

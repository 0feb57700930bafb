// Reads and writes what is known of places; see notice-place.ts.
import type { Cql, Statement } from "./cql.ts";
import { type PlaceFacts, type PlaceKey, stampAfterSeq, stampOfSeq } from "./notice-place.ts";

/** A row of notice_places. */
export type PlaceRecord = PlaceFacts & {
  readonly user_id: string;
  readonly device_id: string;
  readonly source_id: string;
};

/** So long it is remembered how often something was tried: longer than anything waits. */
const triesSeconds = 2 * 24 * 60 * 60;
const keysAtOnce = 100;

/** The rows of all places. */
export class NoticePlaces {
  readonly #cql: Cql;

  constructor(cql: Cql) {
    this.#cql = cql;
  }

  /** What is known of these sources on some devices of one person. */
  async read(userId: string, deviceIds: readonly string[], sourceIds: readonly string[]): Promise<PlaceRecord[]> {
    if (deviceIds.length === 0) return [];
    const query = "SELECT * FROM notice_places WHERE user_id = ? AND device_id IN ? AND source_id IN ?";
    const found: PlaceRecord[] = [];
    for (let at = 0; at < sourceIds.length; at += keysAtOnce) {
      const some = sourceIds.slice(at, at + keysAtOnce);
      found.push(...(await this.#cql.all<PlaceRecord>(query, userId, [...deviceIds], some)));
    }
    return found;
  }

  async readOne({ userId, deviceId, sourceId }: PlaceKey): Promise<PlaceFacts> {
    const [record] = await this.read(userId, [deviceId], [sourceId]);
    return record ?? {};
  }

  /** What is known of all sources on one device, some of them at a time. */
  async *ofDevice(userId: string, deviceId: string): AsyncGenerator<PlaceRecord[]> {
    const query = "SELECT * FROM notice_places WHERE user_id = ? AND device_id = ?";
    yield* this.#pages({ query, params: [userId, deviceId] });
  }

  /** All places of all people, some of them at a time. */
  async *all(): AsyncGenerator<PlaceRecord[]> {
    yield* this.#pages({ query: "SELECT * FROM notice_places", params: [] });
  }

  /** Writes down facts about a seq: an earlier one's change nothing. */
  write(key: PlaceKey, facts: PlaceFacts, seq: number): Promise<void> {
    return this.#update(key, facts, { stamp: stampOfSeq(seq) });
  }

  /** Puts another message in the place of one that is to be told no more, though it is an earlier one. */
  async stepBack(key: PlaceKey, facts: PlaceFacts): Promise<void> {
    const query = `SELECT WRITETIME(told_seq) AS stamp FROM notice_places
      WHERE user_id = ? AND device_id = ? AND source_id = ?`;
    const found = await this.#cql.one<{ stamp: bigint | null }>(query, ...paramsOf(key));
    await this.#update(key, facts, { stamp: (found?.stamp ?? 0n) + 1n });
  }

  /** Writes down what became of a try: for a while, and whoever sends knows best. */
  note(key: PlaceKey, facts: PlaceFacts): Promise<void> {
    return this.#update(key, facts, { seconds: triesSeconds });
  }

  /** Forgets all about a place up to a seq. */
  async forget(key: PlaceKey, seq: number): Promise<void> {
    const where = "WHERE user_id = ? AND device_id = ? AND source_id = ?";
    const noted = `DELETE try_seq, attempts, retry_at_ms, wait_seq, wait_until_ms FROM notice_places ${where}`;
    await this.#cql.run(noted, ...paramsOf(key));
    const facts = `DELETE FROM notice_places USING TIMESTAMP ? ${where}`;
    await this.#cql.run(facts, stampAfterSeq(seq), ...paramsOf(key));
  }

  /** Forgets a device for good: whatever is written about it later is not there. */
  forgetDevice(userId: string, deviceId: string): Promise<void> {
    return this.#cql.run("DELETE FROM notice_places WHERE user_id = ? AND device_id = ?", userId, deviceId);
  }

  async #update(key: PlaceKey, facts: PlaceFacts, how: { stamp: bigint } | { seconds: number }): Promise<void> {
    const columns = Object.entries(facts).filter(([, value]) => value !== undefined);
    const places = columns.map(([column]) => `${column} = ?`).join(", ");
    const [using, value] = "stamp" in how ? ["TIMESTAMP", how.stamp] : ["TTL", how.seconds];
    const query = `UPDATE notice_places USING ${using} ? SET ${places}
      WHERE user_id = ? AND device_id = ? AND source_id = ?`;
    await this.#cql.run(query, value, ...columns.map(([, each]) => each), ...paramsOf(key));
  }

  async *#pages(statement: Statement): AsyncGenerator<PlaceRecord[]> {
    let after: string | undefined;
    do {
      const page = await this.#cql.page<PlaceRecord>(statement, { size: 500, after });
      yield page.rows;
      after = page.next;
    } while (after !== undefined);
  }
}

/** Which place a row is about. */
export function keyOf({ user_id, device_id, source_id }: PlaceRecord): PlaceKey {
  return { userId: user_id, deviceId: device_id, sourceId: source_id };
}

function paramsOf({ userId, deviceId, sourceId }: PlaceKey): string[] {
  return [userId, deviceId, sourceId];
}

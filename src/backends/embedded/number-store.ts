// Numbers of people and other counts in SQLite.
import type { NumberStore } from "../../core/ports.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** NumberStore over the writer and the reader of one database. */
export class EmbeddedNumberStore implements NumberStore {
  readonly #writer: Writer;
  readonly #reader: Reader;

  constructor({ writer, reader }: { writer: Writer; reader: Reader }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  next(counter: string): Promise<number> {
    return this.#writer.act("nextNumber", counter);
  }

  async numberOf(userId: string): Promise<number> {
    const sql = "SELECT number FROM numbers WHERE user_id = ?";
    const known = this.#reader.get<{ number: number }>(sql, userId);
    return known?.number ?? this.#writer.act("numberOf", userId);
  }

  async holderOf(number: number): Promise<string | undefined> {
    return this.#reader.get<{ user_id: string }>("SELECT user_id FROM numbers WHERE number = ?", number)?.user_id;
  }

  async placeOf(reader: string): Promise<number | undefined> {
    return this.#reader.get<{ seq: number }>("SELECT seq FROM places WHERE reader = ? AND seq >= 0", reader)?.seq;
  }

  keepPlace(reader: string, place: number | "live" | undefined): Promise<void> {
    return this.#writer.act("keepPlace", reader, place);
  }

  async readersLike(prefix: string): Promise<string[]> {
    const sql = "SELECT reader FROM places WHERE substr(reader, 1, length(?)) = ? ORDER BY reader";
    return this.#reader.all<{ reader: string }>(sql, prefix, prefix).map(({ reader }) => reader);
  }

  settlePlaces(prefix: string, seq: number): Promise<void> {
    return this.#writer.act("settlePlaces", prefix, seq);
  }

  claim(number: number, userId: string): Promise<string | undefined> {
    return this.#writer.act("claimNumber", number, userId);
  }
}

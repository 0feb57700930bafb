// Which open streams belong to whom: each to the one it named last.
import { namesSomebody } from "./names-somebody.ts";

/** Finds streams by the user id that they named last. */
export class StreamsByName<Stream> {
  readonly #byName = new Map<string, Set<Stream>>();
  readonly #names = new Map<Stream, string>();

  /** Gives the stream to this person, and takes it from the one before; to nobody if the id can be nobody's. */
  give(stream: Stream, userId: string): void {
    if (this.#names.get(stream) === userId) return;
    this.take(stream);
    if (!namesSomebody(userId)) return;
    this.#names.set(stream, userId);
    const streams = this.#byName.get(userId);
    if (streams) streams.add(stream);
    else this.#byName.set(userId, new Set([stream]));
  }

  /** Takes the stream from whom it belongs to. */
  take(stream: Stream): void {
    const userId = this.#names.get(stream);
    if (userId === undefined) return;
    this.#names.delete(stream);
    const streams = this.#byName.get(userId);
    streams?.delete(stream);
    if (streams?.size === 0) this.#byName.delete(userId);
  }

  /** The streams of a person. */
  of(userId: string): readonly Stream[] {
    return [...(this.#byName.get(userId) ?? [])];
  }
}

// The last lines of a channel as a door's bytes, and pieces of them that all who stand at the same place share.
import { joinParts } from "../../core/frame.ts";

/** A line as a door shows it. */
export interface RenderedLine {
  readonly seq: number;
  readonly authorId: string;
  readonly bytes: Uint8Array;
}

/** Lines joined; empty bytes where nothing is to be shown up to `through`. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly through: number;
}

/** Lines joined once, for all who get them as they are. */
export interface SharedChunk extends Chunk {
  readonly lines: readonly RenderedLine[];
  readonly authors: ReadonlySet<string>;
}

/** Joins lines, which become views of what was joined: their bytes are held once. */
export function share(lines: readonly RenderedLine[], through: number): SharedChunk {
  const bytes = joinParts(lines.map((line) => line.bytes));
  let at = 0;
  const views = lines.map((line) => {
    const view = { ...line, bytes: bytes.subarray(at, at + line.bytes.length) };
    at += line.bytes.length;
    return view;
  });
  return { bytes, through, lines: views, authors: new Set(lines.map(({ authorId }) => authorId)) };
}

/** The chunk without the lines of one author. */
export function chunkOf(shared: SharedChunk, withoutAuthor: string | undefined): Chunk {
  if (withoutAuthor === undefined || !shared.authors.has(withoutAuthor)) return shared;
  const others = shared.lines.filter(({ authorId }) => authorId !== withoutAuthor);
  return { bytes: joinParts(others.map(({ bytes }) => bytes)), through: shared.through };
}

const maxLines = 4_096;
const maxBytes = 1024 * 1024;
const chunkBytes = 32 * 1024;
/** Places for which a chunk is kept: nearly everybody stands at one of a few. */
const maxChunks = 16;

/** Bounded by count and bytes. */
export class LineRing {
  /** The seq up to which everything was added. */
  head: number;
  /** Lines after this seq are here. */
  #after: number;
  #lines: RenderedLine[] = [];
  #bytes = 0;
  readonly #chunks = new Map<number, SharedChunk>();

  constructor(head: number) {
    this.head = head;
    this.#after = head;
  }

  /** Adds the next event: its line, or nothing to show. */
  add(seq: number, line: RenderedLine | undefined): void {
    this.head = seq;
    this.#chunks.clear();
    if (!line) return;
    this.#lines.push(line);
    this.#bytes += line.bytes.length;
    while (this.#lines.length > maxLines || this.#bytes > maxBytes) this.#dropHalf();
  }

  /** Drops what is here: whoever has not got it is read from the store. */
  forget(): void {
    this.#lines = [];
    this.#bytes = 0;
    this.#after = this.head;
    this.#chunks.clear();
  }

  /** Goes on after this seq. */
  skipTo(seq: number): void {
    this.head = seq;
    this.forget();
  }

  /** The next lines after a seq, about 32 KB at most, but for those of one author; undefined if only the store has them. */
  chunk(after: number, withoutAuthor: string | undefined): Chunk | undefined {
    if (after < this.#after) return undefined;
    if (after >= this.head) return { bytes: new Uint8Array(), through: after };
    return chunkOf(this.#chunks.get(after) ?? this.#make(after), withoutAuthor);
  }

  #make(after: number): SharedChunk {
    const from = this.#firstAfter(after);
    let to = from;
    for (let bytes = 0; to < this.#lines.length && bytes < chunkBytes; to++)
      bytes += (this.#lines[to] as RenderedLine).bytes.length;
    const lines = this.#lines.slice(from, to);
    const through = to === this.#lines.length ? this.head : (lines.at(-1)?.seq ?? after);
    const chunk = share(lines, through);
    if (this.#chunks.size < maxChunks) this.#chunks.set(after, chunk);
    return chunk;
  }

  #firstAfter(seq: number): number {
    let low = 0;
    let high = this.#lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] as RenderedLine).seq <= seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Half at once: one at a time would move the rest of the array for every line.
  #dropHalf(): void {
    const dropped = this.#lines.splice(0, Math.ceil(this.#lines.length / 2));
    for (const { bytes } of dropped) this.#bytes -= bytes.length;
    this.#after = dropped.at(-1)?.seq ?? this.head;
  }
}

// Pages of older lines as a door's bytes: many who replay a channel at once read each page from the store once.
import type { SharedChunk } from "./line-ring.ts";

/** Lines after a seq, and the seq up to which they are all there are. */
export type LinePage = SharedChunk;

/** Kept pages, and their bytes, at most. */
const maxPages = 64;
const maxBytes = 4 * 1024 * 1024;

interface Kept {
  readonly page: Promise<LinePage>;
  bytes: number;
}

/** Keeps the pages that were asked for last. */
export class LinePages {
  readonly #read: (after: number) => Promise<LinePage>;
  readonly #kept = new Map<number, Kept>();
  #bytes = 0;

  constructor(read: (after: number) => Promise<LinePage>) {
    this.#read = read;
  }

  /** The page after a seq; rejects if the store cannot be read. */
  get(after: number): Promise<LinePage> {
    const known = this.#kept.get(after);
    if (known) return known.page;
    const kept: Kept = { page: this.#read(after), bytes: 0 };
    this.#kept.set(after, kept);
    kept.page.then(
      (page) => this.#weigh(after, kept, page),
      () => this.#drop(after, kept),
    );
    if (this.#kept.size > maxPages) this.#dropOldest();
    return kept.page;
  }

  /** Forgets all: what they say has changed. */
  forget(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #weigh(after: number, kept: Kept, page: LinePage): void {
    if (this.#kept.get(after) !== kept) return;
    // The last page grows with the next line.
    if (page.lines.length === 0) return this.#drop(after, kept);
    kept.bytes = page.bytes.length;
    this.#bytes += kept.bytes;
    while (this.#bytes > maxBytes) this.#dropOldest();
  }

  #dropOldest(): void {
    for (const [after, kept] of this.#kept) return this.#drop(after, kept);
  }

  #drop(after: number, kept: Kept): void {
    if (this.#kept.get(after) !== kept) return;
    this.#kept.delete(after);
    this.#bytes -= kept.bytes;
  }
}

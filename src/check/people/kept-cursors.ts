// Where somebody stood, in a file: what a program keeps that wants to go on after its own end, however that comes.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { SavedCursors } from "../../clients/sdk/index.ts";

const keepMs = 400;

/** Writes the places down every so often. */
export class KeptCursors {
  readonly #path: string;
  readonly #cursors: () => SavedCursors;
  readonly #leftOut = new Set<string>();
  #keeping: NodeJS.Timeout | undefined;

  constructor(path: string, cursors: () => SavedCursors) {
    this.#path = path;
    this.#cursors = cursors;
  }

  /** What was written last; undefined: nothing yet. */
  load(): SavedCursors | undefined {
    try {
      return JSON.parse(readFileSync(this.#path, "utf8")) as SavedCursors;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
  }

  /** Writes from now on. */
  begin(): void {
    this.#keeping ??= setInterval(() => this.#keep(), keepMs);
  }

  /** The place in this channel is worth nothing until it is taken in again. */
  leaveOut(channelId: string): void {
    this.#leftOut.add(channelId);
    if (this.#keeping) this.#keep();
  }

  takeIn(channelId: string): void {
    this.#leftOut.delete(channelId);
  }

  end(): void {
    clearInterval(this.#keeping);
  }

  // After a kill the file is the old one or the new one, whole.
  #keep(): void {
    const { epoch, seqs } = this.#cursors();
    const kept = Object.fromEntries(Object.entries(seqs).filter(([channelId]) => !this.#leftOut.has(channelId)));
    writeFileSync(`${this.#path}.new`, JSON.stringify({ epoch, seqs: kept }));
    renameSync(`${this.#path}.new`, this.#path);
  }
}

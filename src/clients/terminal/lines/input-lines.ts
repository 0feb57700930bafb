// The lines of an input, one after the other, and the news that it has ended.
import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** What of a longer line is read; the server refuses such a text anyway. */
const longestLine = 100_000;
const mostWaiting = 1_000;

/** Reads ahead as far as 1,000 lines, so that the end of a short input is known while a line is still being carried out. */
export class InputLines {
  /** Resolves when the input is at its end, though lines may still be waiting. */
  readonly ended: Promise<void>;
  readonly #source: Readable;
  readonly #decoder = new StringDecoder("utf8");
  readonly #lines: string[] = [];
  #rest = "";
  #isOver = false;
  #wake: (() => void) | undefined;

  constructor(source: Readable) {
    this.#source = source;
    this.ended = new Promise((resolve) => {
      const end = () => {
        if (this.#isOver) return;
        this.#isOver = true;
        this.#take(this.#decoder.end());
        if (this.#rest !== "") this.#lines.push(this.#rest);
        this.#wake?.();
        resolve();
      };
      source.on("end", end);
      source.on("close", end);
      // A terminal that was closed is an input at its end.
      source.on("error", end);
    });
    source.on("data", (bytes: Buffer) => this.#take(this.#decoder.write(bytes)));
  }

  /** How many lines were read and not asked for. */
  get waiting(): number {
    return this.#lines.length;
  }

  /** The next line without its end; undefined when there is no more. One caller at a time. */
  async next(): Promise<string | undefined> {
    while (this.#lines.length === 0 && !this.#isOver) {
      this.#source.resume();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift();
  }

  /** Reads no more. */
  close(): void {
    this.#source.destroy();
  }

  #take(text: string): void {
    const parts = text.split("\n");
    // A line without an end in sight must not fill the memory.
    this.#rest = (this.#rest + parts[0]).slice(0, longestLine);
    for (const part of parts.slice(1)) {
      this.#lines.push(this.#rest.replace(/\r$/, ""));
      this.#rest = part.slice(0, longestLine);
    }
    if (this.#lines.length > mostWaiting) this.#source.pause();
    if (this.#lines.length > 0) this.#wake?.();
  }
}

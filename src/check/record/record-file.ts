// A file of observations: written at once, so that what a killed process saw is there, and read line by line.
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Observation, Recorded } from "./observation.ts";

/** Writes down what several people do and see. */
export class RecordFile {
  readonly #file: number;
  #lines: string[] = [];

  constructor(path: string) {
    this.#file = openSync(path, "a");
  }

  /** Notes one; it is in the file when this turn of the event loop ends. */
  note(who: string, observation: Observation): void {
    if (this.#lines.length === 0) setImmediate(() => this.#flush());
    this.#lines.push(JSON.stringify({ at: Date.now(), who, ...observation }));
  }

  close(): void {
    this.#flush();
    closeSync(this.#file);
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const text = `${this.#lines.join("\n")}\n`;
    this.#lines = [];
    writeSync(this.#file, text);
  }
}

/** Reads files, each in its order; a line that a kill cut off is left out. */
export async function* readRecords(paths: readonly string[]): AsyncIterable<Recorded> {
  for (const path of paths) {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      if (line.endsWith("}")) yield JSON.parse(line) as Recorded;
    }
  }
}

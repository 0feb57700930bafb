// A file of observations: written soon, so that what a killed process saw is there, and read line by line.
import { closeSync, createReadStream, fstatSync, openSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Observation, Recorded } from "./observation.ts";

/** What is in the file before anything comes of it: that a message was asked for must be known if it arrives. */
const atOnce: readonly Observation["what"][] = ["ask", "ack", "refused", "queued", "died", "leave"];

/** Writes down what several people do and see. */
export class RecordFile {
  readonly #file: number;
  #lines: string[] = [];

  /** Goes on after whatever is there; a line that was cut off stays a line of its own. */
  constructor(path: string) {
    this.#file = openSync(path, "a");
    if (fstatSync(this.#file).size > 0) writeSync(this.#file, "\n");
  }

  /** Notes one; it is in the file when this turn of the event loop ends, and what one sends before that. */
  note(who: string, observation: Observation): void {
    if (this.#lines.length === 0) setImmediate(() => this.#flush());
    this.#lines.push(JSON.stringify({ at: Date.now(), who, ...observation }));
    if (atOnce.includes(observation.what)) this.#flush();
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
      const record = recordIn(line);
      if (record) yield record;
    }
  }
}

function recordIn(line: string): Recorded | undefined {
  try {
    return line.endsWith("}") ? (JSON.parse(line) as Recorded) : undefined;
  } catch {
    return undefined;
  }
}

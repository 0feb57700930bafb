// How far a check is: one line that changes on a screen, a line every five seconds elsewhere.
import type { WriteStream } from "node:tty";
import type { Counts } from "../crew/crew.ts";
import type { Plan } from "../plan/plan.ts";

const elsewhereMs = 5_000;

/** Writes to a terminal or a file. */
export class ProgressLine {
  readonly #out: Pick<WriteStream, "write" | "isTTY">;
  readonly #plan: Plan;
  readonly #startedMs = performance.now();
  #toldMs = Number.NEGATIVE_INFINITY;
  #phase = "";

  constructor(out: Pick<WriteStream, "write" | "isTTY">, plan: Plan) {
    this.#out = out;
    this.#plan = plan;
  }

  /** Tells how far it is. */
  tell(phase: string, { asked, acknowledged, seen }: Counts, faults: number): void {
    const nowMs = performance.now();
    const isDue = phase !== this.#phase || nowMs - this.#toldMs >= elsewhereMs;
    if (!this.#out.isTTY && !isDue) return;
    this.#toldMs = nowMs;
    this.#phase = phase;
    const seconds = Math.round((nowMs - this.#startedMs) / 1_000);
    const line = `${seconds} s · ${phase} · ${asked} sent, ${acknowledged} acknowledged, ${seen} seen · ${faults} of ${this.#plan.faults.length} faults`;
    this.#out.write(this.#out.isTTY ? `\r\u001b[2K${line}` : `${line}\n`);
  }

  /** Leaves the line as it is. */
  end(): void {
    if (this.#out.isTTY) this.#out.write("\n");
  }
}

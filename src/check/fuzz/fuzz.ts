// Runs cases against a server until the time or the number is over, and finds the shortest form of what goes wrong.
import { type Finding, faultKey } from "./finding.ts";
import type { FuzzCase } from "./fuzz-case.ts";
import { makeCase } from "./make/make-case.ts";
import { Arena } from "./server/arena.ts";
import type { Measured } from "./server/fuzzed-server.ts";
import { smallerCases } from "./smaller-cases.ts";
import { targets } from "./targets.ts";

/** How it is fuzzed. */
export interface FuzzOptions {
  readonly seed: string;
  /** No new cases after so long, nor more than this of each target. */
  readonly withinMs: number;
  readonly casesEach: number;
  /** Only targets whose name holds this word. */
  readonly only?: string | undefined;
  /** Only the case of this number. */
  readonly index?: number | undefined;
  /** A module that the server loads before its own code. */
  readonly preload?: string | undefined;
  /** Hears now and then how many cases were run. */
  readonly onProgress?: ((cases: number) => void) | undefined;
  /** Is asked when all cases were run, while the server still is there; a rejection is a finding. */
  readonly afterwards?: ((addresses: { grpc: string; web: string }) => Promise<void>) | undefined;
}

/** What came of it. */
export interface FuzzReport {
  readonly cases: number;
  /** How often each kind of answer came, by its first word: to see that not everything was refused. */
  readonly answers: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
  /** What the server held before most cases, and what it held after them. */
  readonly before: Measured;
  readonly after: Measured;
}

const atOnce = 48;
const batchesBetweenRenewals = 2;
const mostFindings = 12;
const mostTries = 150;
const longestShrinkMs = 20_000;

/** Fuzzes one server. Rejects if it cannot be started, or prepared again. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const arena = await Arena.open(options.preload);
  try {
    return await new Fuzzing(arena, options).run();
  } finally {
    await arena.close();
  }
}

class Fuzzing {
  readonly #arena: Arena;
  readonly #options: FuzzOptions;
  readonly #findings = new Map<string, Finding>();
  readonly #answers = new Map<string, number>();
  #cases = 0;

  constructor(arena: Arena, options: FuzzOptions) {
    this.#arena = arena;
    this.#options = options;
  }

  async run(): Promise<FuzzReport> {
    const { withinMs, afterwards, onProgress } = this.#options;
    const giveUpAt = performance.now() + withinMs;
    let before: Measured | undefined;
    let batches = 0;
    for (const batch of this.#batches()) {
      if (performance.now() > giveUpAt || this.#findings.size >= mostFindings) break;
      await this.#runBatch(batch);
      if (++batches % batchesBetweenRenewals === 0) await this.#renew(batch);
      // What is loaded and cached once is not what leaks.
      if (performance.now() > giveUpAt - withinMs * 0.7) before ??= await this.#arena.measure();
      onProgress?.(this.#cases);
    }
    await afterwards?.(this.#arena.addresses).catch((failure: unknown) =>
      this.#note([], `afterwards: ${String(failure)}`),
    );
    const after = await this.#arena.measure();
    const findings = [...this.#findings.values()];
    return { cases: this.#cases, answers: this.#answers, findings, before: before ?? after, after };
  }

  *#batches(): Generator<FuzzCase[]> {
    const { seed, casesEach, only = "", index: asked } = this.#options;
    const chosen = targets.filter(({ name }) => name.includes(only));
    const indexes = asked === undefined ? Array.from({ length: casesEach }, (_, i) => i) : [asked];
    const batch: FuzzCase[] = [];
    for (const index of indexes) {
      for (const target of chosen) {
        batch.push(makeCase(seed, target, index));
        if (batch.length === atOnce) yield batch.splice(0);
      }
    }
    if (batch.length > 0) yield batch;
  }

  async #runBatch(batch: readonly FuzzCase[]): Promise<void> {
    const answers = await Promise.all(batch.map((drawn) => this.#arena.run(drawn)));
    this.#cases += batch.length;
    for (const [i, { said, wrong }] of answers.entries()) {
      this.#count(`${batch[i]?.target.split(" ")[0]} ${said.split(" ", 2).join(" ")}`);
      if (wrong !== undefined) await this.#found([batch[i] as FuzzCase], wrong);
    }
    const fault = await this.#arena.fault();
    if (fault !== undefined && !answers.some(({ wrong }) => wrong)) await this.#found(batch, fault);
  }

  #count(answer: string): void {
    this.#answers.set(answer, (this.#answers.get(answer) ?? 0) + 1);
  }

  async #renew(batch: readonly FuzzCase[]): Promise<void> {
    await this.#arena.renew().catch(async (failure: unknown) => {
      this.#note(batch, `people cannot be made any more: ${String(failure)}`);
      throw failure;
    });
  }

  async #found(suspects: readonly FuzzCase[], what: string): Promise<void> {
    const log = (await this.#arena.fault()) ?? "";
    const told = log === "" ? what : `${what}\n${log}`;
    if (this.#findings.has(faultKey(told))) return;
    const culprit = await this.#firstThatDoes(suspects, told, suspects.length);
    const shortest = culprit ? await this.#shorten(culprit, told) : undefined;
    this.#note(suspects, told, shortest);
  }

  #note(suspects: readonly FuzzCase[], what: string, shortest?: FuzzCase): void {
    const { seed } = this.#options;
    this.#findings.set(faultKey(what), { seed, suspects, what, shortest });
  }

  async #shorten(found: FuzzCase, what: string): Promise<FuzzCase> {
    const giveUpAt = performance.now() + longestShrinkMs;
    let shortest = found;
    const end = this.#cases + mostTries;
    while (performance.now() < giveUpAt) {
      const shorter = await this.#firstThatDoes(smallerCases(shortest), what, end - this.#cases);
      if (!shorter) break;
      shortest = shorter;
    }
    return shortest;
  }

  async #firstThatDoes(cases: Iterable<FuzzCase>, what: string, most: number): Promise<FuzzCase | undefined> {
    let tried = 0;
    for (const drawn of cases) {
      if (tried++ >= most) return undefined;
      if (await this.#does(drawn, what)) return drawn;
    }
    return undefined;
  }

  /** Whether the case alone, on things made anew, does the same wrong. */
  async #does(drawn: FuzzCase, what: string): Promise<boolean> {
    await this.#arena.renew();
    await this.#arena.fault();
    this.#cases++;
    const { wrong } = await this.#arena.run(drawn);
    const told = [wrong, await this.#arena.fault()].filter((each) => each !== undefined).join("\n");
    return told !== "" && faultKey(told) === faultKey(what);
  }
}

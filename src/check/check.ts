// One check from beginning to end: a server, people, faults, silence, and the verdict.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Company } from "./company.ts";
import { type Counts, Crew } from "./crew/crew.ts";
import { startsOf } from "./crew/crew-starts.ts";
import { Deployment } from "./deployment/deployment.ts";
import { FaultProxy } from "./deployment/fault-proxy.ts";
import { type Sample, ServerMeter } from "./deployment/server-meter.ts";
import { FaultMaker, type MadeFault } from "./faults/fault-maker.ts";
import { Findings } from "./findings.ts";
import { type CheckVerdict, judgeCheck } from "./judges/judge-check.ts";
import { baseOf, judgeLeaks } from "./judges/leak-check.ts";
import { judgeGone, judgeThere } from "./judges/presence-check.ts";
import type { Heads } from "./people/actor.ts";
import { Witness } from "./people/witness.ts";
import type { Plan } from "./plan/plan.ts";
import { SeededRandom } from "./plan/seeded-random.ts";
import type { Planted } from "./planted/planted.ts";
import { CheckHistory } from "./record/check-history.ts";
import { readRecords } from "./record/record-file.ts";

/** How a check is run. */
export interface CheckOptions {
  readonly plan: Plan;
  /** Gives it up: everything that was started ends, and the check rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Hears in words what is done, and every moment how far it is. */
  readonly onProgress?: (phase: string, counts: Counts, faults: number) => void;
  /** Where what everybody did and saw is kept; left out: it goes when the check is over. */
  readonly recordFolder?: string | undefined;
  /** How long everybody waits for what has to come, when all is quiet; a minute if left out. */
  readonly patienceMs?: number | undefined;
  readonly planted?: Planted | undefined;
  readonly afterKill?: ((dataFolder: string) => void) | undefined;
  /** Loaded into the server before its own code: to plant a bug. */
  readonly imports?: readonly string[] | undefined;
  /** Others who are there, and what they look at. */
  readonly company?: Company | undefined;
}

/** What came of a check. */
export interface CheckResult {
  readonly plan: Plan;
  readonly verdict: CheckVerdict;
  readonly faults: readonly MadeFault[];
  readonly history: CheckHistory;
  readonly startedAt: number;
  readonly tookMs: number;
  /** The version of the server. */
  readonly version: string;
  /** How often the server ended by itself. */
  readonly died: number;
  /** What could not be judged, and why. */
  readonly notJudged: readonly string[];
  /** Faults that were asked for or planned and not made, and why. */
  readonly notMade: readonly string[];
  /** What the server took of the machine. */
  readonly samples: readonly Sample[];
}

const tellMs = 250;
/** A connection that hangs is found after 40 s. */
const longestPatienceMs = 60_000;
const rooms = ["hall", "yard"];
/** Who is there is known within the lease of a beat, or that of a server that was just started. */
const presenceNeedsMs = 20_000;

/** Runs a check; rejects when it could not be carried out, which says nothing of the promise. */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), "madang-check-"));
  const run = new Run(options, folder);
  try {
    return await Promise.race([run.play(), givenUp(options.signal)]);
  } finally {
    await run.close();
    if (options.recordFolder !== undefined) keepRecords(folder, options.recordFolder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function givenUp(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
  });
}

function keepRecords(folder: string, kept: string): void {
  mkdirSync(kept, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith(".jsonl")) cpSync(join(folder, name), join(kept, name));
}

class Run {
  readonly #options: CheckOptions;
  readonly #folder: string;
  readonly #deployment: Deployment;
  readonly #proxies: FaultProxy[] = [];
  readonly #startedAt = Date.now();
  #witness: Witness | undefined;
  #crew: Crew | undefined;
  #maker: FaultMaker | undefined;
  #meter: ServerMeter | undefined;
  #phase = "starts the server";
  #telling: NodeJS.Timeout | undefined;

  constructor(options: CheckOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#deployment = new Deployment({ folder, afterKill: options.afterKill, imports: options.imports });
  }

  async play(): Promise<CheckResult> {
    const { plan } = this.#options;
    this.#telling = setInterval(() => this.#tell(), tellMs);
    await this.#deployment.start();
    const base = await baseOf(this.#deployment);
    await this.#options.company?.begin(this.#deployment);
    this.#meter = new ServerMeter(() => this.#deployment.pid);
    const { witness, crew, maker } = await this.#enter();
    this.#begin("people talk");
    await crew.all({ step: "talk" });
    await Promise.race([Promise.all([sleep(plan.talkMs), maker.run(plan.faults, plan.talkMs)]), crew.lost]);
    const findings = new Findings();
    await this.#calmDown(witness, crew, findings);
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
    await judgeLeaks(this.#deployment, base, findings);
    await this.#options.company?.judge(findings);
    this.#begin("judges");
    const history = await CheckHistory.of(readRecords([...crew.records, witness.recordPath]));
    const restores = maker.made.filter(({ kind }) => kind === "restore").length;
    const verdict = judgeCheck(history, { restores, findings });
    return {
      plan,
      verdict,
      history,
      faults: maker.made,
      startedAt: this.#startedAt,
      tookMs: Date.now() - this.#startedAt,
      version: this.#deployment.version,
      died: this.#deployment.died,
      samples: this.#meter.samples,
      notJudged: this.#notJudged(verdict),
      notMade: [...plan.skipped.map(({ kind, reason }) => `${kind}: ${reason}`), ...lateFaults(plan, maker)],
    };
  }

  /** Ends everything that was started. */
  async close(): Promise<void> {
    clearInterval(this.#telling);
    this.#meter?.stop();
    this.#crew?.end();
    this.#options.company?.end();
    await this.#witness?.leave();
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
    await this.#deployment.stop();
  }

  async #enter() {
    const { plan, planted, patienceMs = longestPatienceMs } = this.#options;
    this.#begin("people come in");
    const [grpc, web] = [
      await FaultProxy.start(() => this.#deployment.address),
      await FaultProxy.start(() => this.#deployment.webAddress),
    ];
    this.#proxies.push(grpc, web);
    const witness = new Witness(this.#deployment.address, this.#folder, patienceMs);
    this.#witness = witness;
    const channels = ["lobby", ...(await witness.open(rooms))];
    const crew = new Crew(
      startsOf({
        plan,
        folder: this.#folder,
        channels,
        address: grpc.address,
        webAddress: web.address,
        patienceMs,
        planted,
      }),
    );
    this.#crew = crew;
    await crew.enter();
    await this.#options.company?.enter({ address: grpc.address, webAddress: web.address });
    const chance = new SeededRandom(plan.seed).fork("faults met");
    const maker = new FaultMaker({ deployment: this.#deployment, crew, proxies: [grpc, web], chance });
    this.#maker = maker;
    return { witness, crew, maker };
  }

  async #calmDown(witness: Witness, crew: Crew, findings: Findings): Promise<void> {
    this.#begin("all becomes quiet");
    await this.#options.company?.leave();
    const known = await crew.all({ step: "settle" });
    const { lastLine, heads: witnessed } = await witness.lastLine();
    const heads = highest([...known, witnessed]);
    this.#begin("everybody catches up");
    await Promise.all([crew.all({ step: "catchUp", heads, lastLine }), witness.catchUp(heads)]);
    const accounts = this.#shown();
    await judgeThere(witness, accounts, findings);
    this.#begin("everybody looks once more");
    await crew.all({ step: "look" });
    await witness.look();
    this.#begin("everybody goes");
    await crew.all({ step: "leave" });
    const wasHanging = this.#maker?.made.some(({ kind }) => kind === "half-open") ?? false;
    await judgeGone(witness, accounts, wasHanging, findings);
    await witness.leave();
  }

  // Who only asks over HTTP, or stands at an older door, is shown by other rules.
  #shown(): string[] {
    const { people, talkMs } = this.#options.plan;
    if (talkMs < presenceNeedsMs) return [];
    const heard = people.filter(({ door }) => door === "grpc" || door === "socket-io");
    return [...new Set(heard.map(({ account }) => account))];
  }

  #notJudged({ notReplayed }: CheckVerdict): string[] {
    const { talkMs } = this.#options.plan;
    return [
      ...(talkMs < presenceNeedsMs ? ["who is shown as there: people talked for less than a lease lasts"] : []),
      ...(notReplayed > 0 ? [`what ${notReplayed} channels amount to: nobody was told all of their events`] : []),
    ];
  }

  #begin(phase: string): void {
    this.#phase = phase;
    this.#tell();
  }

  #tell(): void {
    const counts = this.#crew?.counts ?? { asked: 0, acknowledged: 0, seen: 0 };
    this.#options.onProgress?.(this.#phase, counts, this.#maker?.made.length ?? 0);
  }
}

function lateFaults({ faults }: Plan, { made }: FaultMaker): string[] {
  const left = faults.length - made.length;
  return left > 0 ? [`${left} of the plan: others took longer, because the machine was busy`] : [];
}

function highest(all: readonly Heads[]): Heads {
  const heads: Record<string, number> = {};
  for (const [channelId, seq] of all.flatMap((each) => Object.entries(each)))
    heads[channelId] = Math.max(heads[channelId] ?? 0, seq);
  return heads;
}

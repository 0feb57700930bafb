// One check from beginning to end: a server, people, faults, silence, and the verdict.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Counts, Crew, recordPathIn } from "./crew/crew.ts";
import { Deployment } from "./deployment/deployment.ts";
import { FaultProxy } from "./deployment/fault-proxy.ts";
import { FaultMaker, type MadeFault } from "./faults/fault-maker.ts";
import { type CheckVerdict, judgeCheck } from "./judges/judge-check.ts";
import type { Heads } from "./people/actor.ts";
import { Witness } from "./people/witness.ts";
import type { Plan } from "./plan/plan.ts";
import { SeededRandom } from "./plan/seeded-random.ts";
import type { Planted } from "./planted/planted.ts";
import { CheckHistory } from "./record/check-history.ts";

/** How a check is run. */
export interface CheckOptions {
  readonly plan: Plan;
  /** Hears in words what is done, and every moment how far it is. */
  readonly onProgress?: (phase: string, counts: Counts, faults: number) => void;
  /** Where what everybody did and saw is kept; left out: it goes when the check is over. */
  readonly recordFolder?: string | undefined;
  readonly planted?: Planted | undefined;
  readonly afterKill?: ((dataFolder: string) => void) | undefined;
}

/** What came of a check. */
export interface CheckResult {
  readonly plan: Plan;
  readonly verdict: CheckVerdict;
  readonly faults: readonly MadeFault[];
  readonly history: CheckHistory;
  readonly startedAt: number;
  readonly tookMs: number;
  /** How often the server ended by itself. */
  readonly died: number;
}

const tellMs = 250;
const peoplePerWorker = 8;
const rooms = ["hall", "yard"];
/** A run keeps to so many acts, so that an hour of it can still be judged in memory. */
const mostActs = 30_000;
const actsPerSecond = { fewest: 25, most: 160 };

/** Runs a check; rejects when it could not be carried out, which says nothing of the promise. */
export async function check(options: CheckOptions): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), "madang-check-"));
  const run = new Run(options, folder);
  try {
    return await run.play();
  } finally {
    await run.close();
    if (options.recordFolder !== undefined) keepRecords(folder, options.recordFolder);
    rmSync(folder, { recursive: true, force: true });
  }
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
  #phase = "starts the server";
  #telling: NodeJS.Timeout | undefined;

  constructor(options: CheckOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#deployment = new Deployment({ folder, afterKill: options.afterKill });
  }

  async play(): Promise<CheckResult> {
    const { plan } = this.#options;
    this.#telling = setInterval(() => this.#tell(), tellMs);
    await this.#deployment.start();
    const { witness, crew, maker } = await this.#enter();
    this.#begin("people talk");
    await crew.all({ step: "talk" });
    const stop = new AbortController();
    await Promise.all([sleep(plan.talkMs), maker.run(plan.faults, stop.signal)]);
    await this.#calmDown(witness, crew);
    this.#begin("judges");
    const history = await CheckHistory.read([...crew.records, witness.recordPath]);
    const verdict = judgeCheck(history);
    const tookMs = Date.now() - this.#startedAt;
    return {
      plan,
      verdict,
      faults: maker.made,
      history,
      startedAt: this.#startedAt,
      tookMs,
      died: this.#deployment.died,
    };
  }

  /** Ends everything that was started. */
  async close(): Promise<void> {
    clearInterval(this.#telling);
    this.#crew?.end();
    await this.#witness?.leave();
    await Promise.all(this.#proxies.map((proxy) => proxy.close()));
    await this.#deployment.stop();
  }

  async #enter() {
    const { plan } = this.#options;
    this.#begin("people come in");
    const [grpc, web] = [
      await FaultProxy.start(() => this.#deployment.address),
      await FaultProxy.start(() => this.#deployment.webAddress),
    ];
    this.#proxies.push(grpc, web);
    const witness = new Witness(this.#deployment.address, this.#folder);
    this.#witness = witness;
    const channels = ["lobby", ...(await witness.open(rooms))];
    const crew = new Crew(this.#starts(channels, grpc.address, web.address));
    this.#crew = crew;
    await crew.enter();
    const chance = new SeededRandom(plan.seed).fork("faults met");
    const maker = new FaultMaker({ deployment: this.#deployment, proxies: [grpc, web], chance });
    this.#maker = maker;
    return { witness, crew, maker };
  }

  #starts(channels: readonly string[], address: string, webAddress: string) {
    const { plan, planted } = this.#options;
    const { people, seed, talkMs } = plan;
    const perSecond = Math.min(Math.max(mostActs / (talkMs / 1_000), actsPerSecond.fewest), actsPerSecond.most);
    const accountsOf = people
      .filter(({ door }) => door !== "chatting" && door !== "window")
      .map(({ account }) => account);
    const accounts = [...new Set(accountsOf)];
    const shared = accounts.filter((account) => accountsOf.filter((each) => each === account).length > 1);
    const workers = Math.ceil(people.length / peoplePerWorker);
    return Array.from({ length: workers }, (_, number) => {
      const folder = join(this.#folder, `worker-${number}`);
      mkdirSync(folder);
      const mine = people.filter((_person, i) => i % workers === number);
      const recordPath = recordPathIn(this.#folder, number);
      const meanGapMs = (1_000 * people.length) / perSecond;
      return {
        seed,
        folder,
        recordPath,
        people: mine,
        accounts,
        shared,
        channels,
        address,
        webAddress,
        meanGapMs,
        planted,
      };
    });
  }

  async #calmDown(witness: Witness, crew: Crew): Promise<void> {
    this.#begin("all becomes quiet");
    const known = await crew.all({ step: "settle" });
    const { lastLine, heads: witnessed } = await witness.lastLine();
    const heads = highest([...known, witnessed]);
    this.#begin("everybody catches up");
    await Promise.all([crew.all({ step: "catchUp", heads, lastLine }), witness.catchUp(heads)]);
    this.#begin("everybody looks once more");
    await crew.all({ step: "look" });
    await witness.look();
    await crew.all({ step: "leave" });
    await witness.leave();
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

function highest(all: readonly Heads[]): Heads {
  const heads: Record<string, number> = {};
  for (const [channelId, seq] of all.flatMap((each) => Object.entries(each)))
    heads[channelId] = Math.max(heads[channelId] ?? 0, seq);
  return heads;
}

// The crowd of a soak and the looks at the server: half load while people talk, and a verdict when all have gone.
import { setTimeout as sleep } from "node:timers/promises";
import type { Company } from "../company.ts";
import type { Deployment } from "../deployment/deployment.ts";
import type { Findings } from "../findings.ts";
import { Crowd } from "./crowd.ts";
import type { CrowdCounts } from "./crowd-message.ts";
import { HalfLoad } from "./half-load.ts";
import { judgeSoak, type MeasureVerdict } from "./judge-soak.ts";
import { type Look, lookAt } from "./look-at-server.ts";
import { soakMeasures } from "./soak-measures.ts";

/** What a soak is made of besides the people of a check. */
export interface SoakCompanyParts {
  readonly seed: string;
  readonly crowd: number;
  readonly talkMs: number;
  readonly lookEveryMs: number;
}

/** In the first third the pace is found; the judge of growth leaves out the same third. */
const findingPart = 1 / 3;
/** The check itself has waited already for what can be waited for. */
const settledMs = 5_000;
const lookAgainMs = 500;

/** Comes with a check and makes a soak of it. */
export class SoakCompany implements Company {
  verdicts: readonly MeasureVerdict[] = [];
  /** What the crowd did, when it is over. */
  counts: CrowdCounts | undefined;
  readonly looks: Look[] = [];
  readonly #parts: SoakCompanyParts;
  readonly #load = new HalfLoad();
  readonly #over = new AbortController();
  #deployment: Deployment | undefined;
  #before: Look | undefined;
  #crowd: Crowd | undefined;
  #looking: Promise<void> = Promise.resolve();

  constructor(parts: SoakCompanyParts) {
    this.#parts = parts;
  }

  /** What the crowd does in a second. */
  get perSecond(): number {
    return this.#load.perSecond;
  }

  async begin(deployment: Deployment): Promise<void> {
    this.#deployment = deployment;
    this.#before = await lookAt(deployment, undefined);
    if (!this.#before) throw new Error("The server does not say what it holds: a soak needs Linux.");
  }

  async enter({ address, webAddress }: { readonly address: string; readonly webAddress: string }): Promise<void> {
    const { seed, crowd } = this.#parts;
    const half = Math.ceil(crowd / 2);
    this.#crowd = new Crowd([
      { name: "crowd", door: "grpc", address, people: half, seed },
      { name: "mass", door: "socket-io", address: webAddress, people: crowd - half, seed },
    ]);
    await this.#crowd.enter();
    await this.#crowd.setRate(this.#load.perSecond);
    this.#looking = this.#lookOn(this.#crowd);
  }

  async leave(): Promise<void> {
    this.#over.abort();
    await this.#looking;
    await this.#crowd?.leave();
    this.counts = this.#crowd?.counts;
  }

  async judge(findings: Findings): Promise<void> {
    const before = this.#before;
    const left = await this.#whatIsLeft();
    if (!before || !left) throw new Error("The server does not say any more what it holds.");
    this.verdicts = judgeSoak({ looks: this.looks, before, left }, findings);
  }

  end(): void {
    this.#over.abort();
    this.#crowd?.end();
  }

  async #lookOn(crowd: Crowd): Promise<void> {
    const { talkMs, lookEveryMs } = this.#parts;
    const startedMs = performance.now();
    let before = crowd.counts;
    while (!this.#over.signal.aborted) {
      await sleep(lookEveryMs, undefined, { signal: this.#over.signal }).catch(() => undefined);
      const look = await this.#look();
      if (!look || this.#over.signal.aborted) continue;
      this.looks.push(look);
      const now = crowd.counts;
      const leftOut = now.leftOut - before.leftOut;
      const due = Math.max(1, now.asked - before.asked + leftOut);
      before = now;
      if (performance.now() - startedMs > talkMs * findingPart) continue;
      this.#load.adjust({ cpu: look.values.cpu, leftOutPart: leftOut / due });
      await crowd.setRate(this.#load.perSecond);
    }
  }

  async #whatIsLeft(): Promise<Look | undefined> {
    const giveUpAtMs = performance.now() + settledMs;
    let left = await this.#look();
    while (left && this.#before && isMore(left, this.#before) && performance.now() < giveUpAtMs) {
      await sleep(lookAgainMs);
      left = await this.#look();
    }
    return left;
  }

  async #look(): Promise<Look | undefined> {
    return this.#deployment && lookAt(this.#deployment, this.looks.at(-1) ?? this.#before);
  }
}

function isMore(left: Look, before: Look): boolean {
  return soakMeasures.some(
    ({ name, maxLeft }) => maxLeft !== undefined && left.values[name] > before.values[name] + maxLeft,
  );
}

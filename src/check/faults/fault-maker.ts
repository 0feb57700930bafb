// Makes the planned faults, one after the other, and remembers what was really done and when.
import { setTimeout as sleep } from "node:timers/promises";
import type { Crew } from "../crew/crew.ts";
import type { Deployment } from "../deployment/deployment.ts";
import type { Choose, FaultProxy } from "../deployment/fault-proxy.ts";
import { type FaultKind, gentleKinds } from "../plan/fault-kinds.ts";
import type { PlannedFault } from "../plan/plan.ts";
import type { SeededRandom } from "../plan/seeded-random.ts";
import { limitFileSize } from "./file-size-limit.ts";

/** A fault that was made. */
export interface MadeFault {
  readonly kind: FaultKind;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly from: number;
  readonly to: number;
  /** What it met, in words: "5 connections". */
  readonly met: string;
}

/** What faults are made of. */
export interface FaultParts {
  readonly deployment: Deployment;
  readonly crew: Crew;
  readonly proxies: readonly FaultProxy[];
  readonly chance: SeededRandom;
}

/** After so long it is known that a process has ended. */
const endedMs = 500;
const hourMs = 3_600_000;

const metricsMs = 5_000;
const longestStallMs = 80_000;
const lookAgainMs = 1_000;

/** Makes faults; what one did is undone when it ends. */
export class FaultMaker {
  readonly made: MadeFault[] = [];
  readonly #parts: FaultParts;

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  /**
   * Makes them at their times, those of after `talkMs` not; resolves when the last one is over. Where one took longer than
   * was planned all later ones are later too, so that people come in between. Rejects if the server does not come back.
   */
  async run(planned: readonly PlannedFault[], talkMs: number): Promise<void> {
    const startedAt = performance.now();
    const long: Promise<void>[] = [];
    let lateMs = 0;
    for (const fault of planned) {
      // One that lasts longer than was planned still must not be ended by another.
      if (!gentleKinds.includes(fault.kind)) await Promise.all(long);
      const dueMs = fault.atMs + lateMs;
      if (dueMs > talkMs) break;
      const waitMs = dueMs - (performance.now() - startedAt);
      await sleep(Math.max(0, waitMs));
      lateMs += Math.max(0, -waitMs);
      const making = this.#makeOne(fault);
      if (fault.kind === "long-stall") long.push(making);
      else await making;
    }
    await Promise.all(long);
  }

  async #makeOne(fault: PlannedFault): Promise<void> {
    const from = Date.now();
    const met = await this.#make(fault);
    this.made.push({ kind: fault.kind, from, to: Date.now(), met });
  }

  async #make({ kind, forMs, share }: PlannedFault): Promise<string> {
    const { deployment, proxies, chance, crew } = this.#parts;
    const choose: Choose = () => chance.next() < share;
    const links = (act: (proxy: FaultProxy) => number) =>
      `${proxies.reduce((sum, proxy) => sum + act(proxy), 0)} connections`;
    switch (kind) {
      case "kill":
        await deployment.killFor(forMs);
        return "the server";
      case "stop":
        await deployment.freezeFor(forMs);
        return "the server";
      case "cut":
        return links((proxy) => proxy.cut(choose));
      case "half-open":
        return links((proxy) => proxy.abandon(choose));
      case "delay": {
        const met = links((proxy) => proxy.delay(chance.between(20, 250)));
        await sleep(forMs);
        links((proxy) => proxy.delay(0));
        return met;
      }
      case "stall":
        return this.#stall(choose, forMs);
      case "long-stall":
        return this.#freezePeople(forMs);
      case "client-kill":
        return `${await crew.killOne(chance.next(), forMs)} people`;
      case "restore":
        await deployment.restore();
        return "the server, which went on from a copy of its store";
      case "disk-full":
        return this.#fillDisk(forMs);
      case "clock": {
        deployment.stepClock(chance.pick([-hourMs, hourMs]) ?? 0);
        await sleep(forMs);
        deployment.stepClock(0);
        return "the server's clock";
      }
    }
  }

  async #stall(choose: Choose, forMs: number): Promise<string> {
    const stalled = this.#parts.proxies.map((proxy) => proxy.stall(choose));
    await sleep(forMs);
    for (const each of stalled) each.flow();
    return `${stalled.reduce((sum, { met }) => sum + met, 0)} connections`;
  }

  // A connection that is held back would not do: clients ping it, and give it up before the server does.
  async #freezePeople(forMs: number): Promise<string> {
    const { crew, chance } = this.#parts;
    const before = await this.#givenUp();
    const frozen = crew.freezeOne(chance.next());
    if (!frozen) return "nobody";
    const latestMs = performance.now() + longestStallMs;
    await sleep(forMs);
    let now = await this.#givenUp();
    // On a busy machine little is said, and it takes longer until more waits than a connection takes.
    while ((now === undefined || now === before) && performance.now() < latestMs) {
      await sleep(lookAgainMs);
      now = await this.#givenUp();
    }
    frozen.thaw();
    const streams = before === undefined || now === undefined ? "nobody knows how many" : Math.max(0, now - before);
    return `${frozen.people} people, of whom the server gave up ${streams} streams`;
  }

  /** How many streams the server has ended because nobody read them; undefined if it does not say so. */
  async #givenUp(): Promise<number | undefined> {
    const url = `http://${this.#parts.deployment.webAddress}/metrics`;
    const answer = fetch(url, { signal: AbortSignal.timeout(metricsMs) }).then((response) => response.text());
    const text = await answer.catch(() => undefined);
    if (text === undefined) return undefined;
    const counts = text.matchAll(/^madang_streams_ended_total\{.*reason="SLOW_CONSUMER".*\} (\d+)$/gm);
    return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  async #fillDisk(forMs: number): Promise<string> {
    const { deployment } = this.#parts;
    const died = deployment.died;
    const { pid } = deployment;
    await limitFileSize(pid, 0);
    await sleep(forMs);
    try {
      await limitFileSize(pid, undefined);
      return "the server's files";
    } catch (failure) {
      await sleep(endedMs);
      // A server that ended because of it is started anew, without the limit.
      if (deployment.died > died) return "the server, which ended";
      throw failure;
    }
  }
}

// Makes the planned faults, one after the other, and remembers what was really done and when.
import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "../deployment/deployment.ts";
import type { Choose, FaultProxy } from "../deployment/fault-proxy.ts";
import type { FaultKind } from "../plan/fault-kinds.ts";
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
  readonly proxies: readonly FaultProxy[];
  readonly chance: SeededRandom;
}

/** After so long it is known that a process has ended. */
const endedMs = 500;
const hourMs = 3_600_000;

/** Makes faults; what one did is undone when it ends. */
export class FaultMaker {
  readonly made: MadeFault[] = [];
  readonly #parts: FaultParts;

  constructor(parts: FaultParts) {
    this.#parts = parts;
  }

  /** Makes them all at their times; resolves when the last one is over. Rejects if the server does not come back. */
  async run(planned: readonly PlannedFault[], signal: AbortSignal): Promise<void> {
    const startedAt = performance.now();
    for (const fault of planned) {
      await sleep(Math.max(0, fault.atMs - (performance.now() - startedAt)), undefined, { signal });
      const from = Date.now();
      const met = await this.#make(fault);
      this.made.push({ kind: fault.kind, from, to: Date.now(), met });
    }
  }

  async #make({ kind, forMs, share }: PlannedFault): Promise<string> {
    const { deployment, proxies, chance } = this.#parts;
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
      case "stall": {
        const met = links((proxy) => proxy.stall(choose));
        await sleep(forMs);
        for (const proxy of proxies) proxy.flow();
        return met;
      }
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

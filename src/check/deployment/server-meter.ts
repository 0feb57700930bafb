// What the server takes of the machine while it is checked: memory and descriptors, by the operating system's account.
import { readdirSync, readFileSync } from "node:fs";

/** A look at the server. */
export interface Sample {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly rssMiB: number;
  /** Resident memory without files that are mapped into it, which the system takes back when it wants to. */
  readonly ownMiB: number;
  readonly descriptors: number;
}

/** Looks at a process; undefined if it is gone, or where nobody can look (only Linux has /proc). */
export function sampleOf(pid: number): Sample | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const mibOf = (name: string) =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(status)?.[1]) / 1_024);
    const [rssMiB, ownMiB] = [mibOf("VmRSS"), mibOf("RssAnon")];
    if (Number.isNaN(rssMiB + ownMiB)) return undefined;
    return { at: Date.now(), rssMiB, ownMiB, descriptors: readdirSync(`/proc/${pid}/fd`).length };
  } catch {
    return undefined;
  }
}

/** Looks every second until it is stopped. */
export class ServerMeter {
  readonly samples: Sample[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(pid: () => number, periodMs = 1_000) {
    this.#timer = setInterval(() => {
      const sample = sampleOf(pid());
      if (sample) this.samples.push(sample);
    }, periodMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

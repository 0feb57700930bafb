// How much each receiving host gets at once, and how long one that fails is left alone: none holds up another.

interface Host {
  inFlight: number;
  /** How many of these began after a failure. */
  doubtful: number;
  /** Failures in a row. */
  failures: number;
  /** Paused until then, after failures. */
  pausedUntilMs: number;
  /** How long an attempt takes here, lately. */
  paceMs: number;
  /** When the next entry that found no room may come. */
  nextSlotMs: number;
}

const mostAtOnce = 8;
/** To all hosts together that failed the last time: many that never answer leave room for those that do. */
const mostDoubtful = 16;
const failuresBeforePause = 3;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
const longestPostponementMs = 5 * 60_000;
const usualPaceMs = 100;
/** How much the latest attempt counts in the pace. */
const paceWeight = 0.2;
const mostRemembered = 10_000;

/** Counts by host; times are the caller's. */
export class HostGate {
  readonly #hosts = new Map<string, Host>();
  #doubtful = 0;

  /** Whether the host failed so often that nothing is sent to it now. */
  isPaused(name: string, nowMs: number): boolean {
    return (this.#hosts.get(name)?.pausedUntilMs ?? 0) > nowMs;
  }

  /** Whether another attempt may begin; after a pause one at a time does, until one succeeds. */
  hasRoom(name: string, nowMs: number): boolean {
    const host = this.#hosts.get(name);
    if (!host) return true;
    if (host.failures > 0 && this.#doubtful >= mostDoubtful) return false;
    const most = host.failures >= failuresBeforePause ? 1 : mostAtOnce;
    return host.inFlight < most && !this.isPaused(name, nowMs);
  }

  begin(name: string): void {
    const host = this.#host(name);
    host.inFlight++;
    if (host.failures === 0) return;
    host.doubtful++;
    this.#doubtful++;
  }

  /** An attempt is over: `failed` is the host's own fault, `none` if nothing was asked of it. */
  end(name: string, result: "taken" | "failed" | "none", tookMs: number, nowMs: number): void {
    const host = this.#host(name);
    host.inFlight--;
    if (host.doubtful > 0) {
      host.doubtful--;
      this.#doubtful--;
    }
    if (result === "none") return;
    host.paceMs += paceWeight * (tookMs - host.paceMs);
    host.failures = result === "failed" ? host.failures + 1 : 0;
    host.pausedUntilMs = nowMs + pauseMs(host.failures);
  }

  /** When an entry for which there is no room now may come again: one after the other, as fast as the host goes. */
  postpone(name: string, nowMs: number): number {
    const host = this.#host(name);
    const slotMs = Math.max(1, host.paceMs / mostAtOnce);
    host.nextSlotMs = Math.max(host.nextSlotMs, host.pausedUntilMs, nowMs + usualPaceMs) + slotMs;
    host.nextSlotMs = Math.min(host.nextSlotMs, nowMs + longestPostponementMs);
    return Math.ceil(host.nextSlotMs);
  }

  #host(name: string): Host {
    const known = this.#hosts.get(name);
    if (known) return known;
    if (this.#hosts.size >= mostRemembered) this.#forgetIdle();
    const host = { inFlight: 0, doubtful: 0, failures: 0, pausedUntilMs: 0, paceMs: usualPaceMs, nextSlotMs: 0 };
    this.#hosts.set(name, host);
    return host;
  }

  #forgetIdle(): void {
    for (const [name, { inFlight }] of this.#hosts) if (inFlight === 0) this.#hosts.delete(name);
  }
}

function pauseMs(failures: number): number {
  if (failures < failuresBeforePause) return 0;
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - failuresBeforePause, 20));
}

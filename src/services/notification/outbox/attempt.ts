// One attempt at one entry: looks whether it is still wanted, sends, and says what became of it.
import type { Clock } from "../../../core/clock.ts";
import type { Delivery, DeliveryAnswer, DeliveryWay } from "../../../core/delivery.ts";
import type { NoticeStore, OutboxEntry, Outcome } from "../../../core/notices.ts";
import { isPassing } from "../insist.ts";
import { retryDelayMs } from "../retry-delay.ts";
import { judge } from "./verdict.ts";
import type { VerdictParts } from "./verdict-parts.ts";

/** What an attempt needs. */
export interface AttemptParts extends VerdictParts {
  readonly store: VerdictParts["store"] & Pick<NoticeStore, "device">;
  /** The ways out, whatever the device. */
  readonly way: DeliveryWay;
  readonly clock: Clock;
  readonly random: () => number;
  readonly onUnexpected: (failure: unknown) => void;
}

/** How it ended: what to settle, if anything, and how the host did. */
export interface Attempted {
  readonly outcome: Outcome | undefined;
  readonly host: "taken" | "failed" | "none";
}

/** Longer than a way out may take: only one that breaks its promise meets it. */
const deadlineMs = 30_000;
const retryAfterJitterMs = 1_000;

/** Tries once. Rejects with UNAVAILABLE if the store cannot be asked; without outcome, the entry stays as it is. */
export async function attempt(parts: AttemptParts, entry: OutboxEntry, ending: AbortSignal): Promise<Attempted> {
  const settled = (part: Omit<Outcome, "entry" | "atMs">): Outcome => ({ entry, atMs: parts.clock.now(), ...part });
  try {
    const device = await parts.store.device(entry.deviceId);
    if (!device) return { outcome: settled({ result: "gone", detail: "removed" }), host: "none" };
    // The sweep that removes it comes once a minute: nobody signs out and is shown what others say to them.
    if (device.sessionId !== "" && (await parts.isSessionOver(device.userId, device.sessionId)))
      return { outcome: settled({ result: "gone", detail: "signed out" }), host: "none" };
    const verdict = await judge(parts, entry, device);
    if (!("delivery" in verdict)) return { outcome: settled(verdict), host: "none" };
    const answer = await send(parts, verdict.delivery, ending);
    // Broken off by us: nothing is known of it, and nothing is counted.
    if (ending.aborted && answer.result === "retry") return { outcome: undefined, host: "none" };
    const failed = answer.result === "retry" && answer.detail !== "429";
    return { outcome: settled(after(parts, entry, answer)), host: failed ? "failed" : "taken" };
  } catch (failure) {
    if (isPassing(failure)) throw failure;
    parts.onUnexpected(failure);
    return { outcome: settled(after(parts, entry, { result: "retry", detail: "internal" })), host: "none" };
  }
}

async function send({ way, clock }: AttemptParts, delivery: Delivery, ending: AbortSignal): Promise<DeliveryAnswer> {
  const breakOff = new AbortController();
  const end = () => breakOff.abort();
  ending.addEventListener("abort", end, { once: true });
  let cancel = () => undefined as void;
  const late = new Promise<DeliveryAnswer>((resolve) => {
    cancel = clock.after(deadlineMs, () => resolve({ result: "retry", detail: "timeout" }));
  });
  try {
    return await Promise.race([way.deliver(delivery, breakOff.signal), late]);
  } finally {
    cancel();
    ending.removeEventListener("abort", end);
    breakOff.abort();
  }
}

function after(
  { random, now, ttlMs }: AttemptParts,
  entry: OutboxEntry,
  { result, detail, retryAfterMs }: DeliveryAnswer,
): Omit<Outcome, "entry" | "atMs"> {
  if (result !== "retry") return { result, detail };
  const backOffMs = retryDelayMs(entry.attempts, random);
  // Whoever says "at once" each time is not believed: it would be asked twice a second for a day.
  const delayMs =
    retryAfterMs === undefined
      ? backOffMs
      : Math.max(backOffMs, retryAfterMs + Math.ceil(random() * retryAfterJitterMs));
  // At the end of its time it is looked at once more, to say that it is over.
  return { result, detail, retryAtMs: Math.min(now() + delayMs, Math.max(now(), entry.atMs + ttlMs)) };
}

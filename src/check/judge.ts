// The judge: holds a run's history against the promise and names, in sentences, what breaks it.
import type { ClientHistory, DeclaredHole, RunHistory, SeenEvent, SentMessage } from "./history.ts";

/** A broken promise, with the shortest evidence. */
export interface Violation {
  readonly rule: "lost" | "doubled" | "disordered" | "hole" | "disagreement" | "sender-order" | "wrong-place";
  readonly sentence: string;
}

/** What the judge says; no violations means that the promise was kept. */
export interface Verdict {
  readonly violations: readonly Violation[];
  /** How much was judged: a run in which nothing happened proves nothing. */
  readonly acknowledged: number;
  readonly seen: number;
}

/**
 * Judges: no acknowledged message lost, none shown twice, one dense order per channel for all, each client's seqs rising
 * with holes only where declared, and each sender's messages in the order in which they were sent.
 */
export function judge(history: RunHistory): Verdict {
  const order = commonOrder(history.clients);
  const violations = [
    ...order.violations,
    ...history.clients.flatMap(judgeClient),
    ...history.clients.flatMap((client) => judgeLoss(client, history.sent)),
    ...history.sent.flatMap((message) => judgePlace(message, order.ids)),
    ...judgeSenders(history.sent, order.ids),
  ];
  const seen = history.clients.reduce((sum, { steps }) => sum + steps.length, 0);
  return {
    violations,
    acknowledged: history.sent.filter(({ acknowledged }) => acknowledged !== undefined).length,
    seen,
  };
}

/** For each channel which act stands at which seq, as all clients together saw it. */
type Order = ReadonlyMap<string, ReadonlyMap<number, string>>;

function commonOrder(clients: readonly ClientHistory[]): { ids: Order; violations: Violation[] } {
  const ids = new Map<string, Map<number, string>>();
  const violations: Violation[] = [];
  for (const { client, steps } of clients) {
    for (const step of steps) {
      if (step.step !== "event") continue;
      const channel = ids.get(step.channelId) ?? new Map<number, string>();
      ids.set(step.channelId, channel);
      const known = channel.get(step.seq);
      if (known === undefined) channel.set(step.seq, step.id);
      else if (known !== step.id) {
        const sentence = `${client} saw ${step.id} at ${placeOf(step)}, where somebody else saw ${known}.`;
        violations.push({ rule: "disagreement", sentence });
      }
    }
  }
  return { ids, violations };
}

function judgeClient({ client, steps, followed }: ClientHistory): Violation[] {
  const violations: Violation[] = [];
  const blame = (rule: Violation["rule"], sentence: string) =>
    violations.push({ rule, sentence: `${client} ${sentence}` });
  const at = new Map<string, number>(followed);
  const messages = new Map<string, SeenEvent>();
  const holes: DeclaredHole[] = [];
  for (const step of steps) {
    if (step.step === "hole") {
      holes.push(step);
      continue;
    }
    const key = `${step.channelId} ${step.id}`;
    const before = messages.get(key);
    if (step.isMessage && before)
      blame("doubled", `saw ${step.id} twice: at ${placeOf(before)} and at ${placeOf(step)}.`);
    if (step.isMessage) messages.set(key, step);
    const place = at.get(step.channelId) ?? step.seq - 1;
    if (step.seq <= place) blame("disordered", `saw ${placeOf(step)} after having been at ${place}.`);
    else if (step.seq > place + 1 && !holes.some((hole) => accounts(hole, step.channelId, place, step.seq - 1))) {
      blame("hole", `went from ${place} to ${placeOf(step)} without being told of a hole.`);
    }
    at.set(step.channelId, Math.max(place, step.seq));
  }
  return violations;
}

function accounts(hole: DeclaredHole, channelId: string, after: number, through: number): boolean {
  return hole.channelId === channelId && hole.after <= after && through <= hole.through;
}

function judgeLoss({ client, steps, followed }: ClientHistory, sent: readonly SentMessage[]): Violation[] {
  const seen = new Set<string>();
  for (const step of steps) if (step.step === "event") seen.add(`${step.channelId} ${step.id}`);
  const holes = steps.filter((step) => step.step === "hole" && !step.messagesFollow) as DeclaredHole[];
  const violations: Violation[] = [];
  for (const { sender, channelId, id, acknowledged } of sent) {
    const from = followed.get(channelId);
    if (acknowledged === undefined || from === undefined || acknowledged <= from || seen.has(`${channelId} ${id}`))
      continue;
    if (holes.some((hole) => accounts(hole, channelId, acknowledged - 1, acknowledged))) continue;
    const sentence = `${id}, acknowledged to ${sender} at ${channelId}/${acknowledged}, was never seen by ${client}.`;
    violations.push({ rule: "lost", sentence });
  }
  return violations;
}

function judgePlace({ sender, channelId, id, acknowledged }: SentMessage, ids: Order): Violation[] {
  const there = acknowledged === undefined ? undefined : ids.get(channelId)?.get(acknowledged);
  if (there === undefined || there === id) return [];
  const sentence = `${id} was acknowledged to ${sender} at ${channelId}/${acknowledged}, where ${there} stands.`;
  return [{ rule: "wrong-place", sentence }];
}

function judgeSenders(sent: readonly SentMessage[], ids: Order): Violation[] {
  const seqs = new Map<string, number>();
  for (const [channelId, channel] of ids) for (const [seq, id] of channel) seqs.set(`${channelId} ${id}`, seq);
  const last = new Map<string, { id: string; seq: number }>();
  const violations: Violation[] = [];
  for (const { sender, channelId, id } of sent) {
    const seq = seqs.get(`${channelId} ${id}`);
    if (seq === undefined) continue;
    const before = last.get(`${sender} ${channelId}`);
    if (before && before.seq > seq) {
      const sentence = `${sender} sent ${before.id} before ${id}, but they stand at ${channelId}/${before.seq} and ${channelId}/${seq}.`;
      violations.push({ rule: "sender-order", sentence });
    }
    last.set(`${sender} ${channelId}`, { id, seq });
  }
  return violations;
}

function placeOf({ channelId, seq }: SeenEvent): string {
  return `${channelId}/${seq}`;
}

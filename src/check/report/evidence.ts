// The shortest history that shows a broken promise: what the log holds around the place, what was asked, and what the client saw.
import type { CheckResult } from "../check.ts";
import type { Violation } from "../findings.ts";
import type { Step } from "../history.ts";
import { actId } from "../record/message-id.ts";

const around = 3;

/** The lines that show it; none if it happened at no place of a log. */
export function evidenceOf({ place }: Violation, { history, faults, startedAt }: CheckResult): string[] {
  const { channelId, seq, client } = place;
  const events = history.events.get(channelId);
  if (!events) return [];
  const near = [...events.values()]
    .filter((event) => Math.abs(event.seq - seq) <= around)
    .sort((a, b) => a.seq - b.seq);
  const ids = new Set(near.map(actId));
  const asked = history.sent.filter((sent) => sent.channelId === channelId && ids.has(sent.id));
  const at = near.find((event) => event.seq === seq)?.at;
  const seen = history.clients.find((each) => each.client === client);
  const steps = seen?.steps.filter((step) => isNear(step, channelId, seq)) ?? [];
  const fault = at === undefined ? undefined : faults.findLast(({ from }) => from <= at);
  return [
    ...near.map(
      (event) =>
        `log ${channelId}/${event.seq}: ${event.type} ${actId(event)}${event.target ? ` of ${event.target}` : ""}`,
    ),
    ...asked.map(
      ({ sender, id, acknowledged }) =>
        `${sender} sent ${id}: ${acknowledged ? `acknowledged at ${acknowledged}` : "no answer"}`,
    ),
    ...(client === undefined ? [] : [`${client} saw: ${steps.map(toWords).join(", ") || "nothing of it"}`]),
    ...(at === undefined ? [] : [`it was told first ${secondsAfter(startedAt, at)} after the start`]),
    ...(fault
      ? [
          `the fault before: ${fault.kind}, ${secondsAfter(startedAt, fault.from)} to ${secondsAfter(startedAt, fault.to)}`,
        ]
      : []),
  ];
}

function isNear(step: Step, channelId: string, seq: number): boolean {
  if (step.channelId !== channelId) return false;
  if (step.step === "event") return Math.abs(step.seq - seq) <= around;
  return step.after < seq + around && step.through >= seq - around;
}

function toWords(step: Step): string {
  if (step.step === "event") return `${step.seq} ${step.id}`;
  if (step.step === "hole") return `not owed ${step.after + 1} to ${step.through}`;
  return `a page from ${step.after + 1} to ${step.through} with ${step.messages.length} messages`;
}

function secondsAfter(startedAt: number, at: number): string {
  return `${((at - startedAt) / 1_000).toFixed(1)} s`;
}

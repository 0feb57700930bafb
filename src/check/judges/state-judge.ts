// Whether everybody holds what the log amounts to: pages read at the end, views kept through it all, and acts that were acknowledged.
import type { Findings } from "../findings.ts";
import type { CheckHistory, RecordOf } from "../record/check-history.ts";
import type { StandingMessage, ToldEvent } from "../record/observation.ts";
import { Replay, type ReplayedMessage, wholeLog } from "./replay.ts";

/** Judges each channel whose log is whole; resolves to how many were not. */
export function judgeStates(history: CheckHistory, findings: Findings): { readonly notReplayed: number } {
  const acts = Map.groupBy(history.all("act"), ({ channelId }) => channelId);
  const accounts = new Map(history.all("enter").map(({ who, userId }) => [who, userId]));
  let notReplayed = 0;
  for (const [channelId, events] of history.events) {
    const log = wholeLog(events);
    if (!log) {
      notReplayed++;
      continue;
    }
    const takenBack = new Set(log.flatMap(({ type, target }) => (type === "deleted" ? [target] : [])));
    const replay = new Replay();
    const waiting = Map.groupBy(acts.get(channelId) ?? [], ({ seq }) => seq);
    for (const event of log) {
      judgeCount(channelId, event, replay, findings);
      replay.apply(event);
      for (const act of waiting.get(event.seq) ?? []) {
        // The words of what was taken back later are gone from its edits too, for whoever is told them after that.
        if (act.act === "edit" && event.text === "" && takenBack.has(act.target)) continue;
        judgeAct(act, accounts.get(act.who) ?? "", replay, findings);
      }
    }
    const first = log[0]?.seq ?? 0;
    for (const page of history.pages)
      if (page.channelId === channelId && page.final) judgePage(page, replay, first, findings);
    for (const view of history.all("view"))
      if (view.channelId === channelId) judgeMessages(view, view.messages, replay, findings);
  }
  return { notReplayed };
}

function judgeCount(channelId: string, event: ToldEvent, replay: Replay, findings: Findings): void {
  const expected = replay.count + (event.type === "message" ? 1 : 0);
  if (replay.seq === 0 || event.messages === expected) return;
  const sentence = `${channelId}/${event.seq} says that there are ${event.messages} messages, and there are ${expected}.`;
  findings.add("miscounted", { channelId, seq: event.seq }, sentence);
}

function judgeAct(
  { who, act, channelId, target, detail, seq }: RecordOf<"act">,
  userId: string,
  replay: Replay,
  findings: Findings,
): void {
  const message = replay.messages.get(target);
  if (!message || isDone(act, detail, message, userId)) return;
  const sentence = `${who} was acknowledged to ${act} ${channelId}/${target} at ${seq}, where the log does not say so.`;
  findings.add("undone", { channelId, seq, client: who }, sentence);
}

function isDone(act: RecordOf<"act">["act"], detail: string, message: ReplayedMessage, userId: string): boolean {
  if (act === "delete") return message.deleted;
  if (act === "edit") return message.text === detail || message.deleted;
  const isThere = message.reactions.get(detail)?.has(userId) ?? false;
  return act === "unreact" ? !isThere : isThere || message.deleted;
}

function judgePage(page: RecordOf<"page">, replay: Replay, first: number, findings: Findings): void {
  const { who, channelId, after, through, messages } = page;
  const there = new Set(messages.map(({ seq }) => seq));
  for (const { seq, id } of replay.messages.values()) {
    if (seq <= after || seq > through || seq < first || there.has(seq)) continue;
    const sentence = `${who} read the history of ${channelId} from ${after + 1} to ${through} at the end, without ${id} at ${seq}.`;
    findings.add("diverged", { channelId, seq, client: who }, sentence);
  }
  judgeMessages(page, messages, replay, findings);
}

function judgeMessages(
  { who, channelId, what }: { readonly who: string; readonly channelId: string; readonly what: string },
  messages: readonly StandingMessage[],
  replay: Replay,
  findings: Findings,
): void {
  for (const message of messages) {
    const expected = replay.messages.get(message.seq);
    const difference = expected && differenceOf(message, expected);
    if (difference === undefined) continue;
    const sentence = `${who} holds ${message.id} at ${channelId}/${message.seq} (${what}) with another ${difference} than the log amounts to.`;
    findings.add("diverged", { channelId, seq: message.seq, client: who }, sentence);
  }
}

function differenceOf(message: StandingMessage, expected: ReplayedMessage): string | undefined {
  if (message.deleted !== expected.deleted) return "deletion";
  if (message.text !== expected.text) return "text";
  const reactions = message.reactions.map(({ emoji, userIds }) => `${emoji} ${[...userIds].sort().join()}`);
  const wanted = [...expected.reactions].map(([emoji, users]) => `${emoji} ${[...users].sort().join()}`);
  return reactions.sort().join("; ") === wanted.sort().join("; ") ? undefined : "reactions";
}

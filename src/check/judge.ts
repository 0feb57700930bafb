// The judge: holds a run's history against the promise and names, in sentences, what breaks it.
import { ClientJudge } from "./client-judge.ts";
import { CommonOrder } from "./common-order.ts";
import { Findings, type Violation } from "./findings.ts";
import type { RunHistory, SentMessage } from "./history.ts";

/** What the judge says; no violations means that the promise was kept. */
export interface Verdict {
  /** One for each rule that was broken, with its shortest evidence. */
  readonly violations: readonly Violation[];
  /** How much was judged: a run in which nothing happened proves nothing. */
  readonly acknowledged: number;
  readonly seen: number;
}

/**
 * Judges: no acknowledged message lost, none shown or stored twice, one dense order per channel for all, each client's
 * seqs rising with holes only where declared, each sender's messages in the order in which they were sent, nothing that
 * was refused, no page of history older than what its reader knew; and every acknowledged message had somebody to see it.
 * What others have found is told with it.
 */
export function judge({ sent, clients }: RunHistory, findings = new Findings()): Verdict {
  const acknowledged = sent.filter((message) => message.acknowledged !== undefined);
  new CommonOrder(clients, findings).judgeSent(sent);
  const judges = clients.map((client) => new ClientJudge(client, findings));
  for (const one of judges) one.judgeSent(acknowledged);
  for (const message of acknowledged) {
    if (!judges.some((one) => one.owes(message)) && !judges.some((one) => one.readsOver(message)))
      findings.add("unwitnessed", { channelId: message.channelId, seq: message.acknowledged ?? 0 }, unseen(message));
  }
  const seen = clients.reduce((sum, { steps }) => sum + steps.length, 0);
  return { violations: findings.violations(), acknowledged: acknowledged.length, seen };
}

function unseen({ sender, channelId, id, acknowledged }: SentMessage): string {
  return `${id}, acknowledged to ${sender} at ${channelId}/${acknowledged}, could be seen by nobody: nobody followed from before, or read a page that reaches it.`;
}

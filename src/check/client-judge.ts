// What one client saw, held against what it had to see: everything once, in order, and nothing left out in silence.
import type { EvidencePlace, Findings, Rule } from "./findings.ts";
import type { ClientHistory, DeclaredHole, ReadPage, SeenEvent, SentMessage } from "./history.ts";

/** Judges one client's history. */
export class ClientJudge {
  readonly #history: ClientHistory;
  readonly #findings: Findings;
  readonly #ids = new Set<string>();
  readonly #messages = new Set<string>();
  readonly #holes: DeclaredHole[] = [];
  readonly #places: Map<string, number>;

  constructor(history: ClientHistory, findings: Findings) {
    this.#history = history;
    this.#findings = findings;
    this.#places = new Map(history.followed);
    for (const step of history.steps) {
      if (step.step === "hole") this.#holes.push(step);
      else if (step.step === "event") this.#see(step);
    }
  }

  /** Looks for the acknowledged messages that the client had to see; in its stream, and in every page that it read. */
  judgeSent(acknowledged: readonly SentMessage[]): void {
    for (const message of acknowledged) if (this.owes(message)) this.#judgeLoss(message);
    for (const step of this.#history.steps) if (step.step === "page") this.#judgePage(step, acknowledged);
  }

  /** Whether the client read a page in which this message had to be. */
  readsOver({ channelId, acknowledged = 0 }: SentMessage): boolean {
    return this.#history.steps.some(
      (step) =>
        step.step === "page" &&
        step.channelId === channelId &&
        step.after < acknowledged &&
        acknowledged <= Math.min(step.through, step.knew),
    );
  }

  /** Whether the client had to see this message. */
  owes({ channelId, acknowledged }: SentMessage): boolean {
    const from = this.#history.followed.get(channelId);
    if (acknowledged === undefined || from === undefined || acknowledged <= from) return false;
    return !this.#holes.some(
      (hole) => !hole.messagesFollow && accounts(hole, channelId, acknowledged - 1, acknowledged),
    );
  }

  #see({ channelId, seq, id, isMessage }: SeenEvent): void {
    const message = `${channelId} ${seq} ${id}`;
    if (this.#messages.has(message))
      this.#find("doubled", { channelId, seq }, `saw ${id} twice, at ${channelId}/${seq}`);
    if (isMessage) this.#messages.add(message);
    this.#ids.add(`${channelId} ${id}`);
    const place = this.#places.get(channelId) ?? seq - 1;
    if (seq <= place)
      this.#find("disordered", { channelId, seq: place }, `saw ${channelId}/${seq} after having been at ${place}`);
    else if (seq > place + 1 && !this.#holes.some((hole) => accounts(hole, channelId, place, seq - 1)))
      this.#find("hole", { channelId, seq }, `went from ${place} to ${channelId}/${seq} without being told of a hole`);
    this.#places.set(channelId, Math.max(place, seq));
  }

  #judgeLoss({ sender, channelId, id, acknowledged = 0 }: SentMessage): void {
    if (this.#ids.has(`${channelId} ${id}`)) return;
    const { client } = this.#history;
    const sentence = `${id}, acknowledged to ${sender} at ${channelId}/${acknowledged}, was never seen by ${client}.`;
    this.#findings.add("lost", { channelId, seq: acknowledged, client }, sentence);
  }

  #judgePage({ channelId, after, through, head, knew, messages }: ReadPage, sent: readonly SentMessage[]): void {
    if (head < knew)
      this.#find(
        "stale-read",
        { channelId, seq: knew },
        `knew of ${channelId}/${knew} and read a history that ends at ${head}`,
      );
    if (messages.some(({ seq }, i) => i > 0 && seq <= (messages[i - 1]?.seq ?? 0)))
      this.#find("disordered", { channelId, seq: through }, `read a page of ${channelId} that is not in order`);
    const there = new Set(messages.map(({ id }) => id));
    for (const { channelId: where, id, acknowledged = 0 } of sent) {
      if (where !== channelId || acknowledged <= after || acknowledged > Math.min(through, knew) || there.has(id))
        continue;
      const text = `knew of ${channelId}/${knew} and did not find ${id}, acknowledged at ${acknowledged}, in the history from ${after + 1} to ${through}`;
      this.#find("stale-read", { channelId, seq: acknowledged }, text);
    }
  }

  #find(rule: Rule, place: EvidencePlace, what: string): void {
    const { client } = this.#history;
    this.#findings.add(rule, { ...place, client }, `${client} ${what}.`);
  }
}

function accounts(hole: DeclaredHole, channelId: string, after: number, through: number): boolean {
  return hole.channelId === channelId && hole.after <= after && through <= hole.through;
}

// The order of each channel as all clients together saw it: one act at each place, one place for each act.
import type { Findings } from "./findings.ts";
import type { ClientHistory, SentMessage } from "./history.ts";

/** An act where somebody saw it. */
interface Seen {
  readonly seq: number;
  readonly id: string;
  readonly client: string;
}

/** Put together from every client; contradictions are findings. */
export class CommonOrder {
  readonly #findings: Findings;
  readonly #acts = new Map<string, Map<number, Seen>>();
  readonly #messages = new Map<string, Seen>();

  constructor(clients: readonly ClientHistory[], findings: Findings) {
    this.#findings = findings;
    for (const { client, steps } of clients) {
      for (const step of steps) {
        if (step.step === "event") this.#see(step.channelId, { ...step, client }, step.isMessage);
        else if (step.step === "page")
          for (const { seq, id } of step.messages) this.#see(step.channelId, { seq, id, client }, true);
      }
    }
  }

  /** Holds what senders were told against what was seen. */
  judgeSent(sent: readonly SentMessage[]): void {
    const last = new Map<string, { id: string; seq: number }>();
    for (const message of sent) {
      const { sender, channelId, id } = message;
      this.#judgeAnswer(message);
      const seq = this.#messages.get(`${channelId} ${id}`)?.seq;
      if (seq === undefined) continue;
      const before = last.get(`${sender} ${channelId}`);
      if (before && before.seq > seq) {
        const sentence = `${sender} sent ${before.id} before ${id}, but they stand at ${channelId}/${before.seq} and ${channelId}/${seq}.`;
        this.#findings.add("sender-order", { channelId, seq: before.seq }, sentence);
      }
      last.set(`${sender} ${channelId}`, { id, seq });
    }
  }

  #judgeAnswer({ sender, channelId, id, acknowledged, refused }: SentMessage): void {
    const seen = this.#messages.get(`${channelId} ${id}`);
    if (refused && seen) {
      const sentence = `${id} was refused to ${sender}, but ${seen.client} saw it at ${channelId}/${seen.seq}.`;
      this.#findings.add("refused", { channelId, seq: seen.seq }, sentence);
    }
    if (acknowledged === undefined) return;
    const there = this.#acts.get(channelId)?.get(acknowledged)?.id;
    const elsewhere = seen && seen.seq !== acknowledged;
    if (!elsewhere && (there === undefined || there === id)) return;
    const what =
      there === undefined || there === id ? `but it stands at ${channelId}/${seen?.seq}` : `where ${there} stands`;
    const sentence = `${id} was acknowledged to ${sender} at ${channelId}/${acknowledged}, ${what}.`;
    this.#findings.add("wrong-place", { channelId, seq: acknowledged }, sentence);
  }

  #see(channelId: string, seen: Seen, isMessage: boolean): void {
    const channel = this.#acts.get(channelId) ?? new Map<number, Seen>();
    this.#acts.set(channelId, channel);
    const known = channel.get(seen.seq);
    if (!known) channel.set(seen.seq, seen);
    else if (known.id !== seen.id) {
      const sentence = `${seen.client} saw ${seen.id} at ${channelId}/${seen.seq}, where ${known.client} saw ${known.id}.`;
      this.#findings.add("disagreement", { channelId, seq: seen.seq }, sentence);
    }
    if (isMessage) this.#seeMessage(channelId, seen);
  }

  #seeMessage(channelId: string, seen: Seen): void {
    const first = this.#messages.get(`${channelId} ${seen.id}`);
    if (!first) this.#messages.set(`${channelId} ${seen.id}`, seen);
    else if (first.seq !== seen.seq) {
      const [one, other] = first.seq < seen.seq ? [first, seen] : [seen, first];
      const sentence = `${seen.id} stands twice: ${one.client} saw it at ${channelId}/${one.seq}, ${other.client} at ${channelId}/${other.seq}.`;
      this.#findings.add("doubled", { channelId, seq: other.seq }, sentence);
    }
  }
}

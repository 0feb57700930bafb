// What simulated people send, how often they ask again, and what they were told.
import type { Draft } from "../../../src/core/event.ts";
import { Drafts } from "../drafts.ts";
import type { Choices } from "./choices.ts";

/** One act of a person, asked until it is answered. */
export interface Send {
  readonly draft: Draft;
  state:
    | { readonly what: "open" }
    | { readonly what: "acked"; seq: number }
    | { readonly what: "refused"; reason: string };
  /** It was accepted, or was so already. */
  appended: boolean;
}

/** People and what they know. */
export class Sends {
  readonly all = new Map<string, Send>();
  /** Requests on their way. */
  readonly requests: Draft[] = [];
  readonly #seen = new Map<string, number>();
  readonly #maxSends: number;

  constructor(maxSends: number) {
    this.#maxSends = maxSends;
  }

  /** Somebody heard of an event. */
  heard(channelId: string, seq: number): void {
    this.#seen.set(channelId, Math.max(this.#seen.get(channelId) ?? 0, seq));
  }

  get open(): readonly Send[] {
    return [...this.all.values()].filter(({ state }) => state.what === "open");
  }

  /** Somebody does something new. */
  compose(choices: Choices): void {
    if (this.all.size >= this.#maxSends) return;
    const channelId = choices.chance(0.75) ? "x" : "y";
    const seenSeq = this.#seen.get(channelId) ?? 1;
    const id = `m${this.all.size + 1}`;
    const draft = { ...draftOf(choices, { channelId, seenSeq, id }), seenSeq };
    this.all.set(id, { draft, state: { what: "open" }, appended: false });
    this.requests.push(draft);
  }

  /** Somebody asks again. */
  again(choices: Choices): void {
    const send = choices.pick(this.open);
    if (send) this.requests.push(send.draft);
  }
}

function draftOf(
  choices: Choices,
  { channelId, seenSeq, id }: { channelId: string; seenSeq: number; id: string },
): Draft {
  const person = choices.chance(0.6) ? "ann" : "bob";
  const by = new Drafts(channelId, person);
  const owner = new Drafts(channelId, "mod");
  const seq = 1 + Math.floor(choices.next() * seenSeq);
  const what = choices.next();
  if (what < 0.5) return by.posted(id, { id, mentions: choices.chance(0.3) ? ["bob"] : [] });
  if (what < 0.64) return by.edited(seq, `edited by ${id}`, { id, mentions: choices.chance(0.5) ? ["ann"] : [] });
  if (what < 0.72) return by.deleted(seq, { id });
  if (what < 0.8) return by.reacted(seq, "👍", { id });
  if (what < 0.88) return owner.removed("ann", { id });
  return choices.chance(0.5) ? new Drafts(channelId, "ann").joined({ id }) : owner.invited("ann", { id });
}

// Gives drafts their seqs at the owner of a partition: repeats, rules, the record for the log; nothing here waits for it.
import { ChatError, errors } from "../../core/errors.ts";
import { type Draft, kinds } from "../../core/event.ts";
import { admit } from "../../core/rules.ts";
import { bodyDigest, contentDigest } from "./content-digest.ts";
import { Gate } from "./gate.ts";
import { type EventRecord, encodeEventRecord, maxRecordBytes, toEventRecord } from "./log-record.ts";
import type { Applied, OpenChannel } from "./open-channel.ts";
import type { RowStore } from "./ports.ts";
import type { RulesInForce } from "./rules-in-force.ts";

/** What was decided about a draft: true for good once `restsOn` is durable. */
export type Decision = {
  /** The channel's event that must be durable before anybody is told. */
  readonly restsOn: number;
} & (
  | { readonly what: "appended" | "repeat" | "nothing"; readonly seq: number; readonly atMs: number }
  | { readonly what: "refused"; readonly refusal: ChatError }
);

/** What the store knows of a draft's id: the event, or that it is none up to a seq. */
interface LookedUp {
  readonly through: number;
  readonly found: { readonly event: EventRecord; readonly digest: Uint8Array } | undefined;
}

/** An event that was accepted, with its bytes for the log. */
export interface Accepted {
  readonly channel: OpenChannel;
  readonly event: EventRecord;
  readonly record: Uint8Array;
  /** Undefined: it is applied when it is folded. */
  readonly applied: Applied | undefined;
}

/** What an appender is given. */
export interface AppenderOptions {
  readonly store: RowStore;
  readonly rules: RulesInForce;
  readonly now: () => number;
  /** The number of the next record; throws if this node may not accept (any more). */
  readonly nextNumber: () => { gen: number; n: number };
  /** Takes what was accepted, in the order of the numbers. */
  readonly onAccepted: (accepted: Accepted) => void;
}

/** Far fewer than a channel remembers, so that what was looked up is still good when its turn comes. */
const aheadAtOnce = 64;

/** Decides on drafts. Those of one channel are to come in its turn. */
export class Appender {
  readonly #options: AppenderOptions;
  readonly #ahead = new Gate(aheadAtOnce);

  constructor(options: AppenderOptions) {
    this.#options = options;
  }

  /** Looks a draft up before its turn comes, if it is going to need that: turns then do not wait one after the other. */
  lookAhead(channel: OpenChannel, draft: Draft): Promise<LookedUp> | undefined {
    if (this.#seenBy(draft) >= channel.coversAfter || channel.recent(draft)) return undefined;
    const ahead = this.#ahead.pass(() => this.#lookUp(channel, draft));
    // It may not come to its turn.
    ahead.catch(() => undefined);
    return ahead;
  }

  /** Accepts a draft, or finds why not; rejects if the store cannot be read. */
  async append(channel: OpenChannel, draft: Draft, ahead?: Promise<LookedUp>): Promise<Decision> {
    if (!this.#options.rules.repeatsFirst) {
      const refused = await this.#refusal(channel, draft);
      if (refused) return refused;
    }
    return (await this.#repeat(channel, draft, ahead)) ?? (await this.#accept(channel, draft));
  }

  async #accept(channel: OpenChannel, draft: Draft): Promise<Decision> {
    try {
      return await channel.withRows(() => this.#acceptNow(channel, draft));
    } catch (refusal) {
      if (!(refusal instanceof ChatError)) throw refusal;
      channel.rows.rollBack();
      return { what: "refused", refusal, restsOn: channel.head };
    }
  }

  // From the rule to the number nothing waits: what was admitted stands right after what it was admitted by.
  #acceptNow(channel: OpenChannel, draft: Draft): Decision {
    const verdict = admit(channel.rows, draft);
    const { head, atMs } = channel;
    if (verdict === "nothing") return { what: "nothing", seq: head, atMs, restsOn: head };
    const place = {
      seq: head + 1,
      atMs: Math.max(atMs, this.#options.now()),
      messages: channel.messages + (draft.kind === kinds.messagePosted ? 1 : 0),
    };
    if (draft.body.length > maxRecordBytes / 2) throw errors.argumentInvalid("This is too long for one event.");
    const event = toEventRecord(draft, place, this.#options.nextNumber());
    const applied = this.#options.rules.rightsOfAccepted ? { event, ...channel.applyNow(event) } : undefined;
    channel.advance(event);
    this.#options.onAccepted({ channel, event, record: encodeEventRecord(event), applied });
    return { what: "appended", seq: place.seq, atMs: place.atMs, restsOn: place.seq };
  }

  /** The answer to a draft that was accepted before; it may be on its way still. */
  async #repeat(
    channel: OpenChannel,
    draft: Draft,
    ahead: Promise<LookedUp> | undefined,
  ): Promise<Decision | undefined> {
    let seenSeq = this.#seenBy(draft);
    for (let looking = ahead; ; looking = undefined) {
      const recent = channel.recent(draft);
      if (recent) return answerTo(draft, recent, contentDigest(recent.kind, recent.bytes));
      if (seenSeq >= channel.coversAfter) return undefined;
      const { through, found } = await (looking ?? this.#lookUp(channel, draft));
      if (found) return answerTo(draft, found.event, found.digest);
      seenSeq = Math.max(seenSeq, through);
    }
  }

  #seenBy({ seenSeq }: Draft): number {
    return this.#options.rules.lookedUpBySeen ? seenSeq : Number.POSITIVE_INFINITY;
  }

  async #lookUp(channel: OpenChannel, draft: Draft): Promise<LookedUp> {
    const { channelId } = channel;
    const { actorId, clientMessageId } = draft;
    const { store } = this.#options;
    // Finding nothing is as good as having seen the channel up to its head of this moment, if memory has not got it.
    const through = channel.recent(draft) ? 0 : channel.head;
    const send = await store.lookUpSend(channelId, actorId, clientMessageId);
    if (!send) return { through, found: undefined };
    // Sends are written beside the rows: what the log lost with its tail left a trace and no row.
    const [event] = await store.readEvents(channelId, send.seq - 1, 1);
    const agrees = event?.seq === send.seq && event.actorId === actorId && event.clientMessageId === clientMessageId;
    return { through, found: agrees ? { event, digest: send.digest } : undefined };
  }

  async #refusal(channel: OpenChannel, draft: Draft): Promise<Decision | undefined> {
    try {
      await channel.withRows(() => admit(channel.rows, draft));
      return undefined;
    } catch (refusal) {
      if (!(refusal instanceof ChatError)) throw refusal;
      return { what: "refused", refusal, restsOn: channel.head };
    }
  }
}

function answerTo(draft: Draft, first: EventRecord, digest: Uint8Array): Decision {
  const restsOn = first.seq;
  const said = bodyDigest(draft.kind, draft.body);
  const isSame = said.length === digest.length && said.every((byte, i) => byte === digest[i]);
  if (!isSame) return { what: "refused", refusal: errors.idReused(), restsOn };
  return { what: "repeat", seq: first.seq, atMs: first.atMs, restsOn };
}

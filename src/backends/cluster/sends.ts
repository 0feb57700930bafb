// Brings drafts to the owners of their channels, here or at another node, until there is an answer or time is up.
import type { Clock } from "../../core/clock.ts";
import { ChatError, errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { Appended, LaneAnswer } from "../../core/ports.ts";
import type { Links } from "./links.ts";
import type { Owners } from "./owners.ts";
import type { Ownership } from "./ownership.ts";

/** What it is given. */
export interface SendsOptions {
  readonly ownership: Ownership;
  readonly owners: Owners;
  readonly links: Links;
  readonly clock: Clock;
  /** Where this node is found. */
  readonly address: string;
  readonly partitionOf: (channelId: string) => number;
}

/** So long a channel may be on its way from one owner to the next. */
const deadlineMs = 12_000;
const firstWaitMs = 25;
const longestWaitMs = 500;
/** Failures that say nothing about the draft: it is brought to whoever owns the channel by then. */
const onTheWay = new Set(["NOT_OWNER", "NODE_GONE"]);

/** Asks again with the same ids, so whatever became of an attempt, a draft is there once. */
export class Sends {
  readonly #options: SendsOptions;
  #closed: ChatError | undefined;

  constructor(options: SendsOptions) {
    this.#options = options;
  }

  /** Looks for no other owner any more. */
  close(reason: ChatError): void {
    this.#closed = reason;
  }

  /** Appends drafts in their order until one fails. Never rejects. */
  async append(drafts: readonly Draft[]): Promise<LaneAnswer> {
    const appended: Appended[] = [];
    while (appended.length < drafts.length) {
      const rest = drafts.slice(appended.length);
      const partition = this.#options.partitionOf((rest[0] as Draft).channelId);
      const other = rest.findIndex(({ channelId }) => this.#options.partitionOf(channelId) !== partition);
      const answer = await this.#insist(partition, other < 0 ? rest : rest.slice(0, other));
      appended.push(...answer.appended);
      if (answer.failure) return { appended, failure: answer.failure };
    }
    return { appended, failure: undefined };
  }

  async #insist(partition: number, drafts: readonly Draft[]): Promise<LaneAnswer> {
    const { clock, owners } = this.#options;
    const untilMs = clock.now() + deadlineMs;
    const appended: Appended[] = [];
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      const answer = await this.#once(partition, drafts.slice(appended.length));
      appended.push(...answer.appended);
      const { failure } = answer;
      if (!failure || !onTheWay.has(failure.reason) || clock.now() > untilMs) return { appended, failure };
      if (this.#closed) return { appended, failure: this.#closed };
      owners.correct(partition, failure.metadata.owner || undefined);
      await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    }
  }

  async #once(partition: number, drafts: readonly Draft[]): Promise<LaneAnswer> {
    const { ownership, owners, links, address } = this.#options;
    const owner = ownership.owner(partition);
    if (owner) return owner.appendInOrder(drafts);
    try {
      const elsewhere = await owners.addressOf(partition);
      if (elsewhere === undefined || elsewhere === address) return refused(errors.notOwner(""));
      return (await links.to(elsewhere)?.append(drafts)) ?? refused(errors.draining());
    } catch (failure) {
      return refused(failure instanceof ChatError ? failure : errors.storeFailed(failure));
    }
  }
}

function refused(failure: ChatError): LaneAnswer {
  return { appended: [], failure };
}

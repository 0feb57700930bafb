// A lane over an owner that may be far away: what comes while an answer is awaited goes together in the next.
import { type ChatError, errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { Appended, Lane, LaneAnswer } from "../../core/ports.ts";

interface Waiting {
  readonly drafts: readonly Draft[];
  readonly resolve: (answer: LaneAnswer) => void;
}

/** One batch is on its way at a time, so the order stays whatever becomes of it. */
export class QueuedLane implements Lane {
  readonly #append: (drafts: readonly Draft[]) => Promise<LaneAnswer>;
  #waiting: Waiting[] = [];
  #isSending = false;
  #failed = false;

  /** `append` appends drafts in their order until one fails, and never rejects. */
  constructor(append: (drafts: readonly Draft[]) => Promise<LaneAnswer>) {
    this.#append = append;
  }

  append(drafts: readonly Draft[]): Promise<LaneAnswer> {
    if (this.#failed) return Promise.resolve(broken());
    const { promise, resolve } = Promise.withResolvers<LaneAnswer>();
    this.#waiting.push({ drafts, resolve });
    if (!this.#isSending) void this.#send();
    return promise;
  }

  close(): void {
    this.#failed = true;
    for (const { resolve } of this.#waiting.splice(0)) resolve(broken());
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0 && !this.#failed) {
      const batch = this.#waiting.splice(0);
      const { appended, failure } = await this.#append(batch.flatMap(({ drafts }) => drafts));
      if (failure) this.#failed = true;
      share(batch, appended, failure);
    }
    this.#isSending = false;
    if (this.#failed) this.close();
  }
}

/** Gives each of a batch its part of the answer. */
function share(batch: readonly Waiting[], appended: readonly Appended[], failure: ChatError | undefined): void {
  let at = 0;
  let isBroken = false;
  for (const { drafts, resolve } of batch) {
    const own = appended.slice(at, at + drafts.length);
    at += drafts.length;
    if (own.length === drafts.length) resolve({ appended: own, failure: undefined });
    else {
      resolve({ appended: own, failure: isBroken ? errors.laneBroken() : failure });
      isBroken = true;
    }
  }
}

function broken(): LaneAnswer {
  return { appended: [], failure: errors.laneBroken() };
}

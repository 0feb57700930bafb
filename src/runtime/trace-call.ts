// One call of a client, watched: which events it put into the log, and how it was answered.
import { ChatError } from "../core/errors.ts";
import type { CallHop, Span, Trace } from "../core/trace.ts";

/** What is known of a call from its start. */
export interface CallFacts extends Pick<CallHop, "method" | "door" | "userId"> {
  /** Whether what it stores is told at once: a stream has no one answer that could be waited for. */
  readonly isStream: boolean;
}

/** What a stream does so long after a message of its client is not that message's doing. */
const longestEffectMs = 10_000;

/** Told by the log what the call stored, and by whoever serves it how it ended. */
export class TracedCall {
  readonly #trace: Trace;
  readonly #facts: CallFacts;
  readonly #sinceMs: number;
  #stored: { span: Span; userId: string }[] = [];
  #refusedIn: string | undefined;
  #isOver = false;

  constructor(trace: Trace, facts: CallFacts) {
    this.#trace = trace;
    this.#facts = facts;
    this.#sinceMs = trace.now();
  }

  /** Whether what is stored in its name now is its own doing: timers that it left behind act for themselves. */
  get isActing(): boolean {
    return this.#facts.isStream ? this.#trace.now() - this.#sinceMs < longestEffectMs : !this.#isOver;
  }

  /** The log has these events of the call. */
  stored(span: Span, userId: string): void {
    if (this.#facts.isStream) this.#tell(span, { userId });
    else this.#stored.push({ span, userId });
  }

  /** The log refused a draft of the call. */
  failed(channelId: string, failure: unknown): void {
    if (this.#facts.isStream) this.#tell({ channelId }, { refusal: reasonOf(failure) });
    else this.#refusedIn = channelId;
  }

  /** It was answered: a call that stored nothing is no hop of a message. */
  answered(): void {
    this.#isOver = true;
    for (const { span, userId } of this.#stored) this.#tell(span, { userId });
    this.#stored = [];
  }

  /** It was refused; the request may have named a channel. */
  refused(failure: unknown, named: unknown): void {
    this.answered();
    const channelId = this.#refusedIn ?? (typeof named === "string" ? named : undefined);
    this.#tell(channelId === undefined ? undefined : { channelId }, { refusal: reasonOf(failure) });
  }

  #tell(
    span: CallHop["span"],
    { userId = this.#facts.userId, refusal }: { userId?: string | undefined; refusal?: string },
  ) {
    const { method, door } = this.#facts;
    this.#trace.tell({ at: "call", span, method, door, userId, refusal }, this.#sinceMs);
  }
}

function reasonOf(failure: unknown): string {
  return failure instanceof ChatError ? failure.reason : "INTERNAL";
}

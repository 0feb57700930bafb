// Who types: gathered by channel, told at most once a second, forgotten by itself.
import type { Clock } from "../../core/clock.ts";
import { encodePart } from "../../core/frame.ts";
import type { Caller } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { TokenBuckets } from "../../core/token-bucket.ts";
import type { Topics } from "../../core/topics.ts";

const tellEveryMs = 1_000;
const maxNamed = 5;
/** Where more streams hear the channel, somebody nearly always types: it would be told to all, for nobody's good. */
const maxHearers = 1_000;

/**
 * Tells a channel who types in it, unless more than 1,000 streams hear it; more than one word in about three seconds from
 * one person is dropped.
 */
export class TypingBoard {
  readonly #clock: Clock;
  readonly #topics: Topics<ChatSignals>;
  readonly #words: TokenBuckets;
  /** People to be named when the channel's second is over. */
  readonly #waiting = new Map<string, Map<string, string>>();

  constructor(clock: Clock, topics: Topics<ChatSignals>) {
    this.#clock = clock;
    this.#topics = topics;
    this.#words = new TokenBuckets({ perSecond: 0.4, burst: 1 }, clock);
  }

  /** Somebody types. */
  typed(channelId: string, { userId, name }: Caller): void {
    if (this.#topics.countOf("channel", channelId) > maxHearers) return;
    if (this.#words.take(`${channelId} ${userId}`) > 0) return;
    const waiting = this.#waiting.get(channelId);
    if (waiting) {
      if (waiting.size < maxNamed) waiting.set(userId, name);
      return;
    }
    this.#waiting.set(channelId, new Map());
    this.#tell(channelId, [{ userId, name }]);
    this.#clock.after(tellEveryMs, () => this.#secondOver(channelId));
  }

  /** Somebody has said it: they are not named any more. */
  said(channelId: string, { userId }: Caller): void {
    this.#waiting.get(channelId)?.delete(userId);
  }

  #secondOver(channelId: string): void {
    const waiting = this.#waiting.get(channelId);
    this.#waiting.delete(channelId);
    if (!waiting || waiting.size === 0) return;
    this.#waiting.set(channelId, new Map());
    this.#tell(
      channelId,
      [...waiting].map(([userId, name]) => ({ userId, name })),
    );
    this.#clock.after(tellEveryMs, () => this.#secondOver(channelId));
  }

  #tell(channelId: string, people: { userId: string; name: string }[]): void {
    const part = encodePart({ signals: [{ kind: { case: "typing", value: { channelId, people } } }] });
    this.#topics.emit("channel", channelId, { kind: "typing", part });
  }
}

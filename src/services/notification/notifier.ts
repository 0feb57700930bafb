// Follows everything that is said, decides who is told of it, and has that kept: nothing is skipped, whatever fails.
import { fromBinary } from "@bufbuild/protobuf";
import type { Clock } from "../../core/clock.ts";
import { bodyOf, kinds, type LoggedEvent } from "../../core/event.ts";
import type { Decision, NoticeSource, NoticeStore } from "../../core/notices.ts";
import type { FeedBatch, MessageLog } from "../../core/ports.ts";
import { MessageDeletedSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { BoundedMap } from "./bounded-map.ts";
import { Decider, type DeciderParts } from "./decider.ts";
import { insist, isPassing, pause } from "./insist.ts";

/** What the notifier is made of. */
export interface NotifierParts extends DeciderParts {
  readonly log: Pick<MessageLog, "feed">;
  readonly notices: NoticeStore;
  readonly clock: Clock;
  /** Hears what was kept, at once. */
  readonly onKept: (decisions: readonly Decision[]) => void;
  /** Hears that devices are to take something back. */
  readonly onWithdrawn: () => void;
  /** Hears of what is a bug; the event that it is about tells nobody. */
  readonly onUnexpected: (failure: unknown) => void;
}

/** The name of the place in the feed. */
const reader = "notifier";
/**
 * Batches begin so far apart, at least and at most: the more people the last one told, the longer the next one gathers.
 * What the people of a channel are told of together is written in one place, which is most of what a notice costs.
 */
const batchMs = { least: 20, most: 500 };
const peoplePerMs = 8;
/** People in decisions that are kept at once. */
const maxPeopleAtOnce = 10_000;
/** Others have their turn after so many messages. */
const messagesPerTurn = 20;
/** Channels of which it is known how far it has come. */
const maxRemembered = 20_000;
const restartMs = 1_000;
/** When nothing came for so long, everything that was there has been seen. */
const quietMs = 1_000;

/** Runs from `start` to `close`. */
export class Notifier {
  readonly #parts: NotifierParts;
  readonly #decider: Decider;
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  /** The time of the event that is looked at; undefined: none is. */
  #atWorkMs: number | undefined;
  /** By channel the last event that was done. */
  readonly #doneSeqs = new BoundedMap<string, number>(maxRemembered);
  /** The time of the latest event that was done. */
  #doneMs = 0;
  #waitingSinceMs = 0;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
    this.#decider = new Decider(parts);
    this.#waitingSinceMs = parts.clock.now();
  }

  /** Begins where it ended before; the very first time with what is said from now on. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Stops; what was not done is done after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.#decider.close();
    await this.#running;
  }

  /** How far behind it is, in milliseconds; 0 if it has come to the end. */
  get lagMs(): number {
    return this.#atWorkMs === undefined ? 0 : Math.max(0, this.#parts.clock.now() - this.#atWorkMs);
  }

  /** Whether it has come to a message; of one that was looked at before the start, as far as its time can tell. */
  hasComeTo({ sourceId, seq, atMs }: NoticeSource): boolean {
    if ((this.#doneSeqs.get(sourceId) ?? 0) >= seq || atMs < this.#doneMs) return true;
    const nowMs = this.#parts.clock.now();
    const isQuiet = this.#atWorkMs === undefined && Math.abs(nowMs - this.#waitingSinceMs) >= quietMs;
    return isQuiet && atMs <= nowMs - quietMs;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { log, clock, onUnexpected } = this.#parts;
    while (!signal.aborted) {
      try {
        for await (const batch of log.feed(reader, signal, "now")) {
          await this.#take(batch);
          // Asking for the next one would confirm what was not done.
          if (signal.aborted) return;
        }
      } catch (failure) {
        if (signal.aborted) return;
        if (!isPassing(failure)) onUnexpected(failure);
        await pause(clock, restartMs, signal);
      }
    }
  }

  async #take(batch: FeedBatch): Promise<void> {
    const { clock } = this.#parts;
    const takenAtMs = clock.now();
    const told = await this.#handle(batch);
    this.#doneMs = batch.at(-1)?.atMs ?? this.#doneMs;
    for (const { channelId, seq } of batch) this.#doneSeqs.set(channelId, seq);
    this.#atWorkMs = undefined;
    const elapsedMs = clock.now() - takenAtMs;
    const apartMs = Math.min(batchMs.most, Math.max(batchMs.least, told / peoplePerMs));
    const restMs = elapsedMs < 0 ? apartMs : apartMs - elapsedMs;
    if (restMs > 0) await pause(clock, restMs, this.#closing.signal);
    this.#waitingSinceMs = clock.now();
  }

  /** Resolves to how many people are told of something. */
  async #handle(batch: FeedBatch): Promise<number> {
    this.#decider.begin();
    let decisions: Decision[] = [];
    let people = 0;
    let told = 0;
    let messages = 0;
    for (const event of batch) {
      this.#atWorkMs = event.atMs;
      const decision = await this.#decide(event);
      if (decision) decisions.push(decision);
      told += decision?.told.length ?? 0;
      people += decision ? decision.told.length + decision.silent.length : 0;
      if (people >= maxPeopleAtOnce) {
        await this.#keep(decisions);
        decisions = [];
        people = 0;
      }
      if (++messages % messagesPerTurn === 0) await pause(this.#parts.clock, 0, this.#closing.signal);
    }
    await this.#keep(decisions);
    // After the decisions: what is taken back may have been said in the same batch.
    for (const event of batch) if (event.kind === kinds.messageDeleted) await this.#withdraw(event);
    return told;
  }

  async #decide(event: LoggedEvent): Promise<Decision | undefined> {
    return this.#attempt(() => this.#decider.decide(event));
  }

  async #keep(decisions: readonly Decision[]): Promise<void> {
    if (decisions.length === 0) return;
    const { notices, onKept } = this.#parts;
    const kept = await this.#attempt(async () => {
      await notices.decide(decisions);
      return true;
    });
    if (kept) onKept(decisions);
    else if (decisions.length > 1) for (const decision of decisions) await this.#keep([decision]);
  }

  async #withdraw({ channelId, kind, bytes }: LoggedEvent): Promise<void> {
    const { targetSeq } = fromBinary(MessageDeletedSchema, bodyOf(bytes, kind));
    await this.#attempt(() => this.#parts.notices.withdraw(channelId, Number(targetSeq), undefined));
    this.#parts.onWithdrawn();
  }

  /** Undefined after a failure that is a bug. Rejects only when it is to stop. */
  async #attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
    const { signal } = this.#closing;
    try {
      return await insist(act, this.#parts.clock, signal);
    } catch (failure) {
      if (signal.aborted) throw failure;
      this.#parts.onUnexpected(failure);
      return undefined;
    }
  }
}

// The owner of one partition: takes it over, accepts drafts, folds its records, and has them written.
import type { Clock } from "../../core/clock.ts";
import { ChatError, errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { Appended, LaneAnswer } from "../../core/ports.ts";
import { type Accepted, Appender, type Decision } from "./append.ts";
import { type Folded, firstPosition, type LogPosition, nothingCounts, PartitionFold } from "./fold.ts";
import { HeadWriter } from "./heads.ts";
import { decodeRecord, type EventRecord, encodeClaim } from "./log-record.ts";
import { NotOwner } from "./not-owner.ts";
import { OpenChannel, SeqNotNext } from "./open-channel.ts";
import type { PartitionLog, RowStore } from "./ports.ts";
import { Progress } from "./progress.ts";
import { allRules, type RulesInForce } from "./rules-in-force.ts";
import { RowWriter } from "./writer.ts";

/** Bounds of what an owner holds: beyond them new drafts are refused before they are produced. */
export interface OwnerLimits {
  readonly oldestMs: number;
  readonly pending: number;
  readonly pendingBytes: number;
  readonly openChannels: number;
  readonly recentPerChannel: number;
}

const defaultLimits: OwnerLimits = {
  oldestMs: 2_000,
  pending: 10_000,
  pendingBytes: 16 * 1024 * 1024,
  openChannels: 20_000,
  recentPerChannel: 256,
};

/** What an owner is given. */
export interface OwnerOptions {
  readonly log: PartitionLog;
  readonly store: RowStore;
  readonly clock: Clock;
  /** The store's epoch, in hours since 1970. */
  readonly epoch: number;
  readonly nodeId: string;
  readonly address: string;
  /** Hears of each event that everybody may see, in the order of its channel. */
  readonly onShown: (event: EventRecord) => void;
  /** Hears that its claim counts: from now on it accepts. */
  readonly onClaimed?: (gen: number) => void;
  /** Hears of each event about which everything is durable, in the order of its channel. */
  readonly onSettled?: (event: EventRecord) => void;
  /** Hears once why this is no owner any more: the caller drops it, and takes over anew if the partition is still its. */
  readonly onStopped: (reason: Error) => void;
  readonly limits?: Partial<OwnerLimits>;
  readonly rules?: RulesInForce;
}

interface Pending extends Accepted {
  readonly sinceMs: number;
}

interface Answer {
  readonly isRefusal: boolean;
  readonly sure: Promise<Appended>;
}

interface EndWaiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (failure: unknown) => void;
}

const resendMs = 500;
const retryMs = 100;
const positionMs = 1_000;

/** One life of an owner. What it accepted and could not settle is unknown when it stops. */
export class PartitionOwner {
  readonly #options: Required<Omit<OwnerOptions, "limits">> & { readonly limits: OwnerLimits };
  readonly #appender: Appender;
  readonly #writer: RowWriter;
  readonly #heads: HeadWriter;
  readonly #channels = new Map<string, OpenChannel>();
  readonly #loaded = new WeakSet<OpenChannel>();
  readonly #timers: (() => void)[] = [];
  #fold = new PartitionFold(firstPosition);
  #progress = new Progress(firstPosition);
  #gen = 0;
  #nextN = 0;
  #accepting = false;
  /** Accepted, and not folded yet: in the order of their numbers. */
  #unfolded: Pending[] = [];
  /** Accepted, and not settled yet. */
  readonly #pending = new Map<EventRecord, { sinceMs: number; bytes: number }>();
  #pendingBytes = 0;
  #endWaiters: EndWaiter[] = [];
  #stopped: Error | undefined;

  constructor(options: OwnerOptions) {
    this.#options = {
      rules: allRules,
      onClaimed: () => undefined,
      onSettled: () => undefined,
      ...options,
      limits: { ...defaultLimits, ...options.limits },
    };
    const { store, clock, rules, epoch } = this.#options;
    this.#heads = new HeadWriter({ store, clock, epoch, onDone: (offset) => this.#progress.done(offset) });
    this.#writer = new RowWriter({
      store,
      clock,
      rules,
      epoch,
      onShown: ({ event }) => this.#options.onShown(event),
      onSettled: (channel, foldings) => {
        for (const { event } of foldings) {
          this.#settled(event);
          this.#options.onSettled(event);
        }
        this.#heads.settled(channel, foldings);
        channel.settle(foldings.at(-1)?.event.seq ?? 0);
      },
    });
    this.#appender = new Appender({
      store,
      rules,
      now: () => clock.now(),
      nextNumber: () => this.#nextNumber(),
      onAccepted: (accepted) => this.#accepted(accepted),
    });
  }

  /** Claims the partition; resolves to the offset from which its records are to be given to `take`. */
  async takeOver(above = 0): Promise<number> {
    const { store, rules, clock } = this.#options;
    this.#gen = await store.raiseGen(above);
    const from = await this.#findPosition();
    this.#fold = new PartitionFold(from, rules);
    this.#progress = new Progress(from);
    this.#timers.push(
      this.#heads.start(),
      clock.every(resendMs, () => this.#resend()),
      clock.every(positionMs, () => this.#keepPosition()),
    );
    this.#accepting = !rules.claimReadBack;
    this.#claim();
    return from.offset;
  }

  /** Takes the record at an offset; what is not the next one ends this owner. */
  take(offset: number, bytes: Uint8Array): void {
    if (this.#stopped) return;
    let folded: Folded;
    try {
      folded = this.#fold.next(offset, decodeRecord(bytes));
    } catch (failure) {
      this.stop(failure as Error);
      return;
    }
    this.#progress.folded(offset, this.#fold.position);
    if (folded.what === "event") this.#takeEvent(folded.event, offset);
    else {
      this.#progress.done(offset);
      if (folded.what === "claim") this.#takeClaim(folded.claim);
      else this.#takeVoid(folded);
    }
    this.#answerEnds();
  }

  /**
   * Appends a draft; resolves when it is durable and derived. Rejects with a ChatError: certainly not in the log; but
   * UNAVAILABLE, and NotOwner if the draft may have been accepted, mean unknown: ask again, there, with the same id.
   */
  async append(draft: Draft): Promise<Appended> {
    try {
      const { sure } = await this.#decide(draft);
      return await sure;
    } catch (failure) {
      throw failure instanceof NotOwner ? failure : toChatError(failure);
    }
  }

  /** Appends drafts that stand in one order: after the first that fails, the rest is not accepted. Never rejects. */
  async appendInOrder(drafts: readonly Draft[]): Promise<LaneAnswer> {
    const answers: Answer[] = [];
    const appended: Appended[] = [];
    try {
      for (const draft of drafts) {
        const answer = await this.#decide(draft);
        answers.push(answer);
        if (answer.isRefusal) break;
      }
    } catch (failure) {
      answers.push({ isRefusal: true, sure: Promise.reject(failure) });
    }
    for (const { sure } of answers) sure.catch(() => undefined);
    for (const { sure } of answers) {
      try {
        appended.push(await sure);
      } catch (failure) {
        return { appended, failure: toChatError(failure) };
      }
    }
    return { appended, failure: undefined };
  }

  /** Decides on a draft; the answer holds when `sure` resolves. */
  async #decide(draft: Draft): Promise<Answer> {
    if (!this.#accepting) throw this.#stopped ?? new NotOwner("it is being taken over");
    const channel = this.#channel(draft.channelId);
    if (this.#isFull && !channel.recent(draft)) throw errors.backlog();
    const decision = await this.#inTurn(channel, () => this.#appender.append(channel, draft));
    return { isRefusal: decision.what === "refused", sure: this.#makeSure(channel, decision) };
  }

  /** Whether records are better held back: much of what was taken is not durable. */
  get isBehind(): boolean {
    return this.#progress.open > 2 * this.#options.limits.pending;
  }

  /** Stops; calling it twice is fine. */
  stop(reason: Error): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    this.#accepting = false;
    for (const cancel of this.#timers) cancel();
    this.#writer.stop();
    const lost = reason instanceof NotOwner ? reason : new NotOwner(reason.message);
    for (const channel of this.#channels.values()) channel.stop(lost);
    for (const { reject } of this.#endWaiters.splice(0)) reject(lost);
    this.#options.onStopped(reason);
  }

  // Asked in this order, since the log grows while one asks: a kept position behind its end is the sign of a lost tail.
  async #findPosition(): Promise<LogPosition> {
    const { log, store, rules } = this.#options;
    for (;;) {
      let end = await log.end();
      const kept = (await store.readPosition()) ?? firstPosition;
      if (kept.offset <= end) return kept;
      end = await log.end();
      if (kept.offset <= end) continue;
      const position = { offset: end, gen: kept.gen, n: nothingCounts };
      if (rules.lostTailNoted) await store.writePosition(this.#gen, position);
      return position;
    }
  }

  #claim(): void {
    const { nodeId, address } = this.#options;
    this.#produce(encodeClaim({ gen: this.#gen, nodeId, address }));
  }

  #takeClaim({ gen, nodeId, address }: { gen: number; nodeId: string; address: string }): void {
    if (gen === this.#gen && nodeId === this.#options.nodeId) this.#claimed();
    else if (gen >= this.#gen || this.#accepting) this.stop(new NotOwner(`gen ${gen} has claimed it`, address));
  }

  #claimed(): void {
    this.#accepting = true;
    this.#options.onClaimed(this.#gen);
  }

  #takeVoid({ record, reason }: Folded & { what: "void" }): void {
    if (record.what === "claim" && record.claim.gen === this.#gen && record.claim.nodeId === this.#options.nodeId) {
      // A claim that was produced twice is read twice.
      if (this.#fold.position.gen !== this.#gen || !this.#accepting) this.stop(new NotOwner("its claim came too late"));
    }
    if (reason === "after-a-hole" && record.what === "event" && record.event.gen === this.#gen) this.#resend(0);
  }

  #takeEvent(event: EventRecord, offset: number): void {
    const own = event.gen === this.#gen ? this.#unfolded.findIndex((each) => each.event.n === event.n) : -1;
    if (own < 0) {
      void this.#takeOther(event, offset);
      return;
    }
    const [accepted] = this.#unfolded.splice(own, 1) as [Pending];
    const { channel, applied } = accepted;
    if (applied) this.#writer.add(channel, [{ ...applied, offset }]);
    else
      void this.#inTurn(channel, async () => {
        const late = await channel.apply(event, Number.POSITIVE_INFINITY);
        this.#writer.add(channel, [{ ...late, offset }]);
      }).catch(() => undefined);
  }

  /** An event that was accepted by another owner, or in another life. */
  async #takeOther(event: EventRecord, offset: number): Promise<void> {
    const channel = this.#channel(event.channelId);
    await channel.inTurn(async () => {
      while (!this.#stopped) {
        try {
          await this.#load(channel);
          const { stored, fresh } = await channel.takeFolded(event);
          this.#writer.addStored(channel, stored);
          if (fresh) this.#writer.add(channel, [{ ...fresh, offset }]);
          else this.#heads.stored(channel, event.seq, offset);
          return;
        } catch (failure) {
          if (failure instanceof SeqNotNext) this.stop(failure);
          else await new Promise<void>((resolve) => this.#options.clock.after(retryMs, resolve));
        }
      }
    });
  }

  #inTurn<T>(channel: OpenChannel, task: () => Promise<T>): Promise<T> {
    return channel.inTurn(async () => {
      await this.#load(channel);
      return await task();
    });
  }

  async #load(channel: OpenChannel): Promise<void> {
    if (this.#stopped) throw this.#stopped;
    if (this.#loaded.has(channel)) return;
    const stored = await channel.load();
    if (this.#stopped) throw this.#stopped;
    this.#loaded.add(channel);
    this.#writer.addStored(channel, stored);
  }

  #channel(channelId: string): OpenChannel {
    const known = this.#channels.get(channelId);
    if (known) return known;
    const { store, rules, limits } = this.#options;
    if (this.#channels.size >= limits.openChannels) this.#forgetIdle();
    const channel = new OpenChannel({ channelId, store, rules, maxRecent: limits.recentPerChannel });
    this.#channels.set(channelId, channel);
    return channel;
  }

  #forgetIdle(): void {
    for (const channel of this.#channels.values()) {
      if (!channel.isIdle || this.#heads.isWaiting(channel)) continue;
      this.#channels.delete(channel.channelId);
      this.#writer.forget(channel);
    }
  }

  get #isFull(): boolean {
    const { oldestMs, pending, pendingBytes } = this.#options.limits;
    const oldest = this.#pending.values().next().value;
    const isLate = oldest !== undefined && this.#options.clock.now() - oldest.sinceMs > oldestMs;
    return isLate || this.#pending.size >= pending || this.#pendingBytes >= pendingBytes;
  }

  #nextNumber(): { gen: number; n: number } {
    if (!this.#accepting) throw this.#stopped ?? new NotOwner("it is being taken over");
    return { gen: this.#gen, n: this.#nextN++ };
  }

  #accepted(accepted: Accepted): void {
    const sinceMs = this.#options.clock.now();
    this.#unfolded.push({ ...accepted, sinceMs });
    this.#pending.set(accepted.event, { sinceMs, bytes: accepted.record.length });
    this.#pendingBytes += accepted.record.length;
    this.#produce(accepted.record);
  }

  #settled(event: EventRecord): void {
    const pending = this.#pending.get(event);
    if (!pending) return;
    this.#pending.delete(event);
    this.#pendingBytes -= pending.bytes;
  }

  /** Waits until a decision is true for good. */
  async #makeSure(channel: OpenChannel, decision: Decision): Promise<Appended> {
    const { rules } = this.#options;
    const isRefusal = decision.what === "refused";
    if (!isRefusal || rules.refusalsDurable) await channel.whenSettled(decision.restsOn);
    if ((isRefusal || decision.what === "nothing") && rules.refusalsAtEnd) await this.#readToEnd();
    if (decision.what === "refused") throw decision.refusal;
    return { seq: decision.seq, atMs: decision.atMs, appended: decision.what === "appended" };
  }

  // Whoever claimed before the draft came may have let its sender do what this node forbids.
  async #readToEnd(): Promise<void> {
    const offset = await this.#options.log.end();
    if (this.#stopped) throw this.#stopped;
    if (this.#fold.position.offset >= offset) return;
    await new Promise<void>((resolve, reject) => this.#endWaiters.push({ offset, resolve, reject }));
  }

  #answerEnds(): void {
    const { offset } = this.#fold.position;
    const ready = this.#endWaiters.filter((waiter) => waiter.offset <= offset);
    this.#endWaiters = this.#endWaiters.filter((waiter) => waiter.offset > offset);
    for (const { resolve } of ready) resolve();
  }

  /** Produces again what did not come back in time: all of it in order, since what follows a hole is void. */
  #resend(olderThanMs = resendMs): void {
    if (this.#stopped) return;
    if (!this.#accepting) this.#claim();
    const oldest = this.#unfolded[0];
    if (!oldest || this.#options.clock.now() - oldest.sinceMs < olderThanMs) return;
    for (const { record } of this.#unfolded) this.#produce(record);
  }

  #produce(record: Uint8Array): void {
    // What fails is produced again when it does not come back: a failure says nothing about whether it will.
    this.#options.log.produce(record).catch(() => undefined);
  }

  #keepPosition(): void {
    if (this.#gen > 0) this.#options.store.writePosition(this.#gen, this.#progress.through).catch(() => undefined);
  }
}

function toChatError(failure: unknown): ChatError {
  if (failure instanceof ChatError) return failure;
  if (failure instanceof NotOwner) return errors.notOwner(failure.address ?? "");
  return errors.storeFailed(failure);
}

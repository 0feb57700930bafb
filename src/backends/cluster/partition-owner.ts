// The owner of one partition: takes it over, accepts drafts, folds its records, and has them written.
import { errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { Appended, LaneAnswer } from "../../core/ports.ts";
import { type Answer, answerInOrder } from "./answer-in-order.ts";
import { type Accepted, Appender, type Decision } from "./append.ts";
import { Backlog } from "./backlog.ts";
import { type Folded, firstPosition, PartitionFold } from "./fold.ts";
import { HeadWriter } from "./heads.ts";
import { decodeRecord, type EventRecord, encodeClaim } from "./log-record.ts";
import { NotOwner, toChatError } from "./not-owner.ts";
import { type OpenChannel, SeqNotNext } from "./open-channel.ts";
import { OpenChannels } from "./open-channels.ts";
import { defaultLimits, type OwnerLimits, type OwnerOptions } from "./owner-options.ts";
import { Progress } from "./progress.ts";
import { ReadThrough } from "./read-through.ts";
import { allRules } from "./rules-in-force.ts";
import { findStartPosition } from "./start-position.ts";
import { RowWriter } from "./writer.ts";

interface Pending extends Accepted {
  readonly sinceMs: number;
}

const resendMs = 500;
const retryMs = 100;
const positionMs = 1_000;
const drainLookMs = 10;

/** One life of an owner. What it accepted and could not settle is unknown when it stops. */
export class PartitionOwner {
  readonly #options: Required<Omit<OwnerOptions, "limits">> & { readonly limits: OwnerLimits };
  readonly #appender: Appender;
  readonly #writer: RowWriter;
  readonly #heads: HeadWriter;
  readonly #channels: OpenChannels;
  readonly #backlog: Backlog;
  readonly #read = new ReadThrough();
  readonly #timers: (() => void)[] = [];
  #fold = new PartitionFold(firstPosition);
  #progress = new Progress(firstPosition);
  #gen = 0;
  #nextN = 0;
  /** Drafts that wait for their turn. */
  #deciding = 0;
  #accepting = false;
  #draining = false;
  /** Accepted, and not folded yet: in the order of their numbers. */
  #unfolded: Pending[] = [];
  #stopped: Error | undefined;

  constructor(options: OwnerOptions) {
    this.#options = {
      rules: allRules,
      onClaimed: () => undefined,
      onSettled: () => undefined,
      ...options,
      limits: { ...defaultLimits, ...options.limits },
    };
    const { store, clock, rules, epoch, limits } = this.#options;
    this.#backlog = new Backlog(limits, clock);
    this.#heads = new HeadWriter({ store, clock, epoch, onDone: (offset) => this.#progress.done(offset) });
    this.#writer = new RowWriter({
      ...{ store, clock, rules, epoch },
      onShown: ({ event }) => this.#options.onShown(event),
      onSettled: (channel, foldings) => {
        for (const { event } of foldings) {
          this.#backlog.settled(event);
          this.#options.onSettled(event);
        }
        this.#heads.settled(channel, foldings);
        channel.settle(foldings.at(-1)?.event.seq ?? 0);
      },
    });
    this.#channels = new OpenChannels({
      ...{ store, rules, maxRecent: limits.recentPerChannel, maxChannels: limits.openChannels },
      onLoaded: (channel, stored) => this.#writer.addStored(channel, stored),
      release: (channel) => {
        if (this.#heads.isWaiting(channel)) return false;
        this.#writer.forget(channel);
        return true;
      },
    });
    this.#appender = new Appender({
      ...{ store, rules },
      now: () => clock.now(),
      nextNumber: () => this.#nextNumber(),
      onAccepted: (accepted) => this.#accepted(accepted),
    });
  }

  /** Claims the partition; resolves to the offset from which its records are to be given to `take`. */
  async takeOver(above = 0): Promise<number> {
    const { log, store, rules, clock, limits } = this.#options;
    this.#gen = await store.raiseGen(above);
    const from = await findStartPosition({ log, store, rules, gen: this.#gen });
    if (this.#stopped) throw this.#stopped;
    this.#fold = new PartitionFold(from, rules);
    this.#progress = new Progress(from);
    this.#timers.push(
      this.#heads.start(),
      clock.every(resendMs, () => this.#resend()),
      clock.every(positionMs, () => this.#keepPosition()),
      clock.every(limits.settleMs / 2, () => this.#channels.sweep(errors.storeFailed)),
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
    this.#read.reached(this.#fold.position.offset);
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
  appendInOrder(drafts: readonly Draft[]): Promise<LaneAnswer> {
    return answerInOrder(drafts, (draft) => this.#decide(draft));
  }

  /** Decides on a draft; the answer holds when `sure` resolves. */
  async #decide(draft: Draft): Promise<Answer> {
    if (!this.#accepting) throw this.#stopped ?? new NotOwner("it is being taken over");
    if (this.#draining) throw new NotOwner("it goes to another node");
    const channel = this.#channels.of(draft.channelId);
    if (this.#deciding >= this.#options.limits.pending) throw errors.backlog();
    this.#refuseIfFull(channel, draft);
    const ahead = this.#appender.lookAhead(channel, draft);
    this.#deciding++;
    const turn = this.#channels.inTurn(channel, () => {
      // Others were accepted while this one waited for its turn.
      this.#refuseIfFull(channel, draft);
      return this.#appender.append(channel, draft, ahead);
    });
    const decision = await turn.finally(() => this.#deciding--);
    return { isRefusal: decision.what === "refused", sure: this.#makeSure(channel, decision) };
  }

  #refuseIfFull(channel: OpenChannel, draft: Draft): void {
    if (this.#backlog.isFull && !channel.recent(draft)) throw errors.backlog();
  }

  /** Whether records are better held back: much of what was taken is not durable. */
  get isBehind(): boolean {
    return this.#progress.open > 2 * this.#options.limits.pending;
  }

  /** Accepts nothing more; resolves when all that was accepted is durable, or it takes too long. */
  async drain(withinMs: number): Promise<void> {
    this.#draining = true;
    for (let waitedMs = 0; waitedMs < withinMs && !this.#stopped; waitedMs += drainLookMs) {
      if (this.#deciding === 0 && this.#backlog.isEmpty) return;
      await new Promise<void>((resolve) => this.#options.clock.after(drainLookMs, resolve));
    }
  }

  /** Stops; calling it twice is fine. */
  stop(reason: Error): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    this.#accepting = false;
    for (const cancel of this.#timers) cancel();
    this.#writer.stop();
    const lost = reason instanceof NotOwner ? reason : new NotOwner(reason.message);
    this.#channels.stop(lost);
    this.#read.stop(lost);
    this.#options.onStopped(reason);
  }

  #claim(): void {
    const { nodeId, address } = this.#options;
    this.#produce(encodeClaim({ gen: this.#gen, nodeId, address }));
  }

  #takeClaim({ gen, nodeId, address }: { gen: number; nodeId: string; address: string }): void {
    if (gen === this.#gen && nodeId === this.#options.nodeId) {
      this.#accepting = true;
      this.#options.onClaimed(gen);
    } else if (gen >= this.#gen || this.#accepting) this.stop(new NotOwner(`gen ${gen} has claimed it`, address));
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
      void this.#channels
        .inTurn(channel, async () => {
          const late = await channel.apply(event, Number.POSITIVE_INFINITY);
          this.#writer.add(channel, [{ ...late, offset }]);
        })
        .catch(() => undefined);
  }

  /** An event that was accepted by another owner, or in another life. */
  async #takeOther(event: EventRecord, offset: number): Promise<void> {
    const channel = this.#channels.of(event.channelId);
    await channel.inTurn(async () => {
      while (!this.#stopped) {
        try {
          await this.#channels.load(channel);
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

  #nextNumber(): { gen: number; n: number } {
    if (!this.#accepting) throw this.#stopped ?? new NotOwner("it is being taken over");
    return { gen: this.#gen, n: this.#nextN++ };
  }

  #accepted(accepted: Accepted): void {
    const sinceMs = this.#options.clock.now();
    this.#unfolded.push({ ...accepted, sinceMs });
    this.#backlog.add(accepted.event, accepted.record.length);
    this.#produce(accepted.record);
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
    await this.#read.until(await this.#options.log.end());
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

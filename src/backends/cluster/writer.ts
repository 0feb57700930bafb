// Writes what was folded, channel by channel: rows in order, then what is derived from them, then everybody may know.
import type { Clock } from "../../core/clock.ts";
import { contentDigest } from "./content-digest.ts";
import type { Applied, OpenChannel } from "./open-channel.ts";
import type { RowChange, RowStore, StampedChange } from "./ports.ts";
import type { RulesInForce } from "./rules-in-force.ts";
import { stampOf } from "./stamp.ts";

/** An event on its way into the store. */
export interface Folding extends Applied {
  /** Where it stands in the log; undefined if it was found in the store. */
  readonly offset: number | undefined;
}

interface Derivation extends Folding {
  readonly sends: Promise<void>;
}

/** What a writer is given. */
export interface WriterOptions {
  readonly store: RowStore;
  readonly clock: Clock;
  readonly rules: RulesInForce;
  readonly epoch: number;
  /** Hears of each event whose row is durable, in the order of its channel. */
  readonly onShown: (folding: Folding) => void;
  /** Hears when everything about these events is durable. */
  readonly onSettled: (channel: OpenChannel, foldings: readonly Folding[]) => void;
}

class Stopped extends Error {}

const eventsAtOnce = 100;
/** What follows from more at once would be more requests than the store takes. */
const derivedAtOnce = 200;
const retryMs = 100;
const ownPartition: ReadonlySet<RowChange["row"]> = new Set(["channel", "member"]);

/** Writes one partition's channels. What fails is written again until it is there or the writer is stopped. */
export class RowWriter {
  readonly #options: WriterOptions;
  readonly #channels = new Map<OpenChannel, ChannelWriter>();
  readonly #stop = new AbortController();

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Takes events of a channel that were folded, in order. */
  add(channel: OpenChannel, foldings: readonly Folding[]): void {
    this.#writerOf(channel).add(foldings);
  }

  /** Takes events that were found in the store, and writes what is derived from them again. */
  addStored(channel: OpenChannel, applied: readonly Applied[]): void {
    this.#writerOf(channel).addStored(applied.map((each) => ({ ...each, offset: undefined })));
  }

  /** Forgets a channel for which nothing is in flight. */
  forget(channel: OpenChannel): void {
    this.#channels.delete(channel);
  }

  /** Begins no further write. */
  stop(): void {
    this.#stop.abort();
  }

  #writerOf(channel: OpenChannel): ChannelWriter {
    const known = this.#channels.get(channel);
    if (known) return known;
    const writer = new ChannelWriter(channel, this.#options, this.#stop.signal);
    this.#channels.set(channel, writer);
    return writer;
  }
}

class ChannelWriter {
  readonly #channel: OpenChannel;
  readonly #options: WriterOptions;
  readonly #stop: AbortSignal;
  readonly #queue: Folding[] = [];
  readonly #derivations: Derivation[] = [];
  #isWriting = false;
  #isDeriving = false;

  constructor(channel: OpenChannel, options: WriterOptions, stop: AbortSignal) {
    this.#channel = channel;
    this.#options = options;
    this.#stop = stop;
  }

  add(foldings: readonly Folding[]): void {
    if (!this.#options.rules.shownDurable) for (const each of foldings) this.#options.onShown(each);
    this.#queue.push(...foldings);
    if (this.#isWriting && this.#options.rules.rowsInOrder) return;
    void this.#run(() => this.#write());
  }

  addStored(foldings: readonly Folding[]): void {
    if (foldings.length > 0) this.#derive(foldings, this.#writeSends(foldings));
  }

  // One batch at a time: what is in the store is always a prefix of the channel.
  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0, eventsAtOnce);
      const sends = this.#writeSends(batch);
      const events = batch.map(({ event }) => ({ event, stamp: this.#stamp(event) }));
      await this.#untilDone(() => this.#options.store.writeEvents(this.#channel.channelId, events));
      if (this.#options.rules.shownDurable) for (const each of batch) this.#options.onShown(each);
      if (!this.#options.rules.answeredDerived) this.#channel.answer(batch.at(-1)?.event.seq ?? 0);
      this.#derive(batch, sends);
    }
    this.#isWriting = false;
  }

  #writeSends(batch: readonly Folding[]): Promise<void> {
    const rows = batch.map(({ event }) => {
      const { actorId, clientMessageId, seq, kind, bytes } = event;
      return { actorId, clientMessageId, seq, digest: contentDigest(kind, bytes), stamp: this.#stamp(event) };
    });
    const done = this.#untilDone(() => this.#options.store.writeSends(this.#channel.channelId, rows));
    // Whoever derives waits for it; nobody may ever come to that.
    done.catch(() => undefined);
    return done;
  }

  #derive(batch: readonly Folding[], sends: Promise<void>): void {
    this.#derivations.push(...batch.map((each) => ({ ...each, sends })));
    if (!this.#isDeriving) void this.#run(() => this.#deriveAll());
  }

  async #deriveAll(): Promise<void> {
    this.#isDeriving = true;
    while (this.#derivations.length > 0) {
      const batch = this.#derivations.splice(0, derivedAtOnce);
      await Promise.all(batch.map(({ sends }) => sends));
      await this.#writeDerived(batch);
      this.#options.onSettled(this.#channel, batch);
    }
    this.#isDeriving = false;
  }

  async #writeDerived(batch: readonly Derivation[]): Promise<void> {
    const { store } = this.#options;
    const changes = this.#changesOf(batch);
    const apart = changes.filter(({ change }) => !ownPartition.has(change.row));
    const own = changes.filter(({ change }) => ownPartition.has(change.row));
    if (apart.length > 0) await this.#untilDone(() => store.writeChanges(this.#channel.channelId, apart));
    const last = batch.at(-1) as Derivation;
    const stamp = this.#stamp(last.event);
    const write = {
      changes: own,
      owners: last.owners,
      derivedSeq: last.event.seq,
      messages: last.event.messages,
      stamp,
    };
    await this.#untilDone(() => store.writeState(this.#channel.channelId, write));
  }

  /** The last change to each row. */
  #changesOf(batch: readonly Derivation[]): readonly StampedChange[] {
    const changes = new Map<string, StampedChange>();
    for (const { event, changes: made } of batch) {
      // Read positions are moved by people too, who have no gen: the highest seq stays.
      for (const change of made)
        changes.set(change.key, { change, stamp: change.row === "read" ? change.seq : this.#stamp(event) });
    }
    return [...changes.values()];
  }

  #stamp(event: Folding["event"]): number {
    const { rules, clock, epoch } = this.#options;
    return rules.stampedByEvent ? stampOf(epoch, event) : clock.now() * 1_000;
  }

  async #untilDone(write: () => Promise<void>): Promise<void> {
    for (;;) {
      if (this.#stop.aborted) throw new Stopped();
      try {
        await write();
        break;
      } catch {
        await new Promise<void>((resolve) => this.#options.clock.after(retryMs, resolve));
      }
    }
    if (this.#stop.aborted) throw new Stopped();
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (failure) {
      if (!(failure instanceof Stopped)) throw failure;
    }
  }
}

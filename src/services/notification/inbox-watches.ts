// All open WatchInbox streams: told what is new within a moment, ended with their session.
import type { Cancel, Clock } from "../../core/clock.ts";
import { type ChatError, errors } from "../../core/errors.ts";
import type { Decision, NoticeStore } from "../../core/notices.ts";
import type { FrameSink } from "../../core/outlet.ts";
import type { Caller, OpenStream } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Off, Topics } from "../../core/topics.ts";
import { type InboxViewParts, showItems } from "./inbox-view.ts";
import { InboxWatch } from "./inbox-watch.ts";
import { isPassing } from "./insist.ts";

const maxPerSession = 8;
/** What is new is gathered for so long. */
const gatherMs = 250;
const tickMs = 1_000;
/** Counting ends here. */
export const maxCounted = 1_000;

/** What the watches are made of. */
export interface InboxWatchesParts extends InboxViewParts {
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly notices: Pick<NoticeStore, "countOpen">;
  readonly onUnexpected: (failure: unknown) => void;
}

/** Knows who watches their inbox. Call `close` when done. */
export class InboxWatches {
  readonly #parts: InboxWatchesParts;
  readonly #watches = new Map<InboxWatch, readonly Off[]>();
  readonly #ofPerson = new Map<string, Set<InboxWatch>>();
  readonly #ofSession = new Map<string, number>();
  readonly #due = new Set<InboxWatch>();
  readonly #cancelTick: Cancel;
  #cancelTell: Cancel | undefined;
  #closed: ChatError | undefined;

  constructor(parts: InboxWatchesParts) {
    this.#parts = parts;
    this.#cancelTick = parts.clock.every(tickMs, () => this.#tick());
  }

  /** Starts to watch; the first frame says how the inbox stands. */
  open(caller: Caller, sink: FrameSink): OpenStream {
    const count = this.#ofSession.get(caller.sessionId) ?? 0;
    const refusal = this.#closed ?? (count >= maxPerSession ? errors.tooManyStreams(maxPerSession) : undefined);
    if (refusal) {
      sink.end(refusal);
      return { gone: () => undefined };
    }
    const now = () => this.#parts.clock.now();
    const watch = new InboxWatch(caller, sink, { now, onFree: () => void this.#tell(watch) });
    this.#add(watch, count);
    void this.#tell(watch);
    return {
      gone: () => {
        watch.abandon();
        this.#remove(watch);
      },
    };
  }

  /** Hears what was kept. */
  kept(decisions: readonly Decision[]): void {
    if (this.#ofPerson.size === 0) return;
    for (const { told, sourceId, seq, atMs } of decisions)
      for (const { userId, reason } of told)
        for (const watch of this.#ofPerson.get(userId) ?? [])
          this.#note(watch, () => watch.note({ sourceId, seq, atMs, reason, acknowledged: false }));
  }

  /** Somebody's counts may be others. */
  changed(userId: string): void {
    for (const watch of this.#ofPerson.get(userId) ?? []) this.#note(watch, () => watch.note());
  }

  /** Ends all watches with DRAINING, and those that are still to come. */
  close(): void {
    this.#closed = errors.draining();
    this.#cancelTick();
    this.#cancelTell?.();
    for (const watch of this.#watches.keys()) this.#end(watch, this.#closed);
  }

  /** How much is held: for tests of leaks. */
  measure(): { watches: number; people: number; sessions: number } {
    return { watches: this.#watches.size, people: this.#ofPerson.size, sessions: this.#ofSession.size };
  }

  #note(watch: InboxWatch, note: () => void): void {
    note();
    this.#due.add(watch);
    this.#cancelTell ??= this.#parts.clock.after(gatherMs, () => {
      this.#cancelTell = undefined;
      for (const due of [...this.#due]) void this.#tell(due);
    });
  }

  async #tell(watch: InboxWatch): Promise<void> {
    this.#due.delete(watch);
    const news = watch.takeNews();
    if (!news) return;
    const { userId } = watch.caller;
    try {
      const open = await this.#parts.notices.countOpen(userId, maxCounted);
      const added = await showItems(this.#parts, userId, news.added);
      watch.tell({ added, counts: { open }, listAgain: news.listAgain });
    } catch (failure) {
      if (!isPassing(failure)) this.#parts.onUnexpected(failure);
      watch.putBack(news);
    }
  }

  #tick(): void {
    const nowMs = this.#parts.clock.now();
    for (const watch of this.#watches.keys()) {
      // What could not be told when it came is tried again.
      void this.#tell(watch);
      watch.tick(nowMs);
      if (watch.ended) this.#remove(watch);
    }
  }

  #add(watch: InboxWatch, count: number): void {
    const { userId, sessionId } = watch.caller;
    const { topics } = this.#parts;
    this.#ofSession.set(sessionId, count + 1);
    this.#ofPerson.set(userId, (this.#ofPerson.get(userId) ?? new Set()).add(watch));
    this.#watches.set(watch, [
      topics.on("session", sessionId, () => this.#end(watch, errors.sessionEnded())),
      topics.on("user", userId, ({ kind }) => {
        if (kind === "read") this.#note(watch, () => watch.note());
      }),
    ]);
  }

  #end(watch: InboxWatch, reason: ChatError): void {
    watch.end(reason);
    this.#remove(watch);
  }

  #remove(watch: InboxWatch): void {
    for (const off of this.#watches.get(watch) ?? []) off();
    if (!this.#watches.delete(watch)) return;
    this.#due.delete(watch);
    const { userId, sessionId } = watch.caller;
    const watches = this.#ofPerson.get(userId);
    watches?.delete(watch);
    if (watches?.size === 0) this.#ofPerson.delete(userId);
    const left = (this.#ofSession.get(sessionId) ?? 1) - 1;
    if (left > 0) this.#ofSession.set(sessionId, left);
    else this.#ofSession.delete(sessionId);
  }
}

// The main thread's side of the writer: gathers what is asked in a turn, commits it as a group, answers each.
import { Worker } from "node:worker_threads";
import type { Clock } from "../../core/clock.ts";
import { ChatError, type Code, errors } from "../../core/errors.ts";
import type { Draft, LoggedEvent } from "../../core/event.ts";
import type { Appended, LaneAnswer } from "../../core/ports.ts";
import type { ActArguments, ActName, ActResult } from "./acts.ts";
import { type Batch, type BatchAnswer, type Refusal, toColumns } from "./batch.ts";
import { Checkpoints } from "./checkpoints.ts";

interface Group {
  readonly lane: number;
  readonly drafts: readonly Draft[];
  readonly answer: (answer: LaneAnswer) => void;
}

interface Act {
  readonly name: ActName;
  readonly args: readonly unknown[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (failure: ChatError) => void;
}

interface Pending {
  groups: Group[];
  acts: Act[];
  readonly closedLanes: readonly number[];
}

/** Bounds of what may wait for the disk: beyond them new work is refused before it is taken. */
const limits = {
  outstandingBatches: 2,
  batchDrafts: 4_096,
  waitingBytes: 16 * 1024 * 1024,
  waitingDrafts: 100_000,
  waitingActs: 100_000,
  oldestMs: 2_000,
};

/** So many drafts are worth a commit at once, however busy the process is. */
const worthACommit = 32;

/** What the writer is given. */
export interface WriterOptions {
  readonly path: string;
  readonly clock: Clock;
  /** Runs the next commit: at once, or a little later under load, so that it holds more. */
  readonly schedule: (commit: () => void) => void;
  /** Hears every committed event, in the order of its channel, before the append resolves. */
  readonly onCommitted: (event: LoggedEvent) => void;
  /** Hears that the thread died, which nothing mends but a restart. */
  readonly onDied: (failure: Error) => void;
}

/** One writer a store. Closing waits for everything that was taken. */
export class Writer {
  readonly #options: WriterOptions;
  readonly #thread: Worker;
  readonly #checkpoints: Checkpoints;
  readonly #exited: Promise<unknown>;
  readonly #queue: Group[] = [];
  readonly #acts: Act[] = [];
  #closedLanes: number[] = [];
  readonly #outstanding: { pending: Pending; sinceMs: number }[] = [];
  #waitingBytes = 0;
  #waitingDrafts = 0;
  #queuedDrafts = 0;
  #scheduled = false;
  #hurried = false;
  /** Why nothing more is taken. */
  #dead: ChatError | undefined;
  #closed: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;
  #lanes = 0;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#checkpoints = new Checkpoints(options.path);
    const file = import.meta.url.endsWith(".ts") ? "./writer-thread.ts" : "./writer-thread.js";
    this.#thread = new Worker(new URL(file, import.meta.url), { workerData: { path: options.path } });
    this.#thread.on("message", (answer: BatchAnswer) => this.#answered(answer));
    this.#thread.on("error", (failure) => this.#died(failure));
    this.#exited = new Promise((resolve) => this.#thread.once("exit", resolve));
  }

  /** Appends drafts, all in one transaction; answers when they are durable, or why they certainly are not. */
  append(drafts: readonly Draft[], lane = 0): Promise<LaneAnswer> {
    const refusal = this.#refusal();
    if (refusal) return Promise.resolve({ appended: [], failure: refusal });
    return new Promise((answer) => {
      this.#queue.push({ lane, drafts, answer });
      this.#waitingDrafts += drafts.length;
      this.#queuedDrafts += drafts.length;
      for (const draft of drafts) this.#waitingBytes += draft.body.length + 200;
      this.#schedule();
    });
  }

  /** Performs an act in the next transaction; resolves when it is durable. */
  act<Name extends ActName>(name: Name, ...args: ActArguments<Name>): Promise<ActResult<Name>> {
    const refusal = this.#refusal();
    if (refusal) return Promise.reject(refusal);
    return new Promise((resolve, reject) => {
      this.#acts.push({ name, args, resolve: resolve as (result: unknown) => void, reject });
      this.#schedule();
    });
  }

  /** A new lane's number. */
  openLane(): number {
    this.#lanes++;
    return this.#lanes;
  }

  /** Forgets whether a lane failed. */
  closeLane(lane: number): void {
    if (this.#dead) return;
    this.#closedLanes.push(lane);
    this.#schedule();
  }

  /** Commits what was taken, refuses what comes later, and ends the thread; closing twice is fine. */
  close(): Promise<void> {
    this.#closed ??= this.#drain();
    return this.#closed;
  }

  async #drain(): Promise<void> {
    this.#dead ??= errors.draining();
    if (!this.#isIdle()) await new Promise<void>((resolve) => (this.#onIdle = resolve));
    // Nobody else may have the database when it is closed: then its log goes too.
    await this.#checkpoints.close();
    this.#thread.postMessage("close");
    await this.#exited;
  }

  #isIdle(): boolean {
    return this.#outstanding.length === 0 && this.#queue.length === 0 && this.#acts.length === 0;
  }

  #refusal(): ChatError | undefined {
    if (this.#dead) return this.#dead;
    const oldest = this.#outstanding[0];
    const late = oldest !== undefined && this.#options.clock.now() - oldest.sinceMs > limits.oldestMs;
    const { waitingBytes, waitingDrafts, waitingActs } = limits;
    const full = this.#waitingBytes > waitingBytes || this.#waitingDrafts > waitingDrafts;
    return late || full || this.#acts.length >= waitingActs ? errors.backlog() : undefined;
  }

  #schedule(): void {
    if (this.#outstanding.length >= limits.outstandingBatches) return;
    if (this.#queuedDrafts >= worthACommit) this.#hurry();
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      this.#post();
    });
  }

  #hurry(): void {
    if (this.#hurried) return;
    this.#hurried = true;
    setImmediate(() => {
      this.#hurried = false;
      this.#post();
    });
  }

  #post(): void {
    // Two may have been scheduled; the answer to what is outstanding schedules the next.
    if (this.#outstanding.length >= limits.outstandingBatches) return;
    // A thread that is about to end has no use for them, and may have ended when they come.
    if (this.#dead) this.#closedLanes = [];
    if (this.#queue.length === 0 && this.#acts.length === 0 && this.#closedLanes.length === 0) return;
    const pending = this.#take();
    const drafts = pending.groups.flatMap((group) => group.drafts);
    const nowMs = this.#options.clock.now();
    const batch: Batch = {
      nowMs,
      drafts: toColumns(drafts),
      groups: pending.groups.map(({ lane, drafts: { length: count } }) => ({ lane, count })),
      acts: pending.acts.map(({ name, args }) => ({ name, args })),
      closedLanes: pending.closedLanes,
    };
    this.#outstanding.push({ pending, sinceMs: nowMs });
    this.#thread.postMessage(batch, [batch.drafts.bodies.buffer]);
    if (this.#queue.length > 0) this.#schedule();
  }

  #take(): Pending {
    let count = 0;
    let taken = 0;
    while (taken < this.#queue.length && count < limits.batchDrafts)
      count += (this.#queue[taken++] as Group).drafts.length;
    this.#queuedDrafts -= count;
    return { groups: this.#queue.splice(0, taken), acts: this.#acts.splice(0), closedLanes: this.#takeClosedLanes() };
  }

  // A lane that failed must be remembered until the last of its drafts has met its refusal.
  #takeClosedLanes(): readonly number[] {
    if (this.#closedLanes.length === 0) return [];
    const waiting = new Set(this.#queue.map(({ lane }) => lane));
    const closed = this.#closedLanes.filter((lane) => !waiting.has(lane));
    this.#closedLanes = this.#closedLanes.filter((lane) => waiting.has(lane));
    return closed;
  }

  #answered(answer: BatchAnswer): void {
    const done = this.#outstanding.shift();
    if (!done) return;
    this.#settle(done.pending);
    if (answer.failure === undefined) {
      this.#resolve(done.pending, answer);
      this.#checkpoints.committed();
    } else this.#fail(done.pending, errors.storeFailed(new Error(answer.failure)));
    this.#schedule();
    if (this.#onIdle && this.#isIdle()) this.#onIdle();
  }

  #settle({ groups }: Pending): void {
    for (const { drafts } of groups) {
      this.#waitingDrafts -= drafts.length;
      for (const draft of drafts) this.#waitingBytes -= draft.body.length + 200;
    }
  }

  #resolve({ groups, acts }: Pending, answer: BatchAnswer): void {
    const refused = new Map(answer.refusals.map(({ index, refusal }) => [index, refusal]));
    const answers = groups.map(() => ({ appended: [] as Appended[], failure: undefined as ChatError | undefined }));
    let index = 0;
    groups.forEach(({ drafts }, group) => {
      const into = answers[group] as { appended: Appended[]; failure: ChatError | undefined };
      for (const draft of drafts) {
        const refusal = refused.get(index);
        if (refusal) into.failure ??= toError(refusal);
        else into.appended.push(this.#committed(draft, index, answer));
        index++;
      }
    });
    // Published first, answered after: whoever is told that it is there finds it in the hub.
    groups.forEach((group, i) => group.answer(answers[i] as LaneAnswer));
    acts.forEach((act, i) => {
      const { result, refusal } = answer.acts[i] as BatchAnswer["acts"][number];
      if (refusal) act.reject(toError(refusal));
      else act.resolve(result);
    });
  }

  #committed(draft: Draft, index: number, { places, events, eventEnds }: BatchAnswer): Appended {
    const seq = places[index * 3] as number;
    const atMs = places[index * 3 + 1] as number;
    const from = index === 0 ? 0 : (eventEnds[index - 1] as number);
    const to = eventEnds[index] as number;
    if (from === to) return { seq, atMs, appended: false };
    const messages = places[index * 3 + 2] as number;
    const bytes = events.subarray(from, to);
    this.#options.onCommitted({ channelId: draft.channelId, kind: draft.kind, seq, atMs, messages, bytes });
    return { seq, atMs, appended: true };
  }

  #fail({ groups, acts }: Pending, failure: ChatError): void {
    for (const group of groups) group.answer({ appended: [], failure });
    for (const act of acts) act.reject(failure);
  }

  #died(failure: Error): void {
    this.#dead = errors.storeFailed(failure);
    for (const { pending } of this.#outstanding.splice(0)) this.#fail(pending, this.#dead);
    while (!this.#isIdle()) this.#fail(this.#take(), this.#dead);
    this.#onIdle?.();
    this.#options.onDied(failure);
  }
}

function toError({ code, reason, message, retryAfterMs }: Refusal): ChatError {
  return new ChatError(code as Code, reason, message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

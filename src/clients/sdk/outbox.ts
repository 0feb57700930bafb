// Messages that wait to be acknowledged: bounded, in the sender's order within a channel, kept over restarts when given a store.

import type { OwnMessageEvent } from "./chat-event.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { type Deferred, deferred } from "./deferred.ts";
import { bytesOf, type QueuedMessage, type Sent } from "./outgoing-message.ts";

/** Keeps queued messages for the next start. */
export interface OutboxStore {
  /** What was added and not removed, in its order. */
  load(): Promise<readonly QueuedMessage[]>;
  /** Resolves when the message would survive a crash. */
  add(message: QueuedMessage): Promise<void>;
  remove(message: QueuedMessage): Promise<void>;
  /** Resolves when everything is written. */
  close(): Promise<void>;
}

/** What an outbox is made of. */
export interface OutboxParts {
  /** Brings a message to the server; resolves when it is acknowledged, rejects when that is not to be. */
  readonly deliver: (message: QueuedMessage, seenSeq: number, signal: AbortSignal) => Promise<Sent>;
  readonly store: OutboxStore | undefined;
  readonly emit: (event: OwnMessageEvent) => void;
}

const maxMessages = 10_000;
const maxBytes = 16 * 1024 * 1024;

interface Entry {
  readonly message: QueuedMessage;
  /** Known only while the process lives: to a later one 0 says enough. */
  seenSeq: number;
  delivering: boolean;
  readonly stop: AbortController;
  readonly settle: Deferred<Sent>;
}

/** One lane a channel: the next message leaves when the last is acknowledged or refused. */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #lanes = new Map<string, Entry[]>();
  readonly #running = new Set<string>();
  #count = 0;
  #bytes = 0;
  #opening: Promise<void> | undefined;
  #isOpen = false;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Messages that are not acknowledged yet, in the order of each channel. */
  pending(): readonly QueuedMessage[] {
    return [...this.#lanes.values()].flat().map(({ message }) => message);
  }

  /** Begins to deliver, with what an earlier run left first. Rejects if the store cannot be read. */
  open(): Promise<void> {
    this.#opening ??= this.#load().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  /** Queues a message; resolves when it is acknowledged. Rejects when it is refused, given up or does not fit. */
  send(message: QueuedMessage, seenSeq: number, signal?: AbortSignal): Promise<Sent> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#count >= maxMessages || this.#bytes + bytesOf(message) > maxBytes)
      return Promise.reject(clientErrors.outboxFull());
    const entry = this.#entry(message, seenSeq);
    this.#lane(message.channelId).push(entry);
    this.#tellPending(message);
    this.#store(message);
    this.#start(message.channelId);
    return signal ? stoppedBy(signal, entry) : entry.settle.promise;
  }

  /** The seqs that senders had seen are worth nothing any more. */
  forgetSeen(): void {
    for (const lane of this.#lanes.values()) for (const entry of lane) entry.seenSeq = 0;
  }

  /** Stops delivering: what waits rejects, and stays in the store. */
  async close(reason: Error): Promise<void> {
    this.#isOpen = false;
    for (const entry of [...this.#lanes.values()].flat()) entry.stop.abort(reason);
    await this.#parts.store?.close();
  }

  async #load(): Promise<void> {
    const left = (await this.#parts.store?.load()) ?? [];
    const known = new Set(this.pending().map(keyOf));
    const old = left.filter((message) => !known.has(keyOf(message))).map((message) => this.#entry(message, 0));
    for (const entry of old.toReversed()) this.#lane(entry.message.channelId).unshift(entry);
    for (const { message, settle } of old) {
      // Nobody waits for it but those who listen.
      settle.promise.catch(() => undefined);
      this.#tellPending(message);
    }
    this.#isOpen = true;
    for (const channelId of this.#lanes.keys()) this.#start(channelId);
  }

  #entry(message: QueuedMessage, seenSeq: number): Entry {
    this.#count++;
    this.#bytes += bytesOf(message);
    const stop = new AbortController();
    const entry: Entry = { message, seenSeq, delivering: false, stop, settle: deferred() };
    stop.signal.addEventListener("abort", () => {
      if (!entry.delivering) this.#refused(entry, stop.signal.reason);
    });
    return entry;
  }

  #lane(channelId: string): Entry[] {
    let lane = this.#lanes.get(channelId);
    if (!lane) this.#lanes.set(channelId, (lane = []));
    return lane;
  }

  #start(channelId: string): void {
    if (!this.#isOpen || this.#running.has(channelId)) return;
    this.#running.add(channelId);
    const lane = this.#lane(channelId);
    void this.#run(lane).then(() => {
      this.#running.delete(channelId);
      if (lane.length > 0) this.#start(channelId);
      else this.#lanes.delete(channelId);
    });
  }

  async #run(lane: readonly Entry[]): Promise<void> {
    for (let entry = lane[0]; entry && this.#isOpen; entry = lane[0]) {
      entry.delivering = true;
      try {
        const { message, seenSeq, stop } = entry;
        this.#acknowledged(entry, await this.#parts.deliver(message, seenSeq, stop.signal));
      } catch (error) {
        this.#refused(entry, error);
      }
    }
  }

  #acknowledged(entry: Entry, sent: Sent): void {
    const { message, settle } = entry;
    const { channelId, clientMessageId } = message;
    this.#remove(entry);
    this.#unstore(message);
    this.#parts.emit({ type: "acknowledged", channelId, clientMessageId, seq: sent.seq, at: sent.at });
    settle.resolve(sent);
  }

  #refused(entry: Entry, error: unknown): void {
    const { message, settle } = entry;
    const { channelId, clientMessageId } = message;
    this.#remove(entry);
    if (!mayStillGo(error)) this.#unstore(message);
    this.#parts.emit({ type: "failed", channelId, clientMessageId, error });
    settle.reject(error);
  }

  #remove(entry: Entry): void {
    const lane = this.#lane(entry.message.channelId);
    const at = lane.indexOf(entry);
    if (at < 0) return;
    lane.splice(at, 1);
    this.#count--;
    this.#bytes -= bytesOf(entry.message);
  }

  #tellPending({ channelId, clientMessageId, text, replyTo }: QueuedMessage): void {
    this.#parts.emit({ type: "pending", channelId, clientMessageId, text, replyTo });
  }

  #store(message: QueuedMessage): void {
    const { channelId, clientMessageId } = message;
    const { store, emit } = this.#parts;
    store?.add(message).then(
      () => emit({ type: "queued", channelId, clientMessageId }),
      // It is still delivered; only "queued" is never told.
      () => undefined,
    );
  }

  #unstore(message: QueuedMessage): void {
    // If it stays in the store it is sent once more with the same id, which changes nothing.
    this.#parts.store?.remove(message).catch(() => undefined);
  }
}

function stoppedBy(signal: AbortSignal, { stop, settle }: Entry): Promise<Sent> {
  // One signal an entry: Node 20 warns of a leak when many listen to the same one.
  const own = AbortSignal.any([signal]);
  const abort = () => stop.abort(signal.reason);
  own.addEventListener("abort", abort);
  return settle.promise.finally(() => own.removeEventListener("abort", abort));
}

function keyOf({ channelId, clientMessageId }: QueuedMessage): string {
  return `${channelId} ${clientMessageId}`;
}

// Not refused by the server and not given up by the sender: the next start, signed in again, may deliver it.
function mayStillGo(error: unknown): boolean {
  const { code, reason } = toChatError(error);
  return code === "UNAUTHENTICATED" || reason === "CLIENT_CLOSED" || reason === "OTHER_SENDER";
}

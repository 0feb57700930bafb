// Publish: many sends on one stream, pipelined, stored in their order, acknowledged as ranges.
import { create, toBinary } from "@bufbuild/protobuf";
import { ChatError, errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { FrameSink } from "../../core/outlet.ts";
import type { Lane, LaneAnswer } from "../../core/ports.ts";
import type { OpenStream } from "../../core/service.ts";
import {
  type PublishRequest,
  PublishResponseSchema,
  type SendMessageRequest,
} from "../../gen/madang/channel/v1/channel_pb.ts";

const maxSendsInFrame = 1_000;
/** Sends that are taken and not answered: beyond it the stream is not read. */
const maxInFlight = 4_096;
/** Acknowledgements that the client has not taken: beyond it the stream is not read. */
const maxUnreadBytes = 64 * 1024;

/** What a publisher needs. */
export interface PublishParts {
  readonly lane: Lane;
  /** Makes a draft of a send; throws what is wrong with it. */
  readonly toDraft: (send: SendMessageRequest) => Draft | Promise<Draft>;
}

/** One Publish stream. */
export class Publisher implements OpenStream<PublishRequest> {
  readonly #sink: FrameSink;
  readonly #parts: PublishParts;
  /** Drafts that came in this turn: many frames may be read in one, and are appended together. */
  #gathered: Draft[] = [];
  #taken = 0;
  #inFlight = 0;
  #acked = 0;
  #seqs: bigint[] = [];
  #scheduled = false;
  /** Frames whose drafts wait for a look-up. */
  #making = 0;
  /** Acknowledgements that the client has not taken. */
  #unreadBytes = 0;
  #failure: ChatError | undefined;
  #finished = false;
  #ended = false;
  #onRoom: (() => void) | undefined;

  constructor(sink: FrameSink, parts: PublishParts) {
    this.#sink = sink;
    this.#parts = parts;
  }

  receive(frame: PublishRequest): void | Promise<void> {
    if (this.#failure || this.#ended) return;
    if (frame.sends.length === 0 || frame.sends.length > maxSendsInFrame)
      return this.#fail(errors.tooManyInFrame(maxSendsInFrame));
    const drafts: Draft[] = [];
    for (let i = 0; i < frame.sends.length; i++) {
      try {
        const draft = this.#parts.toDraft(frame.sends[i] as SendMessageRequest);
        // Looking up names takes a while: the rest of the stream waits, so that the order stays.
        if (draft instanceof Promise) return this.#receiveSlowly(frame.sends, i, draft, drafts);
        drafts.push(draft);
      } catch (failure) {
        this.#take(drafts);
        return this.#fail(failure);
      }
    }
    this.#take(drafts);
    return this.#room();
  }

  finish(): void {
    this.#finished = true;
    this.#endIfDone();
  }

  gone(): void {
    if (this.#ended) return;
    this.#append();
    this.#ended = true;
    this.#parts.lane.close();
    this.#onRoom?.();
  }

  /** Ends the stream from outside, e.g. because the session ended: what was taken is answered first. */
  end(reason: ChatError): void {
    this.#failure ??= reason;
    this.#endIfDone();
  }

  async #receiveSlowly(
    sends: readonly SendMessageRequest[],
    from: number,
    first: Promise<Draft>,
    drafts: Draft[],
  ): Promise<void> {
    this.#making++;
    try {
      drafts.push(await first);
      for (const send of sends.slice(from + 1)) drafts.push(await this.#parts.toDraft(send));
    } catch (failure) {
      this.#making--;
      this.#take(drafts);
      return this.#fail(failure);
    }
    this.#making--;
    this.#take(drafts);
    // The stream may have failed meanwhile, and waited for this only.
    this.#endIfDone();
    return this.#room();
  }

  #take(drafts: readonly Draft[]): void {
    // After a failure, or the end of the session, nothing more is stored.
    if (drafts.length === 0 || this.#ended || this.#failure) return;
    this.#taken += drafts.length;
    this.#inFlight += drafts.length;
    if (this.#gathered.length === 0) queueMicrotask(() => this.#append());
    for (const draft of drafts) this.#gathered.push(draft);
  }

  #append(): void {
    const drafts = this.#gathered;
    if (drafts.length === 0) return;
    this.#gathered = [];
    void this.#parts.lane.append(drafts).then((answer) => this.#answered(drafts.length, answer));
  }

  #answered(count: number, { appended, failure }: LaneAnswer): void {
    this.#inFlight -= count;
    for (const { seq } of appended) this.#seqs.push(BigInt(seq));
    // Of several failures the first is the cause, the others only follow from it.
    if (failure && !this.#failure) this.#failure = failure.with("send", String(this.#acked + this.#seqs.length));
    if (this.#scheduled) return;
    this.#scheduled = true;
    // All answers of one commit come in the same turn: they leave as one range.
    queueMicrotask(() => this.#acknowledge());
  }

  #acknowledge(): void {
    this.#scheduled = false;
    if (this.#ended) return;
    if (this.#seqs.length > 0) {
      const response = create(PublishResponseSchema, { firstSend: BigInt(this.#acked), seqs: this.#seqs });
      this.#acked += this.#seqs.length;
      this.#seqs = [];
      this.#write(toBinary(PublishResponseSchema, response));
    }
    this.#makeRoom();
    this.#endIfDone();
  }

  // Who does not take what is acknowledged is not read either.
  #write(frame: Uint8Array): void {
    this.#unreadBytes += frame.length;
    this.#sink.write(frame, () => {
      this.#unreadBytes -= frame.length;
      this.#makeRoom();
    });
  }

  #makeRoom(): void {
    if (this.#inFlight < maxInFlight / 2 && this.#unreadBytes < maxUnreadBytes) this.#onRoom?.();
  }

  #room(): Promise<void> | undefined {
    const hasRoom = this.#inFlight < maxInFlight && this.#unreadBytes < maxUnreadBytes;
    if (hasRoom || this.#ended) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = () => {
        this.#onRoom = undefined;
        resolve();
      };
    });
  }

  #fail(failure: unknown): void {
    // What is no ChatError is a bug, which whoever serves the stream reports.
    if (!(failure instanceof ChatError)) throw failure;
    this.#failure ??= failure.with("send", String(this.#taken));
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#ended || this.#inFlight > 0 || this.#making > 0 || this.#scheduled) return;
    if (!this.#failure && !this.#finished) return;
    this.#ended = true;
    this.#parts.lane.close();
    this.#onRoom?.();
    this.#sink.end(this.#failure);
  }
}

// One open Backup: frames with how far it is, as the client takes them, and a last one when the copy is there.
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { ChatError, errors } from "../../core/errors.ts";
import type { BackUp, BackupProgress } from "../../core/ports.ts";
import type { OpenStream, StreamSink } from "../../core/service.ts";
import { BackupResponseSchema } from "../../gen/madang/admin/v1/admin_pb.ts";

/** Gives the copy up when the client goes. */
export class BackupStream implements OpenStream {
  readonly #sink: StreamSink;
  readonly #gone = new AbortController();
  #isWriting = false;
  #last: BackupProgress = { donePages: 0, totalPages: 0 };

  constructor(sink: StreamSink) {
    this.#sink = sink;
  }

  /** Makes the copy and ends the stream; rejects only with what the client must not see. */
  async run(backUp: BackUp, path: string): Promise<void> {
    try {
      const bytes = await backUp(path, (progress) => this.#tell(progress), this.#gone.signal);
      const { totalPages } = this.#last;
      this.#write({ ...toPages({ donePages: totalPages, totalPages }), complete: true, bytes: BigInt(bytes) });
      this.#sink.end();
    } catch (failure) {
      this.#sink.end(failure instanceof ChatError ? failure : errors.storeFailed());
      if (!(failure instanceof ChatError)) throw failure;
    }
  }

  gone(): void {
    this.#gone.abort(errors.deadline());
  }

  // Who reads slowly hears of fewer steps.
  #tell(progress: BackupProgress): void {
    this.#last = progress;
    if (!this.#isWriting) this.#write(toPages(progress));
  }

  #write(response: MessageInitShape<typeof BackupResponseSchema>): void {
    this.#isWriting = true;
    this.#sink.write(toBinary(BackupResponseSchema, create(BackupResponseSchema, response)), () => {
      this.#isWriting = false;
    });
  }
}

function toPages({ donePages, totalPages }: BackupProgress) {
  return { donePages: BigInt(donePages), totalPages: BigInt(totalPages) };
}

// A client's end of a stream that takes everything at once and keeps it, decoded.
import { type DescMessage, fromBinary, type MessageShape } from "@bufbuild/protobuf";
import type { ChatError } from "../../src/core/errors.ts";
import type { ByteStream } from "../../src/core/service.ts";

/** What a stream brought, taken at once. */
export class Told<Desc extends DescMessage> {
  readonly messages: MessageShape<Desc>[] = [];
  ended: "well" | ChatError | undefined;
  readonly #stream: { gone(): void };

  constructor(schema: Desc, stream: ByteStream) {
    this.#stream = stream({
      write: (message, done) => {
        this.messages.push(fromBinary(schema, message));
        done();
      },
      writeFramed: (frames, done) => {
        for (let at = 0; at < frames.length; ) {
          const length = new DataView(frames.buffer, frames.byteOffset + at).getUint32(1);
          this.messages.push(fromBinary(schema, frames.subarray(at + 5, at + 5 + length)));
          at += 5 + length;
        }
        done();
      },
      end: (reason) => {
        this.ended ??= reason ?? "well";
        setImmediate(() => this.cancel());
      },
    });
  }

  /** The client goes. */
  cancel(): void {
    this.#stream.gone();
  }
}

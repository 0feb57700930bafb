// gRPC's framing of messages on an HTTP/2 stream: five bytes before each.

const prefixBytes = 5;

/** A message with its prefix, ready to be written. */
export function toGrpcFrame(message: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(prefixBytes + message.length);
  frame[0] = 0;
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, prefixBytes);
  return frame;
}

/** Cuts a stream of bytes into messages, however the bytes come. */
export class GrpcFrames {
  readonly #onMessage: (message: Buffer) => void;
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** How many bytes the next message takes with its prefix; unknown until the prefix is whole. */
  #wanted = prefixBytes;
  #knowsLength = false;

  /** `onMessage` gets each message without its prefix; the bytes are its own. */
  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wanted) return;
    let bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    while (bytes.length >= this.#wanted) {
      if (!this.#knowsLength) {
        this.#wanted = prefixBytes + bytes.readUInt32BE(1);
        this.#knowsLength = true;
        continue;
      }
      const message = bytes.subarray(prefixBytes, this.#wanted);
      bytes = bytes.subarray(this.#wanted);
      this.#wanted = prefixBytes;
      this.#knowsLength = false;
      this.#onMessage(message);
    }
    this.#chunks = bytes.length > 0 ? [bytes] : [];
    this.#bytes = bytes.length;
  }
}

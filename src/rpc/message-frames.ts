// Cuts what a client sends on a stream into messages, however the bytes come.

const prefixBytes = 5;

/** Holds what is not whole yet: at most one message, and of a size that is allowed. */
export class MessageFrames {
  readonly #maxBytes: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** How many bytes the next message takes with its prefix, as far as that is known. */
  #wanted = prefixBytes;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The messages that are whole now, without prefix and without a copy; throws RangeError if one is too large. */
  push(chunk: Uint8Array): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes < this.#wanted) return [];
    const bytes = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks, this.#bytes);
    const messages: Uint8Array[] = [];
    let at = 0;
    this.#wanted = this.#sizeAt(bytes, at);
    while (at + this.#wanted <= bytes.length) {
      messages.push(bytes.subarray(at + prefixBytes, at + this.#wanted));
      at += this.#wanted;
      this.#wanted = this.#sizeAt(bytes, at);
    }
    this.#bytes = bytes.length - at;
    this.#chunks = this.#bytes > 0 ? [bytes.subarray(at)] : [];
    return messages;
  }

  /** How long the message is that begins there, with its prefix; that of a prefix while that is not whole. */
  #sizeAt(bytes: Uint8Array, at: number): number {
    if (bytes.length - at < prefixBytes) return prefixBytes;
    const size = new DataView(bytes.buffer, bytes.byteOffset + at, prefixBytes).getUint32(1);
    if (size > this.#maxBytes) throw new RangeError(`Received message larger than max (${size} vs ${this.#maxBytes})`);
    return prefixBytes + size;
  }
}

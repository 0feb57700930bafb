// Bytes as those libraries want them that know only Node's Buffer.

/** The same bytes, not a copy of them. */
export function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

// Messages as gRPC puts them on the wire, behind five bytes, one for compression and four for the length: a copy for one
// stream, or one copy for all who get the same.

const prefixBytes = 5;

/** A message behind its five bytes. */
export function toFramed(message: Uint8Array): Buffer {
  const framed = begin(message.length);
  framed.set(message, prefixBytes);
  return framed;
}

/** Parts of one message, joined behind its five bytes: protobuf messages that are concatenated are merged. */
export function joinFramed(parts: readonly Uint8Array[], length: number): Buffer {
  const framed = begin(length);
  let at = prefixBytes;
  for (const part of parts) {
    framed.set(part, at);
    at += part.length;
  }
  return framed;
}

const made = new WeakMap<Uint8Array, Buffer>();

/** The same as `toFramed`, made once for as long as the message lives: for what many streams get. */
export function framedOnce(message: Uint8Array): Buffer {
  let framed = made.get(message);
  if (!framed) made.set(message, (framed = toFramed(message)));
  return framed;
}

function begin(length: number): Buffer {
  const framed = Buffer.allocUnsafe(prefixBytes + length);
  framed[0] = 0;
  framed.writeUInt32BE(length, 1);
  return framed;
}

// Cuts a websocket's incoming bytes into the messages of a server that is not ours, in as little code as a load needs.

const finalText = 0x81;
const finalBinary = 0x82;
const close = 0x88;

/** Bytes in, messages out, text or binary. A server sends its frames whole and unmasked; the end of the talk and anything else throws. */
export class PeerFrames {
  readonly #onMessage: (message: Buffer) => void;
  #rest: Buffer | undefined;

  constructor(onMessage: (message: Buffer) => void) {
    this.#onMessage = onMessage;
  }

  /** Takes what came; a frame that is not whole waits for the rest of it. */
  push(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    for (;;) {
      const body = at + headBytes(bytes, at);
      const end = body + bodyBytes(bytes, at);
      if (!(end <= bytes.length)) break;
      this.#hear(bytes[at] as number, bytes.subarray(body, end));
      at = end;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
  }

  #hear(kind: number, body: Buffer): void {
    if (kind === finalBinary || kind === finalText) return this.#onMessage(body);
    if (kind !== close) throw new Error(`a websocket frame begins with ${kind}`);
    throw new Error(`the server ended the connection: ${body.readUInt16BE(0)} ${body.subarray(2).toString()}`);
  }
}

/** A message in one masked frame, as clients must send it; the mask is zero, which changes nothing. */
export function toPeerFrame(message: string | Uint8Array): Buffer {
  const body = Buffer.from(message as string);
  if (body.length >= 65_536) throw new Error("a load sends no frames so large");
  const size = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  const kind = typeof message === "string" ? finalText : finalBinary;
  return Buffer.concat([Buffer.from([kind, ...size, 0, 0, 0, 0]), body]);
}

/** How long a frame's head is; NaN where that did not come yet, and so is all that is counted from it. */
function headBytes(bytes: Buffer, at: number): number {
  const short = bytes[at + 1];
  if (short === undefined) return Number.NaN;
  return short < 126 ? 2 : short === 126 ? 4 : 10;
}

function bodyBytes(bytes: Buffer, at: number): number {
  const short = bytes[at + 1];
  if (short === undefined || bytes.length < at + headBytes(bytes, at)) return Number.NaN;
  if (short < 126) return short;
  return short === 126 ? bytes.readUInt16BE(at + 2) : Number(bytes.readBigUInt64BE(at + 2));
}

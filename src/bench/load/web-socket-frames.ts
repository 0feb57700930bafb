// Cuts a websocket's incoming bytes into text frames, in as little code as a load needs.

/** Bytes in, texts out. A server sends its frames whole and unmasked; anything else throws. */
export class WebSocketFrames {
  readonly #onText: (text: Buffer) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onText: (text: Buffer) => void) {
    this.#onText = onText;
  }

  /** Takes what came; a frame that is not whole waits for the rest of it. */
  push(chunk: Buffer): void {
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const size = sizeIn(bytes);
      if (!size || bytes.length < size.head + size.body) break;
      if (bytes[0] !== textFrame) throw new Error(`a websocket frame begins with ${bytes[0]}`);
      this.#onText(bytes.subarray(size.head, size.head + size.body));
      bytes = bytes.subarray(size.head + size.body);
    }
    this.#rest = bytes;
  }
}

const textFrame = 0x81;

/** A text in one masked frame, as clients must send it; the mask is zero, which changes nothing. */
export function toWebSocketFrame(text: string): Buffer {
  const body = Buffer.from(text);
  if (body.length >= 65_536) throw new Error("a load sends no frames so large");
  const size = body.length < 126 ? [0x80 | body.length] : [0x80 | 126, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([textFrame, ...size, 0, 0, 0, 0]), body]);
}

function sizeIn(bytes: Buffer): { head: number; body: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = (bytes[1] as number) & 0x7f;
  if (short < 126) return { head: 2, body: short };
  const head = short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  return { head, body: short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2)) };
}

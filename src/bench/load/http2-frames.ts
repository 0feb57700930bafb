// HTTP/2's frames, as far as a load needs them.

const headBytes = 9;

/** What a frame is. */
export const frameTypes = {
  data: 0,
  headers: 1,
  resetStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
} as const;

/** What a frame says of itself. */
export const flags = { ack: 1, endStream: 1, endHeaders: 4 } as const;

/** A frame, ready to be written. */
export function toFrame(type: number, flag: number, streamId: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + payload.length);
  frame.writeUIntBE(payload.length, 0, 3);
  frame[3] = type;
  frame[4] = flag;
  frame.writeUInt32BE(streamId, 5);
  frame.set(payload, headBytes);
  return frame;
}

/** Hears a frame; the payload is part of what was read. */
export type OnFrame = (type: number, flag: number, streamId: number, payload: Buffer) => void;

/** Cuts what a connection carries into frames, however the bytes come. */
export class FrameReader {
  readonly #onFrame: OnFrame;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  /** Takes the next bytes. */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (at + headBytes <= bytes.length) {
      const end = at + headBytes + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      const streamId = bytes.readUInt32BE(at + 5);
      this.#onFrame(bytes[at + 3] as number, bytes[at + 4] as number, streamId, bytes.subarray(at + headBytes, end));
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }
}

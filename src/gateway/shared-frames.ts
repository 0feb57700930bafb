// What many subscribers get is turned into JSON once, and into one websocket frame once for all who call their stream the same.
import type { DescMessage } from "@bufbuild/protobuf";
import { frameText } from "./json-message.ts";

/** A packet for engine.io: text for transports that frame it themselves, and the frame for websockets. */
export interface Packet {
  readonly text: string;
  readonly options: { compress: boolean; readonly wsPreEncodedFrame?: readonly Buffer[] };
}

/** Streams are numbered by clients, from 1 on as a rule: so many numbers are worth a frame of their own. */
const maxIds = 8;

interface Shared {
  readonly json: string;
  readonly byId: Map<number, Packet>;
}

/** Remembers packets for as long as the bytes they were made of live. */
export class SharedFrames {
  readonly #made = new WeakMap<Uint8Array, Shared>();
  readonly #needsText: boolean;

  /** `needsText`: there are transports other than the websocket. */
  constructor(needsText: boolean) {
    this.#needsText = needsText;
  }

  /** The packet that tells stream `id` this message. */
  packet(frame: Uint8Array, schema: DescMessage, id: number): Packet {
    let shared = this.#made.get(frame);
    if (!shared) this.#made.set(frame, (shared = { json: frameText(schema, frame), byId: new Map() }));
    const known = shared.byId.get(id);
    if (known) return known;
    const packet = this.#encode(`2["message",${id},${shared.json}]`);
    if (shared.byId.size < maxIds) shared.byId.set(id, packet);
    return packet;
  }

  #encode(text: string): Packet {
    const wsPreEncodedFrame = [textFrame(`4${text}`)];
    return { text: this.#needsText ? text : "-", options: { compress: false, wsPreEncodedFrame } };
  }
}

/** A websocket's text frame, whole: one buffer is one write. */
export function textFrame(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafeSlow(headLength + length);
  frame[0] = 0x81;
  if (headLength === 2) frame[1] = length;
  else if (headLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headLength);
  return frame;
}
